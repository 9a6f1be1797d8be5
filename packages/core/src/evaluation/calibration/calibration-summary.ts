import { heldShare } from '../../numbers/logit.ts';
import type { MetricDraws } from '../intervals.ts';
import { measureRows } from '../metrics.ts';
import type { ScoredRows } from '../predictions.ts';
import { type BrierTerms, brierTerms } from './brier-terms.ts';
import { type CalibrationError, calibrationErrors } from './calibration-error.ts';
import { type CalibrationIntervals, calibrationIntervals } from './calibration-intervals.ts';
import { type CalibrationLine, calibrationLine } from './calibration-line.ts';
import { decisionCurve, type NetBenefit } from './decision-curve.ts';
import { type PredictiveValues, predictiveValues } from './predictive-values.ts';
import { type ProbabilityRows, probabilityRows } from './probability-rows.ts';

/** At which share of pain scores hold. */
export interface ScorePrevalence {
  /** The prevalence that the experiment names; null where scores hold at that of the training rows of their fold. */
  readonly named: number | null;
  /** The share of positive rows in the table. */
  readonly rows: number;
}

/** Whether scores can be read as probabilities, over some rows. Where a prevalence is named, rows are weighted to it. */
export interface CalibrationSummary {
  readonly prevalence: ScorePrevalence;
  readonly brier: BrierTerms;
  readonly log_loss: number;
  readonly line: CalibrationLine;
  readonly equal_width: CalibrationError;
  readonly equal_mass: CalibrationError;
  /** Null in runs of versions that did not compute them. */
  readonly intervals: CalibrationIntervals | null;
  readonly net_benefit: readonly NetBenefit[];
  readonly predictive_values: PredictiveValues;
}

/**
 * Everything that is measured of scores as probabilities.
 *
 * @param named the prevalence at which they are said to hold; null for that of the training rows
 * @param draws of the metrics of these rows, by bootstrap over subjects
 */
export function summariseCalibration(
  rows: ScoredRows,
  named: number | null,
  { seed, draws }: { readonly seed: string | number; readonly draws: MetricDraws },
): CalibrationSummary {
  const probabilities = probabilityRows(rows, named);
  const { sensitivity, specificity } = measureRows(rows);
  const line = calibrationLine(probabilities);
  return {
    prevalence: { named, rows: probabilities.share },
    brier: brierTerms(probabilities),
    log_loss: weightedLogLoss(probabilities),
    line,
    ...calibrationErrors(probabilities, seed),
    intervals: calibrationIntervals(probabilities, line, seed),
    net_benefit: decisionCurve(probabilities),
    predictive_values: predictiveValues(
      { sensitivity: sensitivity.value, specificity: specificity.value },
      draws,
      named ?? probabilities.share,
    ),
  };
}

function weightedLogLoss({ truth, score, weight }: ProbabilityRows): number {
  let loss = 0;
  let total = 0;
  for (let r = 0; r < truth.length; r++) {
    const held = heldShare(score[r]);
    loss -= weight[r] * Math.log(truth[r] === 1 ? held : 1 - held);
    total += weight[r];
  }
  return loss / total;
}
