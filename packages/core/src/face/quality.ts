import { z } from 'zod';
import { polygonMask } from '../image/polygon.ts';
import { eyeDistance, pickLandmarks } from './landmarks.ts';
import { faceLight } from './light.ts';
import type { LocatedFace } from './located-face.ts';
import { headPose } from './pose.ts';
import { FACE_OUTLINE } from './regions.ts';
import type { Registration } from './registration.ts';
import { halved, sharpness } from './sharpness.ts';
import { applySimilarity } from './similarity.ts';
import { COLOUR_TO_GREY, GREY_SIZE } from './template.ts';

/** What a face must be like to be used. */
export const qualityParameters = z.strictObject({
  minimumEyeDistance: z
    .number()
    .min(0)
    .default(24)
    .describe('Outer eye corners at least so many pixels apart.'),
  maximumDark: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('At most this share of the face at the dark end of the scale, in [0, 1].'),
  maximumBright: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('At most this share of the face at the bright end of the scale, in [0, 1].'),
  minimumBrightness: z
    .number()
    .min(0)
    .max(255)
    .default(40)
    .describe('Grey levels: the brightest tenth of the face is above this.'),
  minimumEvenness: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe(
      'The darker half of the face has at least this share of the grey level of the brighter one, in [0, 1].',
    ),
  maximumYaw: z.number().min(0).max(180).default(35).describe('Turned at most so far to a side, in degrees.'),
  maximumPitch: z
    .number()
    .min(0)
    .max(180)
    .default(40)
    .describe('Turned at most so far up or down, in degrees.'),
  maximumRoll: z
    .number()
    .min(0)
    .max(180)
    .default(180)
    .describe(
      'The face is turned in the plane of the picture by at most this angle, in degrees. The program turns faces upright, so 180 excludes nothing.',
    ),
  minimumSharpness: z.number().min(0).default(0.25).describe('At least this sharp.'),
  minimumConfidence: z.number().min(0).max(1).default(0.8).describe('The mesh at least so sure.'),
  maximumMovement: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Landmarks that moved at most so far in the last pass of the mesh, in eye distances.'),
  maximumResidual: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Registered at most this badly, in eye distances.'),
  maximumOutside: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe('At most this share of the face outside the picture, in [0, 1].'),
});
/** The limits within which a face is good enough to be used. */
export type QualityParameters = z.infer<typeof qualityParameters>;

/** A measured number with its unit. */
export interface Measure {
  readonly value: number;
  readonly unit: string;
}

/** The measures, in the order in which they are shown. */
export const QUALITY_MEASURES = [
  'eyeDistance',
  'dark',
  'bright',
  'brightness',
  'evenness',
  'yaw',
  'pitch',
  'roll',
  'sharpness',
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
 * - dark, bright, brightness, evenness: see `faceLight`; inside the outline of the registered grey face
 * - yaw, pitch, roll: see `headPose`
 * - sharpness: see `sharpness`; on the registered grey face inside its outline, at half its size (an eye distance of 32 pixels), so
 *   that a small face is not taken for a blurred one. It depends neither on contrast nor on where the light comes from
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
  const { grey } = registration.face;
  const light = faceLight(grey, mask);
  const half = halved(grey, mask);
  const pose = headPose(face.landmarks, face.depth);
  const measures: Record<QualityMeasure, Measure> = {
    eyeDistance: { value: eyeDistance(face.landmarks), unit: 'pixels' },
    dark: { value: light.dark, unit: 'share of the face' },
    bright: { value: light.bright, unit: 'share of the face' },
    brightness: { value: light.brightness, unit: 'grey levels' },
    evenness: { value: light.evenness, unit: 'share of the brighter half' },
    yaw: { value: pose.yaw, unit: 'degrees' },
    pitch: { value: pose.pitch, unit: 'degrees' },
    roll: { value: pose.roll, unit: 'degrees' },
    sharpness: { value: sharpness(half.image, half.mask), unit: 'ratio of variances' },
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

/**
 * Every measure that is beyond its threshold, in the order in which they are shown. What follows from another is not told beside it:
 * a face that is turned away does not fit the template, and a face that is too small or in bad light does not look sharp.
 */
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
  atMost('dark', 'too much of the face is black', limits.maximumDark, 2);
  atMost('bright', 'too much of the face is overexposed', limits.maximumBright, 2);
  atLeast('brightness', 'the face is too dark', limits.minimumBrightness, 0);
  atLeast('evenness', 'the light comes too much from one side', limits.minimumEvenness, 2);
  const isVisible = found.length === 0;
  atMost('yaw', 'the head is turned to one side', limits.maximumYaw, 0);
  atMost('pitch', 'the head is turned up or down', limits.maximumPitch, 0);
  const isFrontal = !found.some(({ measure }) => measure === 'yaw' || measure === 'pitch');
  atMost('roll', 'the face is tilted', limits.maximumRoll, 0);
  if (isVisible) atLeast('sharpness', 'the face is blurred', limits.minimumSharpness, 3);
  atLeast('confidence', 'the face mesh has a low confidence', limits.minimumConfidence, 2);
  atMost('movement', 'the landmarks are not stable', limits.maximumMovement, 3);
  if (isFrontal)
    atMost('residual', 'the eyes and the nose do not fit the template', limits.maximumResidual, 3);
  atMost('outside', 'the picture cuts off too much of the face', limits.maximumOutside, 2);
  return found;
}

/** The pixels of the registered grey face that lie in the outline of the face: 128 x 128 bytes, 1 inside. */
export function outlineMask({ face }: Pick<Registration, 'face'>): Uint8Array {
  const corners = applySimilarity(COLOUR_TO_GREY, pickLandmarks(face.landmarks, FACE_OUTLINE));
  return polygonMask(corners, GREY_SIZE, GREY_SIZE);
}
