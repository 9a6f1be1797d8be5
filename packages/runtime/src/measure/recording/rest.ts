import {
  type AreaPixels,
  applySimilarity,
  COLOUR_TO_GREY,
  type FaceLook,
  faceAreas,
  GREY_SIZE,
  medianFace,
  type RegisteredFace,
  restFloors,
  type ShapedFace,
  type StrainReference,
  type VideoFrame,
} from '@wince/core';
import type { FollowSetup } from './follow.ts';

/** A subject's face at rest in one recording: what its strain is measured against, and where its areas lie. */
export interface FaceAtRest {
  readonly face: ShapedFace;
  /** What of strain is noise. */
  readonly floors: Readonly<Record<StrainReference, number>>;
  /** Areas of the registered grey face, the same for every frame of the recording. */
  readonly areas: AreaPixels;
  /** What it looks like with nothing before it, by which coverings are told; undefined where that is not known. */
  readonly look: FaceLook | undefined;
  /** Seconds: the first and the last frame that went into it. */
  readonly start: number;
  readonly end: number;
}

/** Why there is no face at rest. */
export interface NoRest {
  readonly reason: string;
}

/** Fewer frames than this give neither a median nor a floor to rely on. */
const LEAST_FRAMES = 4;

/**
 * Measures the face at rest on the first `rest` seconds from the first usable frame on.
 *
 * @param frames at `rate`, from the beginning of the reference interval, or of the recording
 */
export async function restOf(
  frames: AsyncIterable<VideoFrame>,
  { track, parameters }: FollowSetup,
): Promise<FaceAtRest | NoRest> {
  const tracker = track();
  const faces: ShapedFace[] = [];
  const times: number[] = [];
  let began: number | undefined;
  for await (const frame of frames) {
    began ??= frame.time;
    if (times.length === 0 && frame.time - began > parameters.restWithin) break;
    if (times.length > 0 && frame.time - times[0] >= parameters.rest) break;
    const { analysis, faults } = await tracker.next(frame);
    if (analysis.status !== 'used' || faults.length > 0) continue;
    faces.push(shapedFace(analysis.registered));
    times.push(frame.time);
  }
  if (faces.length < LEAST_FRAMES) {
    const where = `${faces.length} usable frames of rest, at least ${LEAST_FRAMES} asked`;
    return { reason: `there is no face at rest to measure strain from: ${where}` };
  }
  const face = medianFace(faces);
  const size = { width: GREY_SIZE, height: GREY_SIZE };
  const areas = faceAreas(face.landmarks, size.width, size.height);
  const { flow, mesh, noise } = parameters.strain;
  const floors = restFloors(faces, face, { ...size, flow, mesh, noise, pixels: areas.pixels[0] });
  return { face, floors, areas, look: tracker.look(), start: times[0], end: times[times.length - 1] };
}

/** A registered face as strain is measured on it. */
export function shapedFace({ grey, landmarks }: RegisteredFace): ShapedFace {
  return { grey: Uint8Array.from(grey.data), landmarks: applySimilarity(COLOUR_TO_GREY, landmarks) };
}

/** A copy of a map that is 0 outside of the face: clothes and bed move, too. */
export function onFace(map: Float32Array, { areas }: Pick<FaceAtRest, 'areas'>): Float32Array {
  const own = new Float32Array(map.length);
  for (const pixel of areas.pixels[areas.names.indexOf('face')]) own[pixel] = map[pixel];
  return own;
}
