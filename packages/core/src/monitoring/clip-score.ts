import { z } from 'zod';
import { medianInPlace } from '../numbers/quantile.ts';

/** How the scores of the frames of a clip become one. */
export const clipScoreParameters = z.strictObject({
  /**
   * `mean` and `median` over frames; `share`: of frames whose score reaches the threshold; `noisy-or`: 1 less the
   * product of (1 - score), the probability that any frame shows pain if frames were independent. They are not, so that
   * it comes near 1 for long clips: use it on few key frames. The mean is the default: it takes every frame as it is.
   */
  method: z.enum(['mean', 'median', 'share', 'noisy-or']).default('mean'),
  /** For `share`. One half, where a calibrated score changes sides. */
  threshold: z.number().min(0).max(1).default(0.5),
});
export type ClipScoreParameters = z.infer<typeof clipScoreParameters>;

/** One score for a clip from the scores of its frames, 0 to 1. Frames without a score (NaN) do not count; NaN if none has. */
export function clipScore(scores: ArrayLike<number>, { method, threshold }: ClipScoreParameters): number {
  const present = Float64Array.from(scores).filter((score) => !Number.isNaN(score));
  const count = present.length;
  if (count === 0) return Number.NaN;
  if (method === 'mean') return present.reduce((sum, score) => sum + score, 0) / count;
  if (method === 'share') return present.filter((score) => score >= threshold).length / count;
  if (method === 'noisy-or') return 1 - present.reduce((product, score) => product * (1 - score), 1);
  return medianInPlace(present);
}
