import { GREY_SIZE } from '../../../face/template.ts';
import type { GreyImage } from '../../../image/image.ts';
import { resizeGrey } from '../../../image/resize.ts';

/** Side of the small registered face that key frames are compared by, in pixels. */
export const THUMBNAIL_SIZE = 32;

/** The pixels of a thumbnail that are compared: those in the ellipse about the registered face's middle. */
const COMPARED: readonly number[] = (() => {
  const middle = (THUMBNAIL_SIZE - 1) / 2;
  const pixels: number[] = [];
  for (let i = 0; i < THUMBNAIL_SIZE * THUMBNAIL_SIZE; i++) {
    // The face is a little narrower than the registered picture, and as high.
    const x = ((i % THUMBNAIL_SIZE) - middle) / (0.44 * THUMBNAIL_SIZE);
    const y = (Math.floor(i / THUMBNAIL_SIZE) - middle) / (0.5 * THUMBNAIL_SIZE);
    if (x * x + y * y <= 1) pixels.push(i);
  }
  return pixels;
})();

/**
 * A small registered face with the light taken out: means of 4 x 4 pixels within the face, brought to mean 0 and deviation 1.
 *
 * @param grey a registered grey face, 128 x 128
 * @returns all 0 for a face of one grey
 */
export function faceThumbnail(grey: GreyImage): Float32Array {
  if (grey.width !== GREY_SIZE || grey.height !== GREY_SIZE) {
    throw new RangeError(`a registered grey face has ${GREY_SIZE} x ${GREY_SIZE} pixels`);
  }
  const { data } = resizeGrey(grey, THUMBNAIL_SIZE, THUMBNAIL_SIZE, 'area');
  let sum = 0;
  let squares = 0;
  for (const pixel of COMPARED) {
    sum += data[pixel];
    squares += data[pixel] ** 2;
  }
  const mean = sum / COMPARED.length;
  const deviation = Math.sqrt(Math.max(0, squares / COMPARED.length - mean ** 2));
  return Float32Array.from(COMPARED, (pixel) => (deviation > 0 ? (data[pixel] - mean) / deviation : 0));
}

/**
 * The distance of two thumbnails: the root mean square of their differences, in deviations of a face's grey values. It is
 * sqrt(2 (1 - r)) with r their correlation: 0 for the same face in whatever light, 1.4 for two that have nothing in common.
 */
export function thumbnailDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum / a.length);
}
