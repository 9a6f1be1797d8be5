import { WinceError } from '../errors.ts';
import { rank, rankTotals } from './ranking.ts';

/** The metrics by the names under which `metrics.json` has them. */
export const metricNames = [
  'accuracy',
  'balanced_accuracy',
  'sensitivity',
  'specificity',
  'precision',
  'f1',
  'matthews',
  'auc',
  'average_precision',
  'brier',
  'kappa',
  'log_loss',
] as const;
/** The name of a metric, as it stands in `metrics.json`. */
export type MetricName = (typeof metricNames)[number];

/** A metric's value, or why it has none. It is never NaN, and never 0 for want of rows. */
export type MetricValue = { readonly value: number } | { readonly value: null; readonly reason: string };
/** Every metric of some rows. */
export type MetricValues = Readonly<Record<MetricName, MetricValue>>;

/** What metrics need of rows. One entry a row; decisions are 1 where a row was taken for positive. */
export interface EvaluatedRows {
  readonly truth: Uint8Array;
  readonly score: Float64Array;
  readonly decision: Uint8Array;
}

/** Numbers of rows by truth and decision. */
export interface Confusion {
  readonly true_positives: number;
  readonly false_positives: number;
  readonly true_negatives: number;
  readonly false_negatives: number;
}

/** All that the metrics of a set of rows are computed from. Rows may count several times. */
export interface MetricTotals extends Confusion {
  /** Sum over rows of (score - truth) squared. */
  readonly squaredError: number;
  /** Sum over rows of minus the logarithm of the probability that the score gives the truth. */
  readonly logLoss: number;
  /** NaN where it is undefined, as is `averagePrecision`. */
  readonly auc: number;
  readonly averagePrecision: number;
}

interface Definition {
  /** NaN where the metric is undefined. */
  of(totals: MetricTotals): number;
  /** Why it is undefined, when it is. */
  readonly reason: string;
}

const ONCE = Uint16Array.of(1);

const NO_ROWS = 'there are no rows';
const NO_POSITIVES = 'no row is positive';
const NO_NEGATIVES = 'no row is negative';
const ONE_LABEL = 'all rows have the same label';

/** Each metric's definition in terms of totals, and the one reason for which it can be undefined. */
export const metricDefinitions: Readonly<Record<MetricName, Definition>> = {
  accuracy: {
    of: (t) => (t.true_positives + t.true_negatives) / rowsOf(t),
    reason: NO_ROWS,
  },
  balanced_accuracy: {
    of: (t) => (sensitivityOf(t) + specificityOf(t)) / 2,
    reason: ONE_LABEL,
  },
  sensitivity: { of: sensitivityOf, reason: NO_POSITIVES },
  specificity: { of: specificityOf, reason: NO_NEGATIVES },
  precision: {
    of: (t) => t.true_positives / (t.true_positives + t.false_positives),
    reason: 'no row was decided as positive',
  },
  f1: {
    of: (t) => (2 * t.true_positives) / (2 * t.true_positives + t.false_positives + t.false_negatives),
    reason: 'no row is positive, and no row was decided as positive',
  },
  matthews: {
    of(t) {
      const { true_positives: tp, false_positives: fp, true_negatives: tn, false_negatives: fn } = t;
      return (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    },
    reason: 'all rows have the same label, or all have the same decision',
  },
  auc: { of: (t) => t.auc, reason: ONE_LABEL },
  average_precision: { of: (t) => t.averagePrecision, reason: ONE_LABEL },
  brier: { of: (t) => t.squaredError / rowsOf(t), reason: NO_ROWS },
  kappa: {
    of(t) {
      const { true_positives: tp, false_positives: fp, true_negatives: tn, false_negatives: fn } = t;
      return (2 * (tp * tn - fn * fp)) / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn));
    },
    reason: 'all rows have one label, and all were decided so',
  },
  log_loss: { of: (t) => t.logLoss / rowsOf(t), reason: NO_ROWS },
};

/** Counts rows by truth and decision. */
export function confusion(truth: Uint8Array, decision: Uint8Array): Confusion {
  sameLength(truth, decision);
  const counts = new Int32Array(4);
  for (let row = 0; row < truth.length; row++) counts[2 * truth[row] + decision[row]]++;
  return {
    true_positives: counts[3],
    false_positives: counts[1],
    true_negatives: counts[0],
    false_negatives: counts[2],
  };
}

/** All metrics of the given rows. @throws WinceError `not-a-number` for a score that is not finite. */
export function measureRows(rows: EvaluatedRows): MetricValues {
  return measuresOf(totalsOf(rows));
}

/** All totals of the given rows, each counted once. */
export function totalsOf({ truth, score, decision }: EvaluatedRows): MetricTotals {
  return {
    ...confusion(truth, decision),
    ...{ squaredError: squaredError(truth, score), logLoss: summedLogLoss(truth, score) },
    ...ranked(truth, score),
  };
}

/** The metrics that totals give, each a value or the reason why there is none. */
export function measuresOf(totals: MetricTotals): MetricValues {
  return ofEveryMetric((name): MetricValue => {
    const value = metricDefinitions[name].of(totals);
    return Number.isNaN(value) ? { value: null, reason: metricDefinitions[name].reason } : { value };
  });
}

/** Something for every metric, by its name. */
export function ofEveryMetric<Value>(of: (name: MetricName) => Value): Record<MetricName, Value> {
  return {
    accuracy: of('accuracy'),
    balanced_accuracy: of('balanced_accuracy'),
    sensitivity: of('sensitivity'),
    specificity: of('specificity'),
    precision: of('precision'),
    f1: of('f1'),
    matthews: of('matthews'),
    auc: of('auc'),
    average_precision: of('average_precision'),
    brier: of('brier'),
    kappa: of('kappa'),
    log_loss: of('log_loss'),
  };
}

/** Share of rows decided rightly. Null without rows. */
export function accuracy(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('accuracy', truth, decision);
}

/** Mean of sensitivity and specificity. Null unless rows have both labels. */
export function balancedAccuracy(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('balanced_accuracy', truth, decision);
}

/** Share of positive rows decided positive (recall). Null without positive rows. */
export function sensitivity(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('sensitivity', truth, decision);
}

/** Share of negative rows decided negative. Null without negative rows. */
export function specificity(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('specificity', truth, decision);
}

/** Share of rows decided positive that are positive. Null where no row was decided positive. */
export function precision(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('precision', truth, decision);
}

/** 2 TP / (2 TP + FP + FN). Null where no row is positive, and no row was decided as positive. */
export function f1Score(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('f1', truth, decision);
}

/**
 * Correlation of truth and decision, in [-1, 1]. Null where either is constant.
 *
 * @source Matthews 1975, doi:10.1016/0005-2795(75)90109-9
 */
export function matthewsCorrelation(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('matthews', truth, decision);
}

/**
 * Area under the ROC curve: the chance that a positive row scores higher than a negative one, ties counting half.
 * Depends on the order of scores alone. Null unless rows have both labels.
 *
 * @throws WinceError `not-a-number` for a score that is not finite
 * @source Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747
 */
export function areaUnderCurve(truth: Uint8Array, score: Float64Array): number | null {
  return orNull(ranked(truth, score).auc);
}

/**
 * Average precision: sum over distinct scores of precision, weighted by the recall that each adds; no interpolation.
 * By chance it is the prevalence. Null unless rows have both labels (it would be 1 without negative ones, whatever the scores).
 *
 * @throws WinceError `not-a-number` for a score that is not finite
 */
export function averagePrecision(truth: Uint8Array, score: Float64Array): number | null {
  return orNull(ranked(truth, score).averagePrecision);
}

/**
 * Mean squared difference of score and truth: 0 is perfect, 0.25 what a constant 0.5 gets. Null without rows.
 *
 * @source Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
 */
export function brierScore(truth: Uint8Array, score: Float64Array): number | null {
  return orNull(squaredError(truth, score) / truth.length);
}

/**
 * Cohen's kappa: how much better decisions agree with the truth than decisions would that are as often positive by chance; 1 is perfect, 0 chance. Null
 * where all rows have one label and were decided so.
 *
 * @source Cohen 1960, doi:10.1177/001316446002000104
 */
export function cohensKappa(truth: Uint8Array, decision: Uint8Array): number | null {
  return decided('kappa', truth, decision);
}

/**
 * Log loss (cross-entropy): the mean of minus the natural logarithm of the probability that the score gives the truth. A constant 0.5 has 0.693.
 * A score of 0 or 1 that is wrong would be infinitely bad: scores are held 2.2e-16 away from both, as scikit-learn does. Null without rows.
 */
export function logLoss(truth: Uint8Array, score: Float64Array): number | null {
  return orNull(summedLogLoss(truth, score) / truth.length);
}

/** Share of positive rows. Null without rows. */
export function prevalence(truth: Uint8Array): number | null {
  return orNull(truth.reduce((sum, label) => sum + label, 0) / truth.length);
}

/** Accuracy of always naming the more frequent label: the no-information rate. Null without rows. */
export function noInformationRate(truth: Uint8Array): number | null {
  const share = prevalence(truth);
  return share === null ? null : Math.max(share, 1 - share);
}

function decided(name: MetricName, truth: Uint8Array, decision: Uint8Array): number | null {
  const unranked = {
    squaredError: Number.NaN,
    logLoss: Number.NaN,
    auc: Number.NaN,
    averagePrecision: Number.NaN,
  };
  return orNull(metricDefinitions[name].of({ ...confusion(truth, decision), ...unranked }));
}

function ranked(truth: Uint8Array, score: Float64Array) {
  sameLength(truth, score);
  const bad = score.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new WinceError('not-a-number', `The score of row ${bad + 1} is ${score[bad]}.`, {
      hint: 'Scores must be finite numbers. List a row without a score as a missing row.',
    });
  }
  return rankTotals(rank(truth, score), ONCE);
}

function squaredError(truth: Uint8Array, score: Float64Array): number {
  sameLength(truth, score);
  let sum = 0;
  for (let row = 0; row < truth.length; row++) sum += (score[row] - truth[row]) ** 2;
  return sum;
}

function summedLogLoss(truth: Uint8Array, score: Float64Array): number {
  sameLength(truth, score);
  let sum = 0;
  for (let row = 0; row < truth.length; row++) {
    const held = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score[row]));
    sum -= truth[row] === 1 ? Math.log(held) : Math.log(1 - held);
  }
  return sum;
}

function rowsOf(t: Confusion): number {
  return t.true_positives + t.false_positives + t.true_negatives + t.false_negatives;
}

function sensitivityOf(t: Confusion): number {
  return t.true_positives / (t.true_positives + t.false_negatives);
}

function specificityOf(t: Confusion): number {
  return t.true_negatives / (t.true_negatives + t.false_positives);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function sameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`${a.length} rows on one side, ${b.length} on the other`);
}
