/** k log2 k for k = 0 .. n: entropies of counts are sums of these. */
export function countBits(n: number): Float64Array {
  const bits = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) bits[k] = k * Math.log2(k);
  return bits;
}

/**
 * Cut points of one column by the minimum description length principle: the value range is halved where the label's
 * entropy falls most, as long as the gain pays for saying where the cut is.
 *
 * @param values the column's values in ascending order
 * @param labels 0 or 1, in the same order
 * @param bits `countBits` of at least as many values
 * @returns positions p > 0, ascending: a bin ends before `values[p]`; empty where no cut pays
 * @source Fayyad and Irani 1993, IJCAI-93, 1022-1027
 */
export function mdlCuts(values: Float64Array, labels: Uint8Array, bits = countBits(values.length)): number[] {
  const positives = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) positives[i + 1] = positives[i] + labels[i];
  const cuts: number[] = [];
  split(values, positives, bits, 0, values.length, cuts);
  return cuts;
}

/** What it takes to tell the labels of n rows, `ones` of them positive: n times their entropy, in bits. */
export function labelBits(bits: Float64Array, n: number, ones: number): number {
  return bits[n] - bits[ones] - bits[n - ones];
}

function split(
  values: Float64Array,
  positives: Int32Array,
  bits: Float64Array,
  from: number,
  to: number,
  cuts: number[],
): void {
  const n = to - from;
  const ones = positives[to] - positives[from];
  if (n < 2 || ones === 0 || ones === n) return;
  let least = Infinity;
  let best = -1;
  for (let p = from + 1; p < to; p++) {
    if (values[p] === values[p - 1]) continue;
    const left = p - from;
    const leftOnes = positives[p] - positives[from];
    const both = labelBits(bits, left, leftOnes) + labelBits(bits, n - left, ones - leftOnes);
    if (both < least) {
      least = both;
      best = p;
    }
  }
  if (best < 0) return;
  const left = best - from;
  const leftOnes = positives[best] - positives[from];
  const rightOnes = ones - leftOnes;
  const whole = labelBits(bits, n, ones);
  const leftKinds = leftOnes === 0 || leftOnes === left ? 1 : 2;
  const rightKinds = rightOnes === 0 || rightOnes === n - left ? 1 : 2;
  const delta =
    Math.log2(3 ** 2 - 2) -
    ((2 * whole) / n -
      (leftKinds * labelBits(bits, left, leftOnes)) / left -
      (rightKinds * labelBits(bits, n - left, rightOnes)) / (n - left));
  // The whole gain, over all n rows, against the bits that name the cut and both parts' kinds.
  if (whole - least <= Math.log2(n - 1) + delta) return;
  split(values, positives, bits, from, best, cuts);
  cuts.push(best);
  split(values, positives, bits, best, to, cuts);
}
