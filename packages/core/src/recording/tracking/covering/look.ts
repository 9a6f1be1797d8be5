import { APPEARANCE_CHANNELS, APPEARANCE_POINTS } from './appearance.ts';

/** What a subject looks like with nothing before the face. Plain numbers: it may be stored and used again. */
export interface FaceLook {
  /** Channel by channel, 3 x 475 numbers: the median over the reference frames, each channel less its own median over the face. */
  readonly median: Float64Array;
  /** The deviation over the reference frames: 1.4826 times the median distance from the median. */
  readonly spread: Float64Array;
  /** How many frames it was made from. */
  readonly frames: number;
}

/**
 * The look that appearances have in common: at each point the median and the median absolute deviation, so a few frames with
 * something before the face do not count.
 *
 * @param appearances see `faceAppearance`; at least one
 * @throws RangeError for none
 */
export function lookOf(appearances: readonly Float64Array[]): FaceLook {
  const frames = appearances.length;
  if (frames === 0) throw new RangeError('a look is made from at least one frame');
  const levelled = appearances.map(levelledChannels);
  const length = APPEARANCE_CHANNELS * APPEARANCE_POINTS;
  const median = new Float64Array(length);
  const spread = new Float64Array(length);
  const column = new Float64Array(frames);
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < frames; k++) column[k] = levelled[k][i];
    const middle = medianInPlace(column);
    median[i] = middle;
    for (let k = 0; k < frames; k++) column[k] = Math.abs(levelled[k][i] - middle);
    spread[i] = 1.4826 * medianInPlace(column);
  }
  return { median, spread, frames };
}

/** Each channel less its median over the face: the light of the day goes out. */
function levelledChannels(appearance: Float64Array): Float64Array {
  const levelled = Float64Array.from(appearance);
  for (let c = 0; c < APPEARANCE_CHANNELS; c++) {
    const channel = levelled.subarray(c * APPEARANCE_POINTS, (c + 1) * APPEARANCE_POINTS);
    const level = medianInPlace(Float64Array.from(channel));
    for (let i = 0; i < channel.length; i++) channel[i] -= level;
  }
  return levelled;
}

/** The median of some numbers, which change places on the way. */
export function medianInPlace(values: Float64Array): number {
  const middle = values.length >> 1;
  select(values, middle);
  if (values.length % 2 === 1) return values[middle];
  let below = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) below = Math.max(below, values[i]);
  return (below + values[middle]) / 2;
}

/** Puts the number of rank `k` (from 0) at its place, none larger before it and none smaller behind it (Hoare's FIND). */
function select(values: Float64Array, k: number): void {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[k];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (pivot < values[j]) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (j < k) left = i;
    if (k < i) right = j;
  }
}
