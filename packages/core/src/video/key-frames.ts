import type { RegisteredFace } from '../features/extractor.ts';

/** Pixels of a side of a thumbnail. */
const SIDE = 32;

/** A frame that was chosen. */
export interface ChosenFrame {
  /** Its place among the frames that were given. */
  readonly index: number;
  /** To the nearest of the frames chosen before it, as of {@link thumbnailDistance}; null for the first. */
  readonly distance: number | null;
}

/**
 * A registered face small enough to be kept and compared: 32 x 32 means of the grey face, less their mean, over their standard
 * deviation, so that brightness and contrast of the light play no part. All 0 for a face of one grey.
 */
export function keyFrameThumbnail({ grey }: RegisteredFace): Float32Array {
  const block = grey.width / SIDE;
  const thumbnail = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < grey.height; y++) {
    const row = Math.floor(y / block) * SIDE;
    for (let x = 0; x < grey.width; x++)
      thumbnail[row + Math.floor(x / block)] += grey.data[y * grey.width + x];
  }
  const mean = thumbnail.reduce((sum, value) => sum + value, 0) / thumbnail.length;
  const deviation = Math.sqrt(
    thumbnail.reduce((sum, value) => sum + (value - mean) ** 2, 0) / thumbnail.length,
  );
  return thumbnail.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** Root mean square difference of two thumbnails, in standard deviations of a face's grey: 0 for the same face, at most 2. */
export function thumbnailDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum / a.length);
}

/**
 * Chooses the frames that stand for a clip: the first, then again and again the one that differs most from all that are
 * chosen, until there are enough or the rest are near-duplicates. The first of several equals is taken.
 *
 * @param thumbnails of the usable frames, in order of time
 * @param most at most so many
 * @param leastDistance frames nearer than this to a chosen one are near-duplicates
 * @returns in order of time; none where there are no frames, else at least one
 */
export function chooseKeyFrames(
  thumbnails: readonly Float32Array[],
  { most, leastDistance }: { readonly most: number; readonly leastDistance: number },
): readonly ChosenFrame[] {
  if (thumbnails.length === 0) return [];
  const chosen: ChosenFrame[] = [{ index: 0, distance: null }];
  const nearest = thumbnails.map((thumbnail) => thumbnailDistance(thumbnail, thumbnails[0]));
  while (chosen.length < most) {
    let index = 0;
    for (let i = 1; i < nearest.length; i++) if (nearest[i] > nearest[index]) index = i;
    if (!(nearest[index] >= leastDistance) || nearest[index] === 0) break;
    chosen.push({ index, distance: nearest[index] });
    for (let i = 0; i < nearest.length; i++) {
      nearest[i] = Math.min(nearest[i], thumbnailDistance(thumbnails[i], thumbnails[index]));
    }
  }
  return chosen.sort((a, b) => a.index - b.index);
}
