import { z } from 'zod';
import { type GreyImage, type RgbImage, toGrey } from '../image/image.ts';
import { polygonMask } from '../image/polygon.ts';
import { warpRgb } from '../image/warp.ts';
import { pickLandmarks } from './landmarks.ts';
import { FACE_OUTLINE } from './regions.ts';
import type { RegisteredFace } from './registered-face.ts';
import {
  applySimilarity,
  composeSimilarity,
  fitSimilarity,
  fitSimilarityRobust,
  invertSimilarity,
  residuals,
  type Similarity,
  similarityInSteps,
  similarityToAffine,
} from './similarity.ts';
import {
  COLOUR_FRAMING,
  COLOUR_SIZE,
  COLOUR_TO_GREY,
  GREY_SIZE,
  REFERENCE_POINTS,
  referencePoints,
} from './template.ts';

/** How a face is brought to its canonical place. */
export const registrationParameters = z.strictObject({
  robust: z
    .boolean()
    .default(false)
    .describe('Whether points that do not follow the others lose weight in the fit.'),
  huber: z
    .number()
    .positive()
    .default(1.345)
    .describe('For the robust fit: residuals up to this many robust standard deviations keep their weight.'),
  rounds: z.int().min(1).default(20).describe('For the robust fit: at most so many rounds.'),
});
/** How landmarks are fitted to the template. */
export type RegistrationParameters = z.infer<typeof registrationParameters>;

/** A registered face, and how well it fits. */
export interface Registration {
  readonly face: RegisteredFace;
  /** From pixels of the picture to pixels of the registered colour face. */
  readonly toTemplate: Similarity;
  /** Root mean square distance of the reference points from their places, in eye distances. */
  readonly residual: number;
  /** The part of the face, inside its outline, that lies outside the picture, in [0, 1]: there, the nearest pixel stands. */
  readonly outside: number;
}

/**
 * Brings a face to its canonical place by the similarity that takes its eye corners, nose root and nose bridge to where
 * the template has them; the two pictures by the same in whole steps ({@link similarityInSteps}). No reflection, no shear: an expression keeps its shape.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 * @throws RangeError when the landmarks lie in one point
 */
export function registerFace(
  image: RgbImage,
  landmarks: ArrayLike<number>,
  parameters: RegistrationParameters,
): Registration {
  const { face, ...rest } = registerFaceOnDemand(image, landmarks, parameters);
  return { face: { colour: face.colour, grey: face.grey, landmarks: face.landmarks }, ...rest };
}

/**
 * As {@link registerFace}, but the two registered pictures are made when they are first read, then kept: most frames of a
 * video are never shown to a network. Holds the picture until both were read, so its pixels must stay as they are.
 */
export function registerFaceOnDemand(
  image: RgbImage,
  landmarks: ArrayLike<number>,
  parameters: RegistrationParameters,
): Registration {
  const { toTemplate, residual } = fitTemplate(landmarks, parameters);
  const toPicture = invertSimilarity(toTemplate);
  // Pictures in steps, so that they are the same to the byte wherever landmarks differ in their last digits alone.
  const colourToPicture = similarityInSteps(toPicture);
  const greyToPicture = similarityInSteps(invertSimilarity(composeSimilarity(COLOUR_TO_GREY, toTemplate)));
  const placed = applySimilarity(toTemplate, landmarks);
  let colour: RgbImage | undefined;
  let grey: GreyImage | undefined;
  return {
    face: {
      get colour() {
        colour ??= warpRgb(image, similarityToAffine(colourToPicture), COLOUR_SIZE, COLOUR_SIZE, 'replicate');
        return colour;
      },
      get grey() {
        grey ??= toGrey(warpRgb(image, similarityToAffine(greyToPicture), GREY_SIZE, GREY_SIZE, 'replicate'));
        return grey;
      },
      landmarks: placed,
    },
    toTemplate,
    residual,
    outside: shareOutside(placed, toPicture, image),
  };
}

/**
 * The similarity that brings a face to its canonical place, without any pixel.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 * @returns see {@link Registration}
 * @throws RangeError when the landmarks lie in one point
 */
export function fitTemplate(
  landmarks: ArrayLike<number>,
  parameters: RegistrationParameters,
): Pick<Registration, 'toTemplate' | 'residual'> {
  const from = pickLandmarks(landmarks, REFERENCE_LANDMARKS);
  const places = referencePoints();
  const toTemplate = parameters.robust
    ? fitSimilarityRobust(from, places, parameters)
    : fitSimilarity(from, places);
  const distances = residuals(toTemplate, from, places);
  const square = distances.reduce((sum, distance) => sum + distance * distance, 0) / distances.length;
  return { toTemplate, residual: Math.sqrt(square) / (COLOUR_FRAMING.eyeDistance * COLOUR_SIZE) };
}

const REFERENCE_LANDMARKS = REFERENCE_POINTS.map(({ landmark }) => landmark);

/** The share of the face's pixels, inside its outline, that come from outside the picture; 0 for an empty outline. */
function shareOutside(
  landmarks: ArrayLike<number>,
  toPicture: Similarity,
  image: { width: number; height: number },
): number {
  const corners = pickLandmarks(landmarks, FACE_OUTLINE);
  // A picture is convex: where it holds the corners, with half a pixel to spare, it holds what lies between them.
  const inPicture = applySimilarity(toPicture, corners);
  if (inPicture.every((value, i) => value >= 0 && value <= (i % 2 === 0 ? image.width : image.height) - 1)) {
    return 0;
  }
  const face = polygonMask(corners, COLOUR_SIZE, COLOUR_SIZE);
  let outside = 0;
  let all = 0;
  for (let y = 0; y < COLOUR_SIZE; y++) {
    for (let x = 0; x < COLOUR_SIZE; x++) {
      if (face[y * COLOUR_SIZE + x] === 0) continue;
      const u = toPicture.a * x - toPicture.b * y + toPicture.x0;
      const v = toPicture.b * x + toPicture.a * y + toPicture.y0;
      if (u < -0.5 || v < -0.5 || u > image.width - 0.5 || v > image.height - 0.5) outside++;
      all++;
    }
  }
  return all === 0 ? 0 : outside / all;
}
