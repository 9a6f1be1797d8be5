import type { FaceAnalysis } from '../../face/analysis.ts';

/** What can speak against a frame. */
export const FRAME_FAULTS = [
  'no face',
  'two faces',
  'too small',
  'blurred',
  'too dark',
  'clipped',
  'turned away',
  'covered',
  'cut off',
  'unsure',
] as const;
/** The name of a fault for which a frame cannot be used. */
export type FrameFaultName = (typeof FRAME_FAULTS)[number];

/** A fault with the sentence that a reader sees: what was measured, and what was asked. */
export interface FrameFault {
  readonly name: FrameFaultName;
  readonly reason: string;
}

/** What became of a frame of a video. */
export interface TrackedFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  /** As of a picture: the face with its landmarks smoothed over time, or the reason why there is none. */
  readonly analysis: FaceAnalysis;
  /** Everything that speaks against the frame; none where it is used. */
  readonly faults: readonly FrameFault[];
  /** Whether something lies over a part of the face, as the subject's own look tells: also where the frame is used for what else is seen. */
  readonly isCovered: boolean;
  /** The number of the face's track, from 0; null where there is no face. A face that was lost comes back as a new track. */
  readonly track: number | null;
  /** Whether the detector looked at this frame; else the landmarks of the one before were followed. */
  readonly detected: boolean;
}
