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

/** What a line is fitted to: labels, log-odds and weights. */
export type LineRows = Pick<ProbabilityRows, 'truth' | 'weight'> & { readonly odds: Float64Array };

/**
 * The line of rows whose log-odds are known. Rows that weigh nothing count as if they were not there.
 *
 * @param near a line that is about the same: the fits begin there, and take few steps
 */
export function fitLine(rows: LineRows, near: CalibrationLine | null = null): CalibrationLine {
  const { truth, odds, weight: weights } = rows;
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
  const ones = () => new Float64Array(truth.length).fill(1);
  const intercept =
    stepsFrom(rows, near?.intercept, 1, false) ??
    fitLogistic({ columns: [ones()], y: truth, weights, offset: odds })[0];
  const reason = withoutSlope(lowest, highest);
  if (reason !== null) return { intercept, slope: null, reason };
  const slope =
    stepsFrom(rows, near?.slope === undefined ? undefined : 0, near?.slope, true) ??
    fitLogistic({ columns: [ones(), odds], y: truth, weights })[1];
  return { intercept, slope, reason: null };
}

const MOST_STEPS = 20;
/** Newton's steps beyond this lead away. */
const LONGEST_STEP = 8;

/**
 * Newton's method from a line nearby, without looking at the likelihood. @param isSlope whether the slope moves, too, and is what is asked for
 * @returns null where no line is near, or where the steps do not end
 */
function stepsFrom(
  { truth, odds, weight }: LineRows,
  intercept: number | null | undefined,
  slope: number | null | undefined,
  isSlope: boolean,
): number | null {
  if (intercept === null || intercept === undefined || slope === null || slope === undefined) return null;
  let [a, b] = [intercept, slope];
  for (let step = 0; step < MOST_STEPS; step++) {
    let [ga, gb, aa, ab, bb] = [0, 0, 0, 0, 0];
    for (let r = 0; r < truth.length; r++) {
      const w = weight[r];
      if (w === 0) continue;
      const x = odds[r];
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const error = w * (p - truth[r]);
      const curve = w * p * (1 - p);
      ga += error;
      gb += error * x;
      aa += curve;
      ab += curve * x;
      bb += curve * x * x;
    }
    const determinant = aa * bb - ab * ab;
    const [da, db] = isSlope
      ? [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant]
      : [ga / aa, 0];
    if (!(Math.abs(da) < LONGEST_STEP && Math.abs(db) < LONGEST_STEP)) return null;
    a -= da;
    b -= db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) return isSlope ? b : a;
  }
  return null;
}

function withoutSlope(lowest: Float64Array, highest: Float64Array): string | null {
  if (Math.min(...lowest) === Math.max(...highest)) return 'all scores are the same';
  if (lowest[1] >= highest[0] || highest[1] <= lowest[0])
    return 'the scores separate the labels without error, so the slope has no bound';
  return null;
}
