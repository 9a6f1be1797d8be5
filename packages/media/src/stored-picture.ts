import { type RgbImage, resizingTaps } from '@wince/core';
import { frameColours, type ResizedPlane, type SideTaps, type StoredPlane } from '@wince/kernels';
import { colourShares, matrixOf } from './colours.ts';
import type { Size } from './size.ts';
import { type Turn, turnImage } from './turn.ts';

/** Rises when the same frame gives another picture: what was computed of pictures that were made otherwise is not used then. */
export const STORED_PICTURE_VERSION = 1;

/** A decoded frame as luma and two colour differences. */
export interface StoredChannels {
  readonly planes: readonly [luma: StoredPlane, blue: StoredPlane, red: StoredPlane];
  /** Of a value: 8 to 16. */
  readonly bits: number;
  /** The matrix in the words of WebCodecs; players tell it by the height where the frame names none. */
  readonly matrix: string | null;
  /** Whether values use all of their range. */
  readonly fullRange: boolean;
}

/**
 * The picture of a decoded frame: each channel is scaled, the mean over what a pixel covers, then colours are converted by the matrix and
 * range that the frame names, and the picture is turned. Colour differences lie in the middle of the pixels that they stand for. The same
 * steps on the command line and in a page, to the last bit.
 *
 * @param size as it is shown
 */
export function storedPicture(
  { planes, bits, matrix, fullRange }: StoredChannels,
  size: Size,
  turn: Turn,
): RgbImage {
  const { width, height } = turn.rotation % 180 === 0 ? size : { width: size.height, height: size.width };
  const resized = (plane: StoredPlane): ResizedPlane => ({
    plane,
    across: sideTaps(plane.width, width),
    down: sideTaps(plane.height, height),
  });
  const [luma, blue, red] = planes;
  const shares = colourShares(matrixOf(matrix, luma.height), bits, fullRange);
  const frame = { planes: [resized(luma), resized(blue), resized(red)] as const, width, height, shares };
  return turnImage({ width, height, data: frameColours(frame) }, turn);
}

/** Taps that were made last: the frames of a video have the same sizes. */
const MADE = new Map<string, SideTaps>();
const MOST_MADE = 64;

function sideTaps(from: number, to: number): SideTaps | null {
  if (from === to) return null;
  const key = `${from} ${to}`;
  const made = MADE.get(key);
  if (made) return made;
  const { first, count, weights } = resizingTaps(from, to, 'area');
  const taps = { first, count, weights: Float32Array.from(weights) };
  if (MADE.size >= MOST_MADE) MADE.clear();
  MADE.set(key, taps);
  return taps;
}
