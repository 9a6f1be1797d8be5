import { z } from 'zod';
import type { GreyImage } from '../image/image.ts';
import { polygonMask } from '../image/polygon.ts';
import { eyeDistance, pickLandmarks } from './landmarks.ts';
import type { LocatedFace } from './located-face.ts';
import { headPose } from './pose.ts';
import { FACE_OUTLINE } from './regions.ts';
import type { Registration } from './registration.ts';
import { applySimilarity } from './similarity.ts';
import { COLOUR_TO_GREY, GREY_SIZE } from './template.ts';

/** What a face must be like to be used. */
export const qualityParameters = z.strictObject({
  /** Outer eye corners at least so many pixels apart. */
  minimumEyeDistance: z.number().min(0).default(24),
  /** At least this sharp. */
  minimumSharpness: z.number().min(0).default(0.02),
  /** At most this share of the face at the dark end of the scale, in [0, 1]. */
  maximumDark: z.number().min(0).max(1).default(0.3),
  /** At most this share of the face at the bright end of the scale, in [0, 1]. */
  maximumBright: z.number().min(0).max(1).default(0.3),
  /** Turned at most so far to a side, in degrees. */
  maximumYaw: z.number().min(0).max(180).default(45),
  /** Turned at most so far up or down, in degrees. */
  maximumPitch: z.number().min(0).max(180).default(40),
  /** Lying at most so far in the plane, in degrees. Faces are turned upright, so 180 is no loss. */
  maximumRoll: z.number().min(0).max(180).default(180),
  /** The mesh at least so sure. */
  minimumConfidence: z.number().min(0).max(1).default(0.8),
  /** Landmarks that moved at most so far in the last pass of the mesh, in eye distances. */
  maximumMovement: z.number().min(0).default(0.1),
  /** Registered at most this badly, in eye distances. */
  maximumResidual: z.number().min(0).default(0.1),
  /** At most this share of the face outside the picture, in [0, 1]. */
  maximumOutside: z.number().min(0).max(1).default(0.15),
});
/** The limits within which a face is good enough to be used. */
export type QualityParameters = z.infer<typeof qualityParameters>;

/** Luma at or below which, and at or above which, a pixel counts as clipped. */
const DARK = 4;
const BRIGHT = 251;

/** A measured number with its unit. */
export interface Measure {
  readonly value: number;
  readonly unit: string;
}

/** The measures, in the order in which they are shown. */
export const QUALITY_MEASURES = [
  'eyeDistance',
  'sharpness',
  'dark',
  'bright',
  'yaw',
  'pitch',
  'roll',
  'confidence',
  'movement',
  'residual',
  'outside',
] as const;
/** The name of a measure of quality. */
export type QualityMeasure = (typeof QUALITY_MEASURES)[number];

/** How good a face is for use, and what speaks against it. */
export interface FaceQuality {
  readonly measures: Readonly<Record<QualityMeasure, Measure>>;
  readonly usable: boolean;
  /** One sentence for every measure beyond its threshold; none where the face is usable. */
  readonly reasons: readonly string[];
}

/**
 * Measures a face and holds it against the thresholds.
 *
 * - eyeDistance: distance of the outer eye corners in the picture
 * - sharpness: variance of the Laplacian over the variance of the grey values, on the registered grey face inside its
 *   outline; so it depends neither on contrast nor on the size of the picture, and falls for blurred and for enlarged faces
 * - dark, bright: shares of the face clipped at either end (luma up to 4, from 251)
 * - yaw, pitch, roll: see `headPose`
 * - confidence: that of the mesh
 * - movement: how far the landmarks moved in the last pass of the mesh
 * - residual: root mean square distance of the registration's reference points from their places
 * - outside: the share of the face, inside its outline, that the picture does not hold
 */
export function assessQuality(
  face: Pick<LocatedFace, 'landmarks' | 'depth' | 'confidence' | 'movement'>,
  registration: Registration,
  parameters: QualityParameters,
): FaceQuality {
  const mask = outlineMask(registration);
  const { dark, bright } = clippedShares(registration.face.grey, mask);
  const pose = headPose(face.landmarks, face.depth);
  const measures: Record<QualityMeasure, Measure> = {
    eyeDistance: { value: eyeDistance(face.landmarks), unit: 'pixels' },
    sharpness: { value: sharpness(registration.face.grey, mask), unit: 'ratio of variances' },
    dark: { value: dark, unit: 'share of the face' },
    bright: { value: bright, unit: 'share of the face' },
    yaw: { value: pose.yaw, unit: 'degrees' },
    pitch: { value: pose.pitch, unit: 'degrees' },
    roll: { value: pose.roll, unit: 'degrees' },
    confidence: { value: face.confidence, unit: 'probability' },
    movement: { value: face.movement, unit: 'eye distances' },
    residual: { value: registration.residual, unit: 'eye distances' },
    outside: { value: registration.outside, unit: 'share of the face' },
  };
  const reasons = shortcomings(measures, parameters).map(({ reason }) => reason);
  return { measures, usable: reasons.length === 0, reasons };
}

/** A measure beyond its threshold, and the sentence that says so. */
export interface Shortcoming {
  readonly measure: QualityMeasure;
  readonly reason: string;
}

/** Every measure that is beyond its threshold, in the order in which they are shown. */
export function shortcomings(measures: FaceQuality['measures'], limits: QualityParameters): Shortcoming[] {
  const found: Shortcoming[] = [];
  const atLeast = (name: QualityMeasure, what: string, limit: number, digits: number): void => {
    const { value, unit } = measures[name];
    // Written so that a value that is not a number counts against the face.
    if (!(value >= limit)) {
      const reason = `${what}: ${value.toFixed(digits)}, at least ${limit} ${unit} is needed`;
      found.push({ measure: name, reason });
    }
  };
  const atMost = (name: QualityMeasure, what: string, limit: number, digits: number): void => {
    const { value, unit } = measures[name];
    if (!(Math.abs(value) <= limit)) {
      const reason = `${what}: ${value.toFixed(digits)}, at most ${limit} ${unit} is allowed`;
      found.push({ measure: name, reason });
    }
  };
  atLeast('eyeDistance', 'the face is too small', limits.minimumEyeDistance, 1);
  atLeast('sharpness', 'the face is blurred', limits.minimumSharpness, 4);
  atMost('dark', 'too much of the face is black', limits.maximumDark, 2);
  atMost('bright', 'too much of the face is overexposed', limits.maximumBright, 2);
  atMost('yaw', 'the head is turned to one side', limits.maximumYaw, 0);
  atMost('pitch', 'the head is turned up or down', limits.maximumPitch, 0);
  atMost('roll', 'the face is tilted', limits.maximumRoll, 0);
  atLeast('confidence', 'the face mesh has a low confidence', limits.minimumConfidence, 2);
  atMost('movement', 'the landmarks are not stable', limits.maximumMovement, 3);
  atMost('residual', 'the eyes and the nose do not fit the template', limits.maximumResidual, 3);
  atMost('outside', 'the picture cuts off too much of the face', limits.maximumOutside, 2);
  return found;
}

/** The pixels of the registered grey face that lie in the outline of the face: 128 x 128 bytes, 1 inside. */
export function outlineMask({ face }: Pick<Registration, 'face'>): Uint8Array {
  const corners = applySimilarity(COLOUR_TO_GREY, pickLandmarks(face.landmarks, FACE_OUTLINE));
  return polygonMask(corners, GREY_SIZE, GREY_SIZE);
}

/** Shares of the masked pixels that are clipped at either end, in [0, 1]; 0 for an empty mask. */
export function clippedShares(grey: GreyImage, mask: Uint8Array): { dark: number; bright: number } {
  let dark = 0;
  let bright = 0;
  let all = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    all++;
    if (grey.data[i] <= DARK) dark++;
    if (grey.data[i] >= BRIGHT) bright++;
  }
  return all === 0 ? { dark: 0, bright: 0 } : { dark: dark / all, bright: bright / all };
}

/**
 * Variance of the Laplacian (the four neighbours less four times the pixel) over the variance of the grey values, over the
 * masked pixels that have all neighbours; 0 where every pixel is the same.
 *
 * @source Pertuz et al. 2013, doi:10.1016/j.patcog.2012.11.011 (LAPV), divided by the variance
 */
export function sharpness({ width, height, data }: GreyImage, mask: Uint8Array): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let edgeSum = 0;
  let edgeSquares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (mask[i] === 0) continue;
      const grey = data[i];
      const edge = data[i - 1] + data[i + 1] + data[i - width] + data[i + width] - 4 * grey;
      count++;
      sum += grey;
      squares += grey * grey;
      edgeSum += edge;
      edgeSquares += edge * edge;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return variance > 0 ? (edgeSquares / count - (edgeSum / count) ** 2) / variance : 0;
}
