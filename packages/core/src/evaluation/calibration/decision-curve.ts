import type { ProbabilityRows } from './probability-rows.ts';

/** The net benefit of a decision at one threshold, per row. */
export interface NetBenefit {
  /** The probability at and above which a row is treated. */
  readonly threshold: number;
  /** TP/n - FP/n t/(1 - t). */
  readonly model: number;
  /** Of treating all rows. Treating none has 0. */
  readonly all: number;
}

/** Thresholds of `metrics.json`: 0.05, 0.10, ..., 0.95. */
const STEPS = 20;

/**
 * A decision curve: what a score is worth to whoever treats at a probability of t, and so holds a missed pain for (1 - t)/t times as bad as a false alarm. A
 * model is of use where its curve is above treating all, and above 0.
 *
 * @param steps thresholds are at 1/steps, 2/steps, ...
 * @source Vickers and Elkin 2006, doi:10.1177/0272989X06295361
 */
export function decisionCurve(
  { truth, score, weight }: ProbabilityRows,
  steps = STEPS,
): readonly NetBenefit[] {
  const total = weight.reduce((sum, each) => sum + each, 0);
  return Array.from({ length: steps - 1 }, (_, i) => {
    const threshold = (i + 1) / steps;
    const odds = threshold / (1 - threshold);
    let model = 0;
    let all = 0;
    for (let r = 0; r < truth.length; r++) {
      const worth = truth[r] === 1 ? weight[r] : -weight[r] * odds;
      all += worth;
      if (score[r] >= threshold) model += worth;
    }
    return { threshold, model: model / total, all: all / total };
  });
}
