import type { CoverableRegion } from '../face/covering/region-cells.ts';
import type { FrameFault } from '../recording/tracking/tracked-frame.ts';

/** One frame of a video as a monitor sees it: what was measured there, and its score where one was made. */
export interface ScoredFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  readonly status: 'used' | 'poor-quality' | 'no-face';
  /** Everything that speaks against the frame, by name, for sums over time, and as a sentence. */
  readonly faults: readonly FrameFault[];
  /** Corners of the face's box as x, y pairs in pixels of the picture, round it; null where there is no face. */
  readonly box: readonly number[] | null;
  /** 468 x, y pairs in pixels of the picture; null where there is no face. */
  readonly landmarks: Float64Array | null;
  /** In [0, 1]; null where the frame was not scored: models look at key frames, or at windows that end here. */
  readonly score: number | null;
  /** The regions of the face that the score rests on; null where the model looks at whole faces, absent where there is no score. */
  readonly regions?: readonly CoverableRegion[] | null;
  /** Why the model gives no answer by the score, as it abstains or the face lies outside its training; absent where it answers. */
  readonly cannotTell?: string;
  /** In [0, 1]; null where there is no face. */
  readonly confidence: number | null;
  /** Mean strain of the face: a second since the frame before, and since rest. Null where it was not measured. */
  readonly strain: { readonly previous: number | null; readonly baseline: number | null } | null;
}
