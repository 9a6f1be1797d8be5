import {
  type AreaPixels,
  applySimilarity,
  type ClipParameters,
  COLOUR_TO_GREY,
  type FaceLook,
  faceAreas,
  GREY_SIZE,
  medianFace,
  type RegisteredFace,
  restFloors,
  type ShapedFace,
  type StrainReference,
  type TrackedFrame,
  type VideoFrame,
  type WinceError,
} from '@wince/core';
import type { TrackFace } from '../faces/track-face.ts';

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

/** An interval of rest that cannot be read leaves strain without a reference, not the recording without features. */
export function noRestFor({ message }: WinceError): NoRest {
  return { reason: `there is no face at rest to compare with: ${message}` };
}

/** Fewer frames than this give neither a median nor a floor to rely on. */
const LEAST_FRAMES = 4;

/** What it takes to see the face at rest. */
export interface RestSetup {
  /** A tracker for a recording, from its beginning. */
  readonly track: TrackFace;
  readonly parameters: ClipParameters;
}

/** Watches the beginning of the reference interval, or of the recording, until the face at rest is known. */
export interface RestWatch {
  /**
   * Takes the next frame, at `rate`.
   *
   * @param further whether the frame is tracked even where it is not needed for the face at rest
   * @returns how it was tracked; null where it was not
   */
  next(frame: VideoFrame, further?: boolean): Promise<TrackedFrame | null>;
  /** Whether no further frame changes the face at rest. */
  isSettled(): boolean;
  /** The face at rest, or why there is none, as far as the frames were watched. */
  rest(): FaceAtRest | NoRest;
}

/** Measures the face at rest on the first `rest` seconds from the first usable frame on, looked for over `restWithin` seconds. */
export function watchRest({ track, parameters }: RestSetup): RestWatch {
  const tracker = track();
  const faces: ShapedFace[] = [];
  const times: number[] = [];
  let began: number | undefined;
  let settled: FaceAtRest | NoRest | undefined;
  const measured = (): FaceAtRest | NoRest => restOfFaces(faces, times, parameters, tracker.look());
  return {
    async next(frame, further = false) {
      began ??= frame.time;
      const late =
        times.length === 0
          ? frame.time - began > parameters.restWithin
          : frame.time - times[0] >= parameters.rest;
      if (late) settled ??= measured();
      if (settled && !further) return null;
      const tracked = await tracker.next(frame);
      const { analysis, faults, isCovered } = tracked;
      if (!settled && analysis.status === 'used' && faults.length === 0 && !isCovered) {
        faces.push(shapedFace(analysis.registered));
        times.push(frame.time);
      }
      return tracked;
    },
    isSettled: () => settled !== undefined,
    rest: () => settled ?? measured(),
  };
}

/** The face at rest of frames that are read for nothing else. */
export async function restOf(
  frames: AsyncIterable<VideoFrame>,
  setup: RestSetup,
): Promise<FaceAtRest | NoRest> {
  const watch = watchRest(setup);
  for await (const frame of frames) {
    await watch.next(frame);
    if (watch.isSettled()) break;
  }
  return watch.rest();
}

function restOfFaces(
  faces: readonly ShapedFace[],
  times: readonly number[],
  parameters: ClipParameters,
  look: FaceLook | undefined,
): FaceAtRest | NoRest {
  if (faces.length < LEAST_FRAMES) {
    const where = `${faces.length} usable frames at rest, at least ${LEAST_FRAMES} are needed`;
    return { reason: `there is no face at rest to compare with: ${where}` };
  }
  const face = medianFace(faces);
  const size = { width: GREY_SIZE, height: GREY_SIZE };
  const areas = faceAreas(face.landmarks, size.width, size.height);
  const { flow, mesh, noise } = parameters.strain;
  const floors = restFloors(faces, face, { ...size, flow, mesh, noise, pixels: areas.pixels[0] });
  return { face, floors, areas, look, start: times[0], end: times[times.length - 1] };
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
