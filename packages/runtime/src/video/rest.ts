import {
  type AreaPixels,
  applySimilarity,
  COLOUR_TO_GREY,
  type FaceLook,
  faceAreas,
  GREY_SIZE,
  measureRest,
  type Rest,
  type VideoFrame,
} from '@wince/core';
import type { FollowSetup } from './follow.ts';

/** A subject's face at rest in one recording: what its strain is measured against, and where its areas lie. */
export interface FaceAtRest extends Rest {
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
  const greys: Uint8Array[] = [];
  const landmarks: Float64Array[] = [];
  const times: number[] = [];
  let began: number | undefined;
  for await (const frame of frames) {
    began ??= frame.time;
    if (times.length === 0 && frame.time - began > parameters.restWithin) break;
    if (times.length > 0 && frame.time - times[0] >= parameters.rest) break;
    const { analysis, faults } = await tracker.next(frame);
    if (analysis.status !== 'used' || faults.length > 0) continue;
    greys.push(Uint8Array.from(analysis.registered.grey.data));
    landmarks.push(analysis.registered.landmarks);
    times.push(frame.time);
  }
  if (greys.length < LEAST_FRAMES) {
    const where = `${greys.length} usable frames of rest, at least ${LEAST_FRAMES} asked`;
    return { reason: `there is no face at rest to measure strain from: ${where}` };
  }
  const areas = faceAreas(applySimilarity(COLOUR_TO_GREY, medianLandmarks(landmarks)), GREY_SIZE, GREY_SIZE);
  const { flow, noise } = parameters.strain;
  const [whole] = areas.pixels;
  const rest = measureRest(greys, { width: GREY_SIZE, height: GREY_SIZE, flow, noise, face: whole });
  return { ...rest, areas, look: tracker.look(), start: times[0], end: times[times.length - 1] };
}

function medianLandmarks(frames: readonly Float64Array[]): Float64Array {
  return Float64Array.from(frames[0], (_, i) => {
    const own = frames.map((landmarks) => landmarks[i]).sort((a, b) => a - b);
    return own[own.length >> 1];
  });
}
