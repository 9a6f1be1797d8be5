import { z } from 'zod';
import { faceParameters } from '../../face/analysis.ts';
import { oneEuroParameters } from '../smoothing/one-euro.ts';
import { coveringParameters } from './covering/covering.ts';

/** When landmarks are followed from frame to frame, and when they are given up. */
export const followParameters = z.strictObject({
  minimumConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('The confidence of the mesh below which the face counts as lost.'),
  settle: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'Eye distances: where landmarks moved further than this since the frame before, on average, the mesh runs a second time, from where they are now.',
    ),
  largestJump: z
    .number()
    .positive()
    .default(1)
    .describe(
      'Eye distances: a face that moved further than this from one frame to the next was lost, and something else was found.',
    ),
  largestScale: z
    .number()
    .min(1)
    .default(1.4)
    .describe('A face that grew or shrank by more than this factor from one frame to the next was lost.'),
  largestGap: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'Seconds: landmarks are not followed over a longer gap. The program then searches for the face.',
    ),
});
export type FollowParameters = z.infer<typeof followParameters>;

/** When the detector looks at a frame. */
export const detectParameters = z.strictObject({
  every: z
    .number()
    .positive()
    .default(2)
    .describe(
      'Seconds from one look of the detector at a followed face to the next: it confirms the face and sees others come.',
    ),
  doubtEvery: z
    .number()
    .positive()
    .default(0.5)
    .describe('Seconds: how soon it looks again at a face that it did not confirm.'),
  doubt: z
    .number()
    .positive()
    .default(2)
    .describe('Seconds: a face that the detector does not confirm for so long is given up.'),
  lookEvery: z
    .number()
    .positive()
    .default(0.1)
    .describe(
      'Seconds between quick looks for a lost face, each one run of the detector on the whole picture.',
    ),
  searchEvery: z
    .number()
    .positive()
    .default(1)
    .describe('Seconds between searches at every turn, each up to twelve runs of the detector.'),
});
export type DetectParameters = z.infer<typeof detectParameters>;

/** When a face that was lost counts as the same track by its place. */
export const comebackParameters = z.strictObject({
  seconds: z.number().min(0).default(2).describe('Seconds for which the place of a lost face is kept.'),
  distance: z.number().min(0).default(1).describe('Eye distances from the old place, at most.'),
  scale: z.number().min(1).default(1.5).describe('Larger or smaller by at most this factor.'),
});
export type ComebackParameters = z.infer<typeof comebackParameters>;

/** What is asked of a frame beside the quality of its face as in a picture. */
export const gateParameters = z.strictObject({
  maximumFaces: z
    .int()
    .min(1)
    .default(1)
    .describe(
      'Faces in the picture, those left out that are smaller than `choose.minimumRelativeSize` of the chosen one.',
    ),
});
export type GateParameters = z.infer<typeof gateParameters>;

/** All that can be set about the way from a video to tracked frames. */
export const trackingParameters = z.strictObject({
  face: faceParameters.prefault({}).describe('How faces are found, and what they must be like.'),
  follow: followParameters
    .prefault({})
    .describe('When landmarks are followed from frame to frame, and when they are given up.'),
  detect: detectParameters.prefault({}).describe('When the detector looks at a frame.'),
  comeback: comebackParameters.prefault({}).describe('When a face that was lost counts as the same one.'),
  smoothing: oneEuroParameters
    .extend({
      /** Hz for each eye distance a second. */
      speedCoefficient: z
        .number()
        .min(0)
        .default(12)
        .describe('Hz for each eye distance a second: how much the cut-off rises with speed.'),
      /** Hz: the cut-off of the speed itself, higher than the paper's 1 Hz: an onset is over in a fifth of a second. */
      speedCutoff: z.number().positive().default(5).describe('Hz: the cut-off of the speed itself.'),
    })
    .prefault({})
    .describe(
      "The one-euro filter of the landmarks. Its unit of length is the eye distance, so it does not depend on the picture's size.",
    ),
  gate: gateParameters.prefault({}).describe('What a frame needs in addition to the quality of its face.'),
  covering: coveringParameters.prefault({}).describe('When a face of a video counts as covered.'),
});
/** Every parameter of following a face through a video. */
export type TrackingParameters = z.infer<typeof trackingParameters>;
