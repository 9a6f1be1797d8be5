import { fitLogistic } from '../../numbers/logistic-fit.ts';
import { logit } from '../../numbers/logit.ts';
import type { ProbabilityRows } from './probability-rows.ts';

/** Calibration in two numbers. A number that is not defined is null, and has its reason. */
export interface CalibrationLine {
  /** What has to be added to the log-odds of all rows so that mean score and share of positives agree: calibration in the large. */
  readonly intercept: number | null;
  /** Of the log-odds in a logistic regression of the labels: 1 where scores are as sure as they may be, less where they are too sure. */
  readonly slope: number | null;
  /** Why one of them is null. */
  readonly reason: string | null;
}

/**
 * Calibration intercept and slope: logistic regressions of the labels on the log-odds of the scores, with the log-odds as an offset for the intercept. Scores
 * are held 1e-6 away from 0 and 1.
 *
 * @source Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2019, doi:10.1186/s12916-019-1466-7
 */
export function calibrationLine(rows: ProbabilityRows): CalibrationLine {
  return fitLine({ ...rows, odds: rows.score.map(logit) });
}

/**
 * The line of rows whose log-odds are known. Rows that weigh nothing count as if they were not there.
 *
 * @param near a line that is about the same, from which the fits begin
 */
export function fitLine(
  {
    truth,
    odds,
    weight: weights,
  }: Pick<ProbabilityRows, 'truth' | 'weight'> & { readonly odds: Float64Array },
  near: CalibrationLine | null = null,
): CalibrationLine {
  // Of rows without pain, and of those with it.
  const lowest = Float64Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const highest = Float64Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
  for (let r = 0; r < truth.length; r++) {
    if (weights[r] === 0) continue;
    lowest[truth[r]] = Math.min(lowest[truth[r]], odds[r]);
    highest[truth[r]] = Math.max(highest[truth[r]], odds[r]);
  }
  if (!lowest.every(Number.isFinite))
    return { intercept: null, slope: null, reason: 'all rows have the same label' };
  const ones = new Float64Array(truth.length).fill(1);
  const [intercept] = fitLogistic({
    ...{ columns: [ones], y: truth, weights, offset: odds },
    start: Float64Array.of(near?.intercept ?? 0),
  });
  const reason = withoutSlope(lowest, highest);
  if (reason !== null) return { intercept, slope: null, reason };
  const [, slope] = fitLogistic({
    ...{ columns: [ones, odds], y: truth, weights },
    start: Float64Array.of(0, near?.slope ?? 0),
  });
  return { intercept, slope, reason: null };
}

function withoutSlope(lowest: Float64Array, highest: Float64Array): string | null {
  if (Math.min(...lowest) === Math.max(...highest)) return 'all scores are the same';
  if (lowest[1] >= highest[0] || highest[1] <= lowest[0])
    return 'the scores separate the labels without error, so the slope has no bound';
  return null;
}
