import { type Draws, drawSubjects, percentileInterval, pooledDraws } from '../evaluation/intervals.ts';
import type { ScoredRows } from '../evaluation/predictions.ts';
import { quantileInPlace } from '../numbers/quantile.ts';

/** The metrics that an audit shows. */
export const AUDITED_METRICS = ['auc', 'balanced_accuracy', 'accuracy'] as const;
/** The name of a metric that an audit shows. */
export type AuditedMetric = (typeof AUDITED_METRICS)[number];

/** A metric with its 95 % interval by bootstrap over subjects; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly ci95: readonly [number, number] | null;
}

/** Every audited metric of some rows. */
export type Estimates = Readonly<Record<AuditedMetric, Estimate>>;

/** Scores of the same rows by two ways: the metrics of the second, and how far they are from those of the first. */
export interface ScoreDifference {
  readonly metrics: Estimates;
  /** The second less the first, drawn by the same draws of subjects. */
  readonly difference: Estimates;
}

/** How subjects are drawn. */
export interface DrawOptions {
  readonly seed: number;
  /** Bootstrap draws. Default: 2,000. */
  readonly draws?: number;
}

const DRAWS = 2000;

/** The audited metrics over rows, with their intervals. */
export function estimatesOf(rows: ScoredRows, { seed, draws = DRAWS }: DrawOptions): Estimates {
  const drawn = pooledDraws(rows, drawSubjects(rows.subjects, draws, seed));
  const whole = pooledDraws(rows, onceEach(rows.subjects.length));
  return ofAudited((name) => estimate(whole[name][0], drawn[name]));
}

/**
 * The metrics of one way to score rows, and their difference from another way, paired: both are resampled by the same draws of
 * subjects.
 *
 * @param first the same rows in the same order as `second`
 */
export function scoreDifference(
  first: ScoredRows,
  second: ScoredRows,
  { seed, draws = DRAWS }: DrawOptions,
): ScoreDifference {
  const drawn = drawSubjects(first.subjects, draws, seed);
  const once = onceEach(first.subjects.length);
  const [a, b] = [first, second].map((rows) => ({
    whole: pooledDraws(rows, once),
    spread: pooledDraws(rows, drawn),
  }));
  return {
    metrics: ofAudited((name) => estimate(b.whole[name][0], b.spread[name])),
    difference: ofAudited((name) =>
      estimate(
        b.whole[name][0] - a.whole[name][0],
        b.spread[name].map((value, draw) => value - a.spread[name][draw]),
      ),
    ),
  };
}

/**
 * Below what the AUC of rows does not lie, where so many questions are asked that one of them is answered wrongly in 2.5 of 100 cases
 * (Bonferroni), and chance is what it is held against (`chanceInterval`).
 *
 * @param questions how many are asked together
 * @param folds how many folds the scores come from
 * @returns null where the AUC is not defined
 */
export function leastAuc(
  rows: ScoredRows,
  {
    seed,
    draws = DRAWS,
    questions,
    folds,
  }: DrawOptions & { readonly questions: number; readonly folds: number },
): number | null {
  const value = pooledDraws(rows, onceEach(rows.subjects.length)).auc[0];
  const drawn = pooledDraws(rows, drawSubjects(rows.subjects, draws, seed)).auc.filter(
    (auc) => !Number.isNaN(auc),
  );
  if (Number.isNaN(value) || drawn.length === 0) return null;
  const wider = folds > 1 ? Math.SQRT2 : 1;
  return value - wider * (value - quantileInPlace(drawn, 0.025 / questions));
}

function onceEach(subjects: number): Draws {
  return { draws: 1, subjects, times: new Uint16Array(subjects).fill(1) };
}

function ofAudited<Value>(of: (name: AuditedMetric) => Value): Readonly<Record<AuditedMetric, Value>> {
  return {
    auc: of('auc'),
    balanced_accuracy: of('balanced_accuracy'),
    accuracy: of('accuracy'),
  };
}

function estimate(value: number, spread: Float64Array): Estimate {
  if (Number.isNaN(value)) return { value: null, ci95: null };
  return { value, ci95: percentileInterval(spread).ci95 };
}
