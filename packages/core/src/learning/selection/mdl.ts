/** k log2 k for k = 0 .. n: entropies of counts are sums of these. */
export function countBits(n: number): Float64Array {
  const bits = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) bits[k] = k * Math.log2(k);
  return bits;
}

/** What cutting needs of many columns, made once: entropies of counts, and room for counts of labels. */
export interface CutRoom {
  readonly bits: Float64Array;
  readonly classes: number;
  /** `before[p * classes + label]`: rows of a label before position p. */
  readonly before: Int32Array;
}

export function cutRoom(rows: number, classes: number): CutRoom {
  return { bits: countBits(rows), classes, before: new Int32Array((rows + 1) * classes) };
}

/**
 * Cut points of one column by the minimum description length principle: the value range is halved where the label's
 * entropy falls most, as long as the gain pays for saying where the cut is.
 *
 * @param values the column's values in ascending order
 * @param labels from 0 up, in the same order
 * @param room of at least as many rows, and of as many classes as the labels name; its counts are those of this column afterwards
 * @returns positions p > 0, ascending: a bin ends before `values[p]`; empty where no cut pays
 * @source Fayyad and Irani 1993, IJCAI-93, 1022-1027
 */
export function mdlCuts(
  values: Float64Array,
  labels: Uint8Array,
  room: CutRoom = cutRoom(values.length, 2),
): number[] {
  const { before, classes } = room;
  before.fill(0, 0, classes);
  for (let i = 0, at = 0; i < values.length; i++, at += classes) {
    for (let label = 0; label < classes; label++) before[at + classes + label] = before[at + label];
    before[at + classes + labels[i]]++;
  }
  const cuts: number[] = [];
  split(values, room, 0, values.length, cuts);
  return cuts;
}

/** What it takes to tell the labels of the rows from..to: their number times their entropy, in bits. */
export function labelBits({ bits, before, classes }: CutRoom, from: number, to: number): number {
  let sum = bits[to - from];
  for (let label = classes - 1; label >= 0; label--) {
    sum -= bits[before[to * classes + label] - before[from * classes + label]];
  }
  return sum;
}

/** How many labels occur in the rows from..to. */
function kinds({ before, classes }: CutRoom, from: number, to: number): number {
  let count = 0;
  for (let label = 0; label < classes; label++) {
    if (before[to * classes + label] > before[from * classes + label]) count++;
  }
  return count;
}

function split(values: Float64Array, room: CutRoom, from: number, to: number, cuts: number[]): void {
  const n = to - from;
  const kindsOfAll = kinds(room, from, to);
  if (n < 2 || kindsOfAll < 2) return;
  let least = Infinity;
  let best = -1;
  for (let p = from + 1; p < to; p++) {
    if (values[p] === values[p - 1]) continue;
    const both = labelBits(room, from, p) + labelBits(room, p, to);
    if (both < least) {
      least = both;
      best = p;
    }
  }
  if (best < 0) return;
  const whole = labelBits(room, from, to);
  const left = best - from;
  const delta =
    Math.log2(3 ** kindsOfAll - 2) -
    ((kindsOfAll * whole) / n -
      (kinds(room, from, best) * labelBits(room, from, best)) / left -
      (kinds(room, best, to) * labelBits(room, best, to)) / (n - left));
  // The whole gain, over all n rows, against the bits that name the cut and both parts' kinds.
  if (whole - least <= Math.log2(n - 1) + delta) return;
  split(values, room, from, best, cuts);
  cuts.push(best);
  split(values, room, best, to, cuts);
}
