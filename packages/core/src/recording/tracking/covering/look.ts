import { medianInPlace } from '../../../numbers/quantile.ts';
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
