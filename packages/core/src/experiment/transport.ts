import { areaUnderCurve, brierScore, logLoss } from '../evaluation/metrics.ts';
import { type PredictionRow, type ScoredRows, scoredRows } from '../evaluation/predictions.ts';
import { fitSigmoid } from '../learning/calibration/platt.ts';
import { sigmoid } from '../numbers/sigmoid.ts';

/** How well the scores of some rows are calibrated. */
export interface SiteCalibration {
  readonly brier: number | null;
  readonly log_loss: number | null;
  /** Log odds by which scores are too low on the whole (calibration in the large); 0 is right. Null with one label. */
  readonly intercept: number | null;
  /** Below 1 the scores are too extreme. Null where the labels are separated, or all alike. */
  readonly slope: number | null;
}

/** A cell on one site, or on another data set, that it has not learned from. */
export interface TransportedSite {
  /** The fold: the name of the site, or of the data set. */
  readonly site: string;
  readonly subjects: number;
  readonly samples: number;
  /** Does not change by recalibration. */
  readonly auc: number | null;
  readonly before: SiteCalibration;
  /**
   * After a new intercept and slope, learned for each subject from the other subjects of the site; null where there are fewer than
   * `FEWEST_TO_RECALIBRATE` subjects, or one label.
   */
  readonly after: SiteCalibration | null;
}

/** A cell carried over to sites or data sets that it has not learned from. */
export interface TransportedCell {
  readonly cell: string;
  readonly sites: readonly TransportedSite[];
}

/** Fewer subjects than these give no intercept and slope worth having. */
export const FEWEST_TO_RECALIBRATE = 10;

/** Each fold of a cell before and after recalibration. @param rows of one cell, whose folds are sites or data sets */
export function transportedCell(
  rows: readonly PredictionRow[],
  positive: readonly string[],
): TransportedCell {
  return {
    cell: rows[0]?.cell ?? '',
    sites: [...Map.groupBy(rows, ({ fold }) => fold)].map(([site, own]) => {
      const scored = scoredRows(own, positive);
      const recalibrated = recalibratedBySubject(scored);
      return {
        ...{ site, subjects: scored.subjects.length, samples: own.length },
        auc: areaUnderCurve(scored.truth, scored.score),
        before: siteCalibration(scored.truth, scored.score),
        after: recalibrated && siteCalibration(scored.truth, recalibrated),
      };
    }),
  };
}

/** Calibration of scores: losses, and the line of the log odds. */
export function siteCalibration(truth: Uint8Array, score: Float64Array): SiteCalibration {
  const odds = score.map(logOdds);
  return {
    brier: brierScore(truth, score),
    log_loss: logLoss(truth, score),
    intercept: logisticLine(odds, truth, false)?.intercept ?? null,
    slope: logisticLine(odds, truth, true)?.slope ?? null,
  };
}

function recalibratedBySubject({ truth, score, subject, subjects }: ScoredRows): Float64Array | null {
  if (subjects.length < FEWEST_TO_RECALIBRATE) return null;
  const odds = score.map(logOdds);
  const after = new Float64Array(score.length);
  for (let s = 0; s < subjects.length; s++) {
    const others = Int32Array.from(truth.keys()).filter((row) => subject[row] !== s);
    const y = Uint8Array.from(others, (row) => truth[row]);
    if (!y.includes(0) || !y.includes(1)) return null;
    const { slope, intercept } = fitSigmoid(
      Float64Array.from(others, (row) => odds[row]),
      y,
    );
    for (let row = 0; row < after.length; row++) {
      if (subject[row] === s) after[row] = sigmoid(slope * odds[row] + intercept);
    }
  }
  return after;
}

/** As far from 0 and 1 as scores are held in the log loss of probabilities. */
const HELD = 1e-12;

function logOdds(score: number): number {
  const held = Math.min(1 - HELD, Math.max(HELD, score));
  return Math.log(held / (1 - held));
}

/**
 * Logistic regression of the truth on one number by Newton's method; without a free slope it is 1.
 *
 * @returns null where it does not converge: one label, or labels that a threshold separates
 * @source Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2019, doi:10.1186/s12916-019-1466-7
 */
export function logisticLine(
  x: Float64Array,
  truth: Uint8Array,
  isFree: boolean,
): { readonly intercept: number; readonly slope: number } | null {
  let intercept = 0;
  let slope = isFree ? 0 : 1;
  for (let step = 0; step < 100; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const p = sigmoid(intercept + slope * x[i]);
      const weight = p * (1 - p);
      g0 += truth[i] - p;
      g1 += (truth[i] - p) * x[i];
      h00 += weight;
      h01 += weight * x[i];
      h11 += weight * x[i] * x[i];
    }
    const determinant = h00 * h11 - h01 * h01;
    const change = isFree
      ? [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
      : [g0 / h00, 0];
    // Where a threshold separates the labels every probability goes to its end, and no line is the best.
    if (h00 < 1e-6 * x.length || !change.every(Number.isFinite)) return null;
    // A long step may jump past the optimum: it is held.
    const size = Math.max(1, Math.max(...change.map(Math.abs)) / 5);
    intercept += change[0] / size;
    slope += change[1] / size;
    if (Math.abs(intercept) > 500 || Math.abs(slope) > 500) return null;
    if (Math.max(...change.map(Math.abs)) < 1e-10) return { intercept, slope };
  }
  return null;
}
