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
  clock: z
    .enum(['player', 'container'])
    .default('player')
    .describe(
      "What seconds count from: the first frame, as players show them, or time 0 of the container's own clock, which may begin anywhere in a stream that a camera wrote.",
    ),
  rate: z
    .number()
    .positive()
    .max(120)
    .default(10)
    .describe('Frames a second in which the face is followed, and pairs a second whose strain is measured.'),
  described: z
    .number()
    .positive()
    .max(30)
    .default(2)
    .describe(
      'Frames a second that feature families describe: the sharpest usable one of each stretch of that length.',
    ),
  keyFrames: clipKeyFrameParameters
    .prefault({})
    .describe('Which of the described frames stand for the clip.'),
  rest: z
    .number()
    .positive()
    .max(600)
    .default(2)
    .describe(
      'Seconds of rest, from the first usable frame of the reference interval, or of the recording where none is named.',
    ),
  restWithin: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .describe('The first usable frame of rest is searched within so many seconds.'),
  leastUsable: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe('A clip whose face is usable for less than this share of its time is not used, in [0, 1].'),
  maximumSide: z
    .int()
    .min(64)
    .max(8192)
    .default(960)
    .describe('Pixels: frames are made smaller until their longer side is no longer than this.'),
  cryOnly: z
    .boolean()
    .default(false)
    .describe(
      'Families of sound are given the cry alone: expirations that the detector of speech does not take for speech. Speech around the cot is removed before they are computed.',
    ),
  tracking: trackingParameters
    .omit({ face: true })
    .prefault({})
    .describe(
      'How a face is followed through a video. The limits of quality are under `face`; they are the same for pictures.',
    ),
  strain: z
    .strictObject({
      flow: flowParameters.prefault({}).describe('Optical flow between frames.'),
      mesh: z
        .number()
        .min(0)
        .max(64)
        .default(3)
        .describe(
          'Pixels of the registered grey face: strain since rest is measured after the movement of the landmarks, smoothed by a Gaussian of this deviation, has brought the face into its shape at rest. There the outer eye corners are 64 apart. 0: flow alone.',
        ),
      noise: noiseFloorParameters.prefault({}).describe('How the strain of a face at rest is taken off.'),
      smoothing: smoothingParameters.prefault({}).describe('How a curve of strain is smoothed over time.'),
      peaks: peakParameters.prefault({}).describe('Which peaks of a curve of strain count.'),
    })
    .prefault({})
    .describe('How strain is measured.'),
  temporal: temporalParameters.prefault({}).describe('What a feature does over a clip.'),
});
/** How clips and intervals become rows. */
export type ClipParameters = z.infer<typeof clipParameters>;
