import { detectableEffect } from '../../numbers/student.ts';
import { type SignedRankTest, signedRankTest } from './signed-rank.ts';

/** What a score costs a subject: the mean over its rows. Smaller is better. */
export const subjectLosses = ['brier', 'log_loss'] as const;
/** The name of a loss; see `subjectLosses`. */
export type SubjectLoss = (typeof subjectLosses)[number];

/** Two cells compared by the loss of each subject: the first less the second, so below 0 the first is better. */
export interface SubjectLossTest {
  readonly subjects: number;
  readonly mean_difference: number;
  readonly median_difference: number;
  /** Wilcoxon's signed-rank test with Pratt's treatment of zeros. */
  readonly wilcoxon: SignedRankTest;
  /** Two-sided p of the sign-flip test of the mean difference. */
  readonly p_sign_flip: number | null;
  /**
   * The least true mean difference that a paired t test at 5 % would find in 80 of 100 samples of so many subjects, with the spread of
   * these. Null for fewer than 3 subjects, or where the differences have no spread.
   */
  readonly detectable_difference: number | null;
}

/** @param differences the loss of each subject under the first cell less that under the second */
export function compareSubjectLosses(differences: Float64Array, signFlipP: number | null): SubjectLossTest {
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const sorted = Float64Array.from(differences).sort();
  const spread = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return {
    subjects: n,
    mean_difference: mean,
    median_difference: (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2,
    wilcoxon: signedRankTest(differences),
    p_sign_flip: signFlipP,
    detectable_difference: n < 3 || !(spread > 0) ? null : detectableEffect(n) * spread,
  };
}
