import {
  type ClipParameters,
  GREY_SIZE,
  type KeyFrame,
  openKeyFrameStream,
  openStrainSeries,
  type StrainSample,
  type StrainSeries,
  type TrackedFrame,
  type VideoFrame,
} from '@wince/core';
import type { FaceTracking } from '../faces/index.ts';
import { type FaceAtRest, shapedFace } from './rest.ts';
import type { StageClock } from './stages.ts';

/** What it takes to follow a face. */
export interface FollowSetup {
  /** A tracker for a recording, from its beginning. */
  readonly track: FaceTracking['track'];
  readonly parameters: ClipParameters;
  readonly clock: StageClock;
}

/** A frame of a video with what was measured on it. */
export interface FollowedFrame {
  readonly tracked: TrackedFrame;
  /** Null where no strain is measured: without rest, and between pairs. */
  readonly strain: StrainSample | null;
  /** With `strain`: its magnitude at each pixel of the registered grey face, since rest. Overwritten by the next pair. */
  readonly strainMap: Float32Array | null;
  /** The best frame of the stretch that this frame has ended; undefined where it goes on, or had no usable frame. */
  readonly stretch: KeyFrame | undefined;
}

/** Follows one face through a video. Memory does not grow with its length. */
export interface Follower {
  next(frame: VideoFrame): Promise<FollowedFrame>;
  /** The best frame of the last stretch, at the end of the video. */
  end(): KeyFrame | undefined;
}

/** Pairs may be this much nearer in time than asked: times of frames are rounded in their files. */
const ROUNDING = 1e-3;

/**
 * Tracks the face, measures strain at `rate` pairs a second, and picks a frame from each stretch of `1 / described` seconds.
 *
 * @param rest null where there is none: then no strain is measured
 */
export function openFollower({ track, parameters, clock }: FollowSetup, rest: FaceAtRest | null): Follower {
  const tracker = track({ look: rest?.look });
  const series = rest && openSeries(rest, parameters);
  let lastPair = Number.NEGATIVE_INFINITY;
  const stretches = openKeyFrameStream({
    interval: 1 / parameters.described,
    minimumDistance: 0,
    longest: Number.POSITIVE_INFINITY,
  });

  const measure = ({ analysis, faults, time }: TrackedFrame): StrainSample | null => {
    if (!series || time - lastPair < 1 / parameters.rate - ROUNDING) return null;
    lastPair = time;
    const usable = analysis.status === 'used' && faults.length === 0;
    return series.push(usable ? shapedFace(analysis.registered) : undefined, time);
  };
  return {
    async next(frame) {
      const tracked = await clock.during('track', () => tracker.next(frame));
      const strain = await clock.during('strain', async () => measure(tracked));
      const strainMap = strain && series ? series.map : null;
      return { tracked, strain, strainMap, stretch: stretches.next(tracked) };
    },
    end: stretches.end,
  };
}

function openSeries(rest: FaceAtRest, { strain }: ClipParameters): StrainSeries {
  const series = openStrainSeries({
    width: GREY_SIZE,
    height: GREY_SIZE,
    flow: strain.flow,
    mesh: strain.mesh,
    areas: rest.areas,
    floors: rest.floors,
    removal: strain.noise.removal,
  });
  series.setBaseline(rest.face);
  return series;
}
