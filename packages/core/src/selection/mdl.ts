/**
 * Cut points of one column by the minimum description length principle: the value range is halved where the label's
 * entropy falls most, as long as the gain pays for saying where the cut is.
 *
 * @param values the column's values in ascending order
 * @param labels 0 or 1, in the same order
 * @returns positions p > 0, ascending: a bin ends before `values[p]`; empty where no cut pays
 * @source Fayyad and Irani 1993, IJCAI-93, 1022-1027
 */
export function mdlCuts(values: Float64Array, labels: Uint8Array): number[] {
  const positives = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) positives[i + 1] = positives[i] + labels[i];
  const cuts: number[] = [];
  split(values, positives, 0, values.length, cuts);
  return cuts;
}

/** Shannon entropy in bits of a set with the given numbers of two kinds. */
export function entropy(a: number, b: number): number {
  const n = a + b;
  return a === 0 || b === 0 ? 0 : -(a * Math.log2(a / n) + b * Math.log2(b / n)) / n;
}

function split(values: Float64Array, positives: Int32Array, from: number, to: number, cuts: number[]): void {
  const n = to - from;
  const ones = positives[to] - positives[from];
  if (n < 2 || ones === 0 || ones === n) return;
  let least = Infinity;
  let best = -1;
  for (let p = from + 1; p < to; p++) {
    if (values[p] === values[p - 1]) continue;
    const left = p - from;
    const leftOnes = positives[p] - positives[from];
    const right = to - p;
    const rightOnes = ones - leftOnes;
    const bits = left * entropy(leftOnes, left - leftOnes) + right * entropy(rightOnes, right - rightOnes);
    if (bits < least) {
      least = bits;
      best = p;
    }
  }
  if (best < 0) return;
  const whole = entropy(ones, n - ones);
  const leftOnes = positives[best] - positives[from];
  const rightOnes = ones - leftOnes;
  const left = part(leftOnes, best - from);
  const right = part(rightOnes, to - best);
  const kinds = 2;
  const delta =
    Math.log2(3 ** kinds - 2) - (kinds * whole - left.kinds * left.bits - right.kinds * right.bits);
  if (whole - least / n <= (Math.log2(n - 1) + delta) / n) return;
  split(values, positives, from, best, cuts);
  cuts.push(best);
  split(values, positives, best, to, cuts);
}

function part(ones: number, n: number): { kinds: number; bits: number } {
  return { kinds: ones === 0 || ones === n ? 1 : 2, bits: entropy(ones, n - ones) };
}
