import { LANDMARK } from './landmarks.ts';

/** Side of the registered colour face, in pixels: what networks take. */
export const COLOUR_SIZE = 224;
/** Side of the registered grey face, in pixels: what texture is computed on. */
export const GREY_SIZE = 128;

/**
 * Where a registered face lies in its picture, in shares of the picture's side: the outer eye corners are 3/8 apart, and
 * the point between them is at (1/2, 3/8). So 84 of 224 and 48 of 128 pixels are an eye distance; above the eyes there is
 * one eye distance, below them 1 2/3, and 1 1/3 to either side.
 *
 * On 204 frontal pictures of 102 adults, neutral and smiling, the mesh reaches 0.67 eye distances above the eyes (the
 * middle of the forehead), 1.42 below (the chin) and 0.86 to the sides, so there is room for the hair line, for a mouth
 * opened wide and for a head that is a little turned.
 */
export const TEMPLATE = { eyeDistance: 3 / 8, eyesX: 1 / 2, eyesY: 3 / 8 } as const;

/**
 * The landmarks that registration rests on: those that expression moves least, with their places in eye distances from
 * the middle of the outer eye corners (mean of the same pictures, made symmetric and rounded to 0.01). Mouth, brow, lids
 * and chin are left out on purpose: a fit that follows them would register the expression away.
 */
export const REFERENCE_POINTS: readonly {
  readonly landmark: number;
  readonly x: number;
  readonly y: number;
}[] = [
  { landmark: LANDMARK.rightEyeOuter, x: -0.5, y: 0 },
  { landmark: LANDMARK.rightEyeInner, x: -0.19, y: 0.01 },
  { landmark: LANDMARK.leftEyeInner, x: 0.19, y: 0.01 },
  { landmark: LANDMARK.leftEyeOuter, x: 0.5, y: 0 },
  { landmark: LANDMARK.noseRoot, x: 0, y: -0.06 },
  { landmark: LANDMARK.noseBridgeUpper, x: 0, y: 0.02 },
  { landmark: LANDMARK.noseBridgeLower, x: 0, y: 0.09 },
];

/** Where the reference points lie in a registered picture of `size` pixels a side, as x, y pairs in pixels. */
export function referencePoints(size: number): Float64Array {
  const { eyeDistance, eyesX, eyesY } = TEMPLATE;
  return Float64Array.from(
    REFERENCE_POINTS.flatMap(({ x, y }) => [
      (eyesX + x * eyeDistance) * size - 0.5,
      (eyesY + y * eyeDistance) * size - 0.5,
    ]),
  );
}
