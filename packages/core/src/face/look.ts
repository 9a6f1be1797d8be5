import { polygonMask } from '../image/polygon.ts';
import type { FoundFace } from './analysis.ts';
import { pickLandmarks } from './landmarks.ts';
import { outlineMask } from './quality.ts';
import { FACE_OUTLINE } from './regions.ts';

/** How a face looks in its picture, apart from who it is and what it does: light and sharpness, then how old it looks, in this order. */
export const FACE_LOOK = [
  'brightness',
  'contrast',
  'evenness of the light',
  'sharpness',
  'redness',
  'blueness',
  'apparent age',
] as const;

/** How many of `FACE_LOOK`, from the first on, are of light and sharpness. */
export const LIGHT_MEASURES = 6;

/** Protects logarithms and ratios of black. */
const BLACK = 1;

/**
 * How a face looks in its picture: a number for each of `FACE_LOOK`. Ratios are taken as logarithms, so that half and double are as far from one.
 *
 * - brightness: the grey level above which the brightest tenth of the face lies (see `faceLight`)
 * - contrast: the logarithm of the standard deviation of grey over its mean
 * - evenness of the light: see `faceLight`
 * - sharpness: the logarithm of `sharpness`; noise makes it large, blur and compression make it small
 * - redness and blueness: the logarithm of the mean of red over that of green, and of blue over green
 * - apparent age: as it is given
 *
 * @param age see `apparentAge`; NaN where it is not known
 */
export function faceLook(
  { quality, registered }: Pick<FoundFace, 'quality' | 'registered'>,
  age = Number.NaN,
): Float64Array {
  const { brightness, evenness, sharpness } = quality.measures;
  const { grey, colour, landmarks } = registered;
  const { mean, deviation } = spread(grey.data, outlineMask({ face: registered }));
  const mask = polygonMask(pickLandmarks(landmarks, FACE_OUTLINE), colour.width, colour.height);
  const [red, green, blue] = [0, 1, 2].map((channel) => channelMean(colour.data, mask, channel) + BLACK);
  return Float64Array.of(
    brightness.value,
    Math.log((deviation + BLACK) / (mean + BLACK)),
    evenness.value,
    Math.log(sharpness.value + 1e-3),
    Math.log(red / green),
    Math.log(blue / green),
    age,
  );
}

function spread(data: ArrayLike<number>, mask: Uint8Array): { mean: number; deviation: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    count++;
    sum += data[i];
    squares += data[i] ** 2;
  }
  const mean = count > 0 ? sum / count : 0;
  return { mean, deviation: count > 0 ? Math.sqrt(Math.max(0, squares / count - mean * mean)) : 0 };
}

function channelMean(data: ArrayLike<number>, mask: Uint8Array, channel: number): number {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    count++;
    sum += data[3 * i + channel];
  }
  return count > 0 ? sum / count : 0;
}
