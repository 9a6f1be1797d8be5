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
import { type FaceAtRest, type RestSetup, shapedFace } from './rest.ts';
import type { StageClock } from './stages.ts';

/** What it takes to follow a face. */
export interface FollowSetup extends RestSetup {
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

/** Tells what became of a frame; see `FaceTracker.place`. */
export type PlacedFrame = () => TrackedFrame;

/** Follows one face through a video. Memory does not grow with its length. */
export interface Follower {
  /** Places the face in the next frame. To be called when it was placed in the frame before. */
  track(frame: VideoFrame): Promise<PlacedFrame>;
  /** Measures a frame in which the face was placed, in the order of the frames; it may be placed in the next one meanwhile. */
  measure(placed: PlacedFrame): Promise<FollowedFrame>;
  /** The best frame of the last stretch, at the end of the video. */
  end(): KeyFrame | undefined;
}

/** Pairs may be this much nearer in time than asked: times of frames are rounded in their files. */
const ROUNDING = 1e-3;

/**
 * Tracks the face, measures strain at `rate` pairs a second, and picks a frame from each stretch of `1 / described` seconds.
 *
 * @param rest null where there is none: then no strain is measured
 * @param options.strain whether strain is wanted
 */
export function openFollower(
  { track, parameters, clock }: FollowSetup,
  rest: FaceAtRest | null,
  options: { readonly strain: boolean },
): Follower {
  const tracker = track({ look: rest?.look });
  const series = rest && options.strain ? openSeries(rest, parameters) : null;
  let lastPair = Number.NEGATIVE_INFINITY;
  const stretches = openKeyFrameStream({
    interval: 1 / parameters.described,
    minimumDistance: 0,
    longest: Number.POSITIVE_INFINITY,
  });

  const pair = ({ analysis, faults, isCovered, time }: TrackedFrame): StrainSample | null => {
    if (!series || time - lastPair < 1 / parameters.rate - ROUNDING) return null;
    lastPair = time;
    // What lies over a face moves with it: its strain is not that of the skin.
    const usable = analysis.status === 'used' && faults.length === 0 && !isCovered;
    return series.push(usable ? shapedFace(analysis.registered) : undefined, time);
  };
  return {
    track: (frame) => clock.during('track', () => tracker.place(frame)),
    async measure(placed) {
      const tracked = await clock.during('track', async () => placed());
      const strain = await clock.during('strain', async () => pair(tracked));
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
