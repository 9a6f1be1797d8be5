import { z } from 'zod';
import { clipKeyFrameParameters } from '../recording/tracking/key-frames/clip-key-frames.ts';
import { trackingParameters } from '../recording/tracking/parameters.ts';
import { temporalParameters } from './over-time/statistics.ts';
import { flowParameters } from './strain/flow-parameters.ts';
import { noiseFloorParameters } from './strain/noise-floor.ts';
import { peakParameters } from './strain/peaks.ts';
import { smoothingParameters } from './strain/smoothing.ts';

/** How a clip, or an interval of a recording, becomes one row of features. */
export const clipParameters = z.strictObject({
  /**
   * What seconds count from: the first frame, as players show them, or time 0 of the container's own clock, which may begin
   * anywhere in a stream that a camera wrote.
   */
  clock: z.enum(['player', 'container']).default('player'),
  /** Frames a second in which the face is followed, and pairs a second whose strain is measured. */
  rate: z.number().positive().max(120).default(10),
  /** Frames a second that feature families describe: the sharpest usable one of each stretch of that length. */
  described: z.number().positive().max(30).default(2),
  /** Which of the described frames stand for the clip. */
  keyFrames: clipKeyFrameParameters.prefault({}),
  /** Seconds of rest, from the first usable frame of the reference interval, or of the recording where none is named. */
  rest: z.number().positive().max(600).default(2),
  /** Seconds in which the first usable frame of rest is looked for. */
  restWithin: z.number().positive().max(3600).default(60),
  /** A clip whose face is usable for less than this share of its time is not used, in [0, 1]. */
  leastUsable: z.number().min(0).max(1).default(0.25),
  /** Pixels: frames are made smaller until their longer side is no longer than this. */
  maximumSide: z.int().min(64).max(8192).default(960),
  /** Limits of quality stand under `face`, where they are for pictures too. */
  tracking: trackingParameters.omit({ face: true }).prefault({}),
  strain: z
    .strictObject({
      flow: flowParameters.prefault({}),
      /**
       * Pixels of the registered grey face: strain since rest is measured after the movement of the landmarks, smoothed by a
       * Gaussian of this deviation, has brought the face into its shape at rest. There the outer eye corners are 64 apart. 0: flow alone.
       */
      mesh: z.number().min(0).max(64).default(3),
      noise: noiseFloorParameters.prefault({}),
      smoothing: smoothingParameters.prefault({}),
      peaks: peakParameters.prefault({}),
    })
    .prefault({}),
  temporal: temporalParameters.prefault({}),
});
/** How clips and intervals become rows. */
export type ClipParameters = z.infer<typeof clipParameters>;
