import { LANDMARK } from './landmarks.ts';
import type { Similarity } from './similarity.ts';

/** Side of the registered colour face, in pixels: what networks take. */
export const COLOUR_SIZE = 224;
/** Side of the registered grey face, in pixels: what texture is computed on. */
export const GREY_SIZE = 128;

/** Where a face lies in a square picture, in shares of its side. */
export interface Framing {
  /** Distance of the outer eye corners. */
  readonly eyeDistance: number;
  /** The point between them. */
  readonly eyesX: number;
  readonly eyesY: number;
}

/**
 * The frame that networks see: 84 of 224 pixels are an eye distance; above the eyes there is one eye distance, below them
 * 1 2/3, and 1 1/3 to either side. Networks were trained on faces with something around them.
 *
 * On 204 frontal pictures of 102 adults, neutral and smiling, the mesh reaches 0.67 eye distances above the eyes (the
 * middle of the forehead), 1.42 below (the chin) and 0.86 to the sides, so there is room for the hair line, for a mouth
 * opened wide and for a head that is a little turned.
 */
export const COLOUR_FRAMING: Framing = { eyeDistance: 3 / 8, eyesX: 1 / 2, eyesY: 3 / 8 };

/**
 * The frame that texture is computed on: 64 of 128 pixels are an eye distance; above the eyes there are 0.56 eye
 * distances, below them 1.44, and one to either side. It ends where the face does: texture is counted cell by cell, and a
 * cell of background tells the day and the bed, not the expression.
 */
export const GREY_FRAMING: Framing = { eyeDistance: 1 / 2, eyesX: 1 / 2, eyesY: 0.28 };

/** From pixels of the registered colour face to pixels of the registered grey one. */
export const COLOUR_TO_GREY: Similarity = (() => {
  const scale = (GREY_FRAMING.eyeDistance * GREY_SIZE) / (COLOUR_FRAMING.eyeDistance * COLOUR_SIZE);
  const shift = (grey: number, colour: number) =>
    grey * GREY_SIZE - 0.5 - scale * (colour * COLOUR_SIZE - 0.5);
  return {
    a: scale,
    b: 0,
    x0: shift(GREY_FRAMING.eyesX, COLOUR_FRAMING.eyesX),
    y0: shift(GREY_FRAMING.eyesY, COLOUR_FRAMING.eyesY),
  };
})();

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

/** Where the reference points lie in the registered colour face, as x, y pairs in pixels. */
export function referencePoints(): Float64Array {
  const { eyeDistance, eyesX, eyesY } = COLOUR_FRAMING;
  return Float64Array.from(
    REFERENCE_POINTS.flatMap(({ x, y }) => [
      (eyesX + x * eyeDistance) * COLOUR_SIZE - 0.5,
      (eyesY + y * eyeDistance) * COLOUR_SIZE - 0.5,
    ]),
  );
}
