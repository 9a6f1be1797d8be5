import { z } from 'zod';
import type { RgbImage } from '../image/image.ts';
import { chooseFace, chooseParameters, countFaces, type WhichFace } from './choose.ts';
import {
  coveredReasons,
  type FaceCovering,
  faceCovering,
  faceCoveringParameters,
} from './covering/covering.ts';
import { locateFaces } from './locate.ts';
import { locateParameters } from './located-face.ts';
import type { FaceNetworks } from './networks.ts';
import { assessQuality, type FaceQuality, qualityParameters } from './quality.ts';
import type { RegisteredFace } from './registered-face.ts';
import { registerFace, registrationParameters } from './registration.ts';
import type { Similarity } from './similarity.ts';
import type { TurnedSquare } from './turned-square.ts';

/** Rises when the same picture with the same parameters and networks gives other numbers. */
export const FACE_ANALYSIS_VERSION = 10;

/** The most pixels that a picture may have where nothing else is said: more than any telephone makes. */
export const MAXIMUM_PIXELS = 128_000_000;

/** All that can be set about the way from a picture to a registered face. */
export const faceParameters = z.strictObject({
  locate: locateParameters.prefault({}).describe('How the program searches for faces.'),
  choose: chooseParameters.prefault({}).describe("Which of several faces is the subject's."),
  registration: registrationParameters.prefault({}).describe('How a face is laid over the template.'),
  quality: qualityParameters.prefault({}).describe('What a face must be like to be used.'),
  covering: faceCoveringParameters.prefault({}).describe('Which parts of a face nothing may cover.'),
  maximumPixels: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(MAXIMUM_PIXELS)
    .describe(
      'Pictures with more pixels are refused before they are decoded: a small file can stand for more than fits into the memory.',
    ),
});
/** Every parameter of finding, registering and judging a face. */
export type FaceParameters = z.infer<typeof faceParameters>;

/** What became of a picture: plain data, the same for the same picture, parameters and networks. */
export type FaceAnalysis = NoFace | FoundFace;

/** There is no face in the picture. */
export interface NoFace {
  readonly status: 'no-face';
  readonly reason: string;
  readonly facesFound: 0;
}

/** There is a face: one to use, or one that is measured, registered and set aside for its quality. */
export interface FoundFace {
  readonly status: 'used' | 'poor-quality';
  /** Why the face is not used; empty where it is. */
  readonly reason: string;
  /** How many faces were found; this is the chosen one. */
  readonly facesFound: number;
  /** The detector's box, turned with the face, in pixels of the picture and radians. */
  readonly box: TurnedSquare;
  /** The detector's score on the upright face, in [0, 1]. */
  readonly score: number;
  /** How far the face is turned clockwise in the picture, in degrees in (-180, 180]. */
  readonly rotation: number;
  /** 468 x, y pairs in pixels of the picture, pixel centres at whole numbers. */
  readonly landmarks: Float64Array;
  /** 468 depths in pixels of the picture, smaller is nearer. */
  readonly depth: Float64Array;
  readonly quality: FaceQuality;
  /** Which regions can be seen, as far as this picture tells; in a video, as far as the subject's own look tells, too. */
  readonly covering: FaceCovering;
  /** From pixels of the picture to pixels of the registered colour face. */
  readonly toTemplate: Similarity;
  readonly registered: RegisteredFace;
}

/**
 * From a picture to a registered face: find the faces, choose one, register it, measure it, tell what of it is covered.
 *
 * @param networks the detector and the mesh; they decide how fast this is
 */
export async function analyseFace(
  image: RgbImage,
  networks: FaceNetworks,
  parameters: FaceParameters,
): Promise<FaceAnalysis> {
  const { faces, surestBox } = await locateFaces(image, networks, parameters.locate);
  if (faces.length === 0) {
    const reason =
      surestBox === 0
        ? 'the detector found no face at any rotation of the picture'
        : `no face was confirmed; the best box has the score ${surestBox.toFixed(2)}`;
    return { status: 'no-face', reason, facesFound: 0 };
  }
  const { which } = parameters.choose;
  const chosen = chooseFace(faces, parameters.choose, image);
  if (chosen < 0) return { status: 'no-face', reason: fewerFaces(faces.length, which), facesFound: 0 };
  const face = faces[chosen];
  const counted = countFaces(faces, face, parameters.choose);
  const several = which === 'only' && counted > 1 ? [severalFaces(counted, 1)] : [];
  const registration = registerFace(image, face.landmarks, parameters.registration);
  const quality = assessQuality(face, registration, parameters.quality);
  const covering = faceCovering(registration.face, parameters.covering.limit);
  const reasons = [...several, ...coveredReasons(covering, parameters.covering), ...quality.reasons];
  return {
    status: reasons.length === 0 ? 'used' : 'poor-quality',
    reason: reasons.join('; '),
    facesFound: faces.length,
    box: face.box,
    score: face.score,
    rotation: quality.measures.roll.value,
    landmarks: face.landmarks,
    depth: face.depth,
    quality,
    covering,
    toTemplate: registration.toTemplate,
    registered: registration.face,
  };
}

/** Why a face is not used of which nobody has said that it is the subject's. */
export function severalFaces(faces: number, most: number): string {
  return `there are several faces: ${faces}, at most ${most} is allowed. Choose the face of the subject with --face`;
}

/** Why there is no face where a later one than the last was asked for. */
export function fewerFaces(faces: number, which: WhichFace): string {
  const asked = typeof which === 'object' && 'index' in which ? which.index : 1;
  return `face ${asked} from the left was chosen, but the picture has only ${faces}`;
}
