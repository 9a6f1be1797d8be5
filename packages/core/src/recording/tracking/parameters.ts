import { z } from 'zod';
import { faceParameters } from '../../face/analysis.ts';
import { oneEuroParameters } from '../smoothing/one-euro.ts';
import { coveringParameters } from './covering/covering.ts';

/** When landmarks are followed from frame to frame, and when they are given up. */
export const followParameters = z.strictObject({
  /** The confidence of the mesh below which the face counts as lost. */
  minimumConfidence: z.number().min(0).max(1).default(0.5),
  /**
   * Eye distances: where landmarks moved further than this since the frame before, on average, the mesh runs a second time, from
   * where they are now.
   */
  settle: z.number().min(0).default(0.1),
  /** Eye distances: a face that moved further than this from one frame to the next was lost, and something else was found. */
  largestJump: z.number().positive().default(1),
  /** A face that grew or shrank by more than this factor from one frame to the next was lost. */
  largestScale: z.number().min(1).default(1.4),
  /** Seconds: landmarks are not followed over a longer gap; the face is looked for instead. */
  largestGap: z.number().positive().default(0.5),
});
export type FollowParameters = z.infer<typeof followParameters>;

/** When the detector looks at a frame. */
export const detectParameters = z.strictObject({
  /** Seconds from one look of the detector at a followed face to the next: it confirms the face and sees others come. */
  every: z.number().positive().default(2),
  /** Seconds: how soon it looks again at a face that it did not confirm. */
  doubtEvery: z.number().positive().default(0.5),
  /** Seconds: a face that the detector does not confirm for so long is given up. */
  doubt: z.number().positive().default(2),
  /** Seconds between quick looks for a lost face, each one run of the detector on the whole picture. */
  lookEvery: z.number().positive().default(0.1),
  /** Seconds between searches at every turn, each up to twelve runs of the detector. */
  searchEvery: z.number().positive().default(1),
});
export type DetectParameters = z.infer<typeof detectParameters>;

/** When a face that was lost counts as the same track. Places decide: nobody is recognised. */
export const comebackParameters = z.strictObject({
  /** Seconds for which the place of a lost face is kept. */
  seconds: z.number().min(0).default(2),
  /** Eye distances from the old place, at most. */
  distance: z.number().min(0).default(1),
  /** Larger or smaller by at most this factor. */
  scale: z.number().min(1).default(1.5),
});
export type ComebackParameters = z.infer<typeof comebackParameters>;

/** What is asked of a frame beside the quality of its face as in a picture. */
export const gateParameters = z.strictObject({
  /** Faces in the picture, those left out that are smaller than `choose.minimumRelativeSize` of the chosen one. */
  maximumFaces: z.int().min(1).default(1),
});
export type GateParameters = z.infer<typeof gateParameters>;

/** All that can be set about the way from a video to tracked frames. */
export const trackingParameters = z.strictObject({
  face: faceParameters.prefault({}),
  follow: followParameters.prefault({}),
  detect: detectParameters.prefault({}),
  comeback: comebackParameters.prefault({}),
  /** The one-euro filter of the landmarks. Its unit of length is the eye distance, so it does not depend on the picture's size. */
  smoothing: oneEuroParameters
    .extend({
      /** Hz for each eye distance a second. */
      speedCoefficient: z.number().min(0).default(12),
      /** Hz: the cut-off of the speed itself, higher than the paper's 1 Hz: an onset is over in a fifth of a second. */
      speedCutoff: z.number().positive().default(5),
    })
    .prefault({}),
  gate: gateParameters.prefault({}),
  covering: coveringParameters.prefault({}),
});
/** Every parameter of following a face through a video. */
export type TrackingParameters = z.infer<typeof trackingParameters>;
