import {
  type ClipParameters,
  GREY_SIZE,
  openStrainSeries,
  type RegisteredFace,
  type StrainSample,
  type StrainSeries,
  type TrackedFrame,
  type VideoFrame,
} from '@wince/core';
import type { FaceTracking } from '../faces/index.ts';
import type { FaceAtRest } from './rest.ts';

/** What it takes to follow a face. */
export interface FollowSetup {
  /** A tracker for a recording, from its beginning. */
  readonly track: FaceTracking['track'];
  readonly parameters: ClipParameters;
}

/** The frame that stands for a stretch of video: the sharpest usable one. */
export interface StretchFrame {
  readonly time: number;
  readonly face: RegisteredFace;
  /** Of the face, in [0, 1]. */
  readonly confidence: number;
  readonly sharpness: number;
}

/** A frame of a video with what was measured on it. */
export interface FollowedFrame {
  readonly tracked: TrackedFrame;
  /** Null where no strain is measured: without rest, and between pairs. */
  readonly strain: StrainSample | null;
  /** With `strain`: its magnitude at each pixel of the registered grey face, since rest. Overwritten by the next pair. */
  readonly strainMap: Float32Array | null;
  /** The frame of the stretch that this frame has ended; null where it goes on, or had no usable frame. */
  readonly stretch: StretchFrame | null;
}

/** Follows one face through a video. Memory does not grow with its length. */
export interface Follower {
  next(frame: VideoFrame): Promise<FollowedFrame>;
  /** The frame of the last stretch, at the end of the video. */
  end(): StretchFrame | null;
}

/** Pairs may be this much nearer in time than asked: times of frames are rounded in their files. */
const ROUNDING = 1e-3;

/**
 * Tracks the face, measures strain at `rate` pairs a second, and picks a frame from each stretch of `1 / described` seconds.
 *
 * @param origin seconds: where the first stretch begins
 */
export function openFollower(
  { track, parameters }: FollowSetup,
  { rest, origin }: { readonly rest: FaceAtRest | null; readonly origin: number },
): Follower {
  const tracker = track({ look: rest?.look });
  const series = rest && openSeries(rest, parameters);
  let lastPair = Number.NEGATIVE_INFINITY;
  let stretch = -1;
  let best: StretchFrame | null = null;

  const measure = ({ analysis, faults, time }: TrackedFrame): StrainSample | null => {
    if (!series || time - lastPair < 1 / parameters.rate - ROUNDING) return null;
    lastPair = time;
    const usable = analysis.status === 'used' && faults.length === 0;
    return series.push(usable ? analysis.registered.grey.data : undefined, time);
  };
  return {
    async next(frame) {
      const tracked = await tracker.next(frame);
      const now = Math.floor((frame.time - origin) * parameters.described + ROUNDING);
      const ended = now > stretch ? best : null;
      if (now > stretch) {
        stretch = now;
        best = null;
      }
      const sample = measure(tracked);
      const { analysis, faults } = tracked;
      if (analysis.status === 'used' && faults.length === 0) {
        const { sharpness, confidence } = analysis.quality.measures;
        if (!best || sharpness.value > best.sharpness) {
          best = {
            time: frame.time,
            face: analysis.registered,
            confidence: confidence.value,
            sharpness: sharpness.value,
          };
        }
      }
      return { tracked, strain: sample, strainMap: sample && series ? series.map : null, stretch: ended };
    },
    end: () => best,
  };
}

function openSeries(rest: FaceAtRest, { strain }: ClipParameters): StrainSeries {
  const series = openStrainSeries({
    width: GREY_SIZE,
    height: GREY_SIZE,
    flow: strain.flow,
    areas: rest.areas,
    floors: rest.floors,
    removal: strain.noise.removal,
  });
  series.setBaseline(rest.grey);
  return series;
}
