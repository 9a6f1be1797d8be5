import { z } from 'zod';
import type { RegisteredFace } from '../features/extractor.ts';
import { type RgbImage, toGrey } from '../image/image.ts';
import { polygonMask } from '../image/polygon.ts';
import { warpRgb } from '../image/warp.ts';
import { pickLandmarks } from './landmarks.ts';
import { FACE_OUTLINE } from './regions.ts';
import {
  applySimilarity,
  composeSimilarity,
  fitSimilarity,
  fitSimilarityRobust,
  invertSimilarity,
  residuals,
  type Similarity,
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
  /** Whether points that do not follow the others lose weight in the fit. */
  robust: z.boolean().default(false),
  /** For the robust fit: residuals up to this many robust standard deviations keep their weight. */
  huber: z.number().positive().default(1.345),
  /** For the robust fit: at most so many rounds. */
  rounds: z.int().min(1).default(20),
});
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
 * the template has them. No reflection, no shear: an expression keeps its shape.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 * @throws RangeError when the landmarks lie in one point
 */
export function registerFace(
  image: RgbImage,
  landmarks: ArrayLike<number>,
  parameters: RegistrationParameters,
): Registration {
  const from = pickLandmarks(
    landmarks,
    REFERENCE_POINTS.map(({ landmark }) => landmark),
  );
  const places = referencePoints();
  const toTemplate = parameters.robust
    ? fitSimilarityRobust(from, places, parameters)
    : fitSimilarity(from, places);
  const toPicture = invertSimilarity(toTemplate);
  const greyToPicture = invertSimilarity(composeSimilarity(COLOUR_TO_GREY, toTemplate));
  const distances = residuals(toTemplate, from, places);
  const square = distances.reduce((sum, distance) => sum + distance * distance, 0) / distances.length;
  const placed = applySimilarity(toTemplate, landmarks);
  return {
    face: {
      colour: warpRgb(image, similarityToAffine(toPicture), COLOUR_SIZE, COLOUR_SIZE, 'replicate'),
      grey: toGrey(warpRgb(image, similarityToAffine(greyToPicture), GREY_SIZE, GREY_SIZE, 'replicate')),
      landmarks: placed,
    },
    toTemplate,
    residual: Math.sqrt(square) / (COLOUR_FRAMING.eyeDistance * COLOUR_SIZE),
    outside: shareOutside(placed, toPicture, image),
  };
}

/** The share of the face's pixels, inside its outline, that come from outside the picture; 0 for an empty outline. */
function shareOutside(
  landmarks: ArrayLike<number>,
  toPicture: Similarity,
  image: { width: number; height: number },
): number {
  const face = polygonMask(pickLandmarks(landmarks, FACE_OUTLINE), COLOUR_SIZE, COLOUR_SIZE);
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
