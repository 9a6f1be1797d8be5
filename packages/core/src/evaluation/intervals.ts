import { quantileInPlace } from '../numbers/quantile.ts';
import { randomFrom } from '../numbers/random.ts';
import {
  type MetricName,
  type MetricTotals,
  metricDefinitions,
  metricNames,
  ofEveryMetric,
  totalsOf,
} from './metrics.ts';
import type { ScoredRows } from './predictions.ts';
import { rank, rankTotals } from './ranking.ts';

/** How often each subject was drawn: `times[draw * subjects + subject]`. */
export interface Draws {
  readonly draws: number;
  readonly subjects: number;
  readonly times: Uint16Array;
}

/** The values of the metrics in every draw; NaN where a metric is undefined in that draw. */
export type MetricDraws = Readonly<Record<MetricName, Float64Array>>;

/** An interval and the number of draws that had no value and do not enter it. */
export interface Interval {
  /** Null where no draw has a value. */
  readonly ci95: readonly [number, number] | null;
  readonly undefined_draws: number;
}

/**
 * Draws as many subjects as there are, with replacement, again and again. The same seed and subjects give the same
 * draws, so that cells which were tested on the same subjects can be compared draw by draw.
 *
 * @source Efron and Tibshirani 1993, An Introduction to the Bootstrap, ISBN 978-0-412-04231-7; by subject (cluster):
 * Davison and Hinkley 1997, section 3.8, doi:10.1017/CBO9780511802843
 */
export function drawSubjects(subjects: readonly string[], draws: number, seed: string | number): Draws {
  const random = randomFrom('bootstrap', seed, ...subjects);
  const count = subjects.length;
  const times = new Uint16Array(draws * count);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < count; i++) times[draw * count + random.below(count)]++;
  }
  return { draws, subjects: count, times };
}

/**
 * All metrics over all rows of the drawn subjects (`pooled`), for every draw. Predictions stay as they are: nothing
 * is trained again, so the spread of training is not in these numbers.
 *
 * Rows are sorted once; a draw costs one pass over them.
 */
export function pooledDraws(rows: ScoredRows, draws: Draws): MetricDraws {
  const own = totalsBySubject(rows);
  // Typed arrays, as each draw passes over them.
  const column = (of: (totals: MetricTotals) => number) => Float64Array.from(own, of);
  const subjects = {
    tp: column((totals) => totals.true_positives),
    fp: column((totals) => totals.false_positives),
    tn: column((totals) => totals.true_negatives),
    fn: column((totals) => totals.false_negatives),
    squaredError: column((totals) => totals.squaredError),
    logLoss: column((totals) => totals.logLoss),
  };
  const ranking = rank(rows.truth, rows.score, rows.subject);
  return eachDraw(draws, (times) => {
    const sums = { tp: 0, fp: 0, tn: 0, fn: 0, squaredError: 0, logLoss: 0 };
    for (let s = 0; s < times.length; s++) {
      const n = times[s];
      if (n === 0) continue;
      sums.tp += n * subjects.tp[s];
      sums.fp += n * subjects.fp[s];
      sums.tn += n * subjects.tn[s];
      sums.fn += n * subjects.fn[s];
      sums.squaredError += n * subjects.squaredError[s];
      sums.logLoss += n * subjects.logLoss[s];
    }
    const totals: MetricTotals = {
      true_positives: sums.tp,
      false_positives: sums.fp,
      true_negatives: sums.tn,
      false_negatives: sums.fn,
      squaredError: sums.squaredError,
      logLoss: sums.logLoss,
      ...rankTotals(ranking, times),
    };
    return (name) => metricDefinitions[name].of(totals);
  });
}

/**
 * The mean over drawn subjects of each subject's own metrics (`subject_mean`), for every draw. A subject for whom a
 * metric is undefined does not enter its mean.
 */
export function subjectMeanDraws(rows: ScoredRows, draws: Draws): MetricDraws {
  const values = metricsBySubject(rows);
  return eachDraw(draws, (times) => (name) => {
    const own = values[name];
    let sum = 0;
    let count = 0;
    for (let s = 0; s < times.length; s++) {
      if (times[s] === 0 || Number.isNaN(own[s])) continue;
      sum += times[s] * own[s];
      count += times[s];
    }
    return sum / count;
  });
}

/** Each subject's own metrics, in the order of `rows.subjects`; NaN where one is undefined. */
export function metricsBySubject(rows: ScoredRows): MetricDraws {
  const totals = totalsBySubject(rows);
  return ofEveryMetric((name) => Float64Array.from(totals, (own) => metricDefinitions[name].of(own)));
}

/** The totals of each subject's own rows, in the order of `rows.subjects`. */
export function totalsBySubject(rows: ScoredRows): readonly MetricTotals[] {
  const own: number[][] = rows.subjects.map(() => []);
  rows.subject.forEach((subject, row) => {
    own[subject].push(row);
  });
  return own.map((of) =>
    totalsOf({
      truth: Uint8Array.from(of, (row) => rows.truth[row]),
      score: Float64Array.from(of, (row) => rows.score[row]),
      decision: Uint8Array.from(of, (row) => rows.decision[row]),
    }),
  );
}

/**
 * The percentile interval: 2.5 and 97.5 % quantiles of the draws that have a value, interpolated linearly between
 * order statistics (Hyndman and Fan's type 7, NumPy's default).
 */
export function percentileInterval(values: Float64Array): Interval {
  const defined = definedOf(values);
  return {
    ci95: defined.length === 0 ? null : [quantileInPlace(defined, 0.025), quantileInPlace(defined, 0.975)],
    undefined_draws: values.length - defined.length,
  };
}

/** The values that are numbers, copied. */
function definedOf(values: Float64Array): Float64Array {
  const defined = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) defined[count++] = values[i];
  return defined.subarray(0, count);
}

/**
 * The interval that answers whether a cell differs from chance: the square root of 2 times as wide to either side.
 *
 * Where subjects are tested in turn, a subject's scores come from the others' labels and theirs from its own. What two subjects
 * share by accident stands in the scores of both, and with nothing to learn there is nothing else: a sum over pairs, each
 * counted twice, has twice the variance that draws of subjects see. Plain 95 % intervals then hold chance in 83 of 100
 * cases. This is exact for scores that are sums over training rows, as those of kernels are. Where there is something to learn, such
 * pairs are small beside what subjects differ by, and the plain interval stands.
 *
 * @param folds how many the scores come from: with one, nothing is shared, and the interval stays
 * @source Serfling 1980, Approximation Theorems of Mathematical Statistics, section 5.5.2, doi:10.1002/9780470316481:
 * sums over pairs without a first order
 */
export function chanceInterval(
  value: number,
  [low, high]: readonly [number, number],
  folds: number,
): readonly [number, number] {
  const wider = folds > 1 ? Math.SQRT2 : 1;
  return [value - wider * (value - low), value + wider * (high - value)];
}

function eachDraw(
  { draws, subjects, times }: Draws,
  metricsOf: (times: Uint16Array) => (name: MetricName) => number,
): MetricDraws {
  const values = ofEveryMetric(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    const metric = metricsOf(times.subarray(draw * subjects, (draw + 1) * subjects));
    for (const name of metricNames) values[name][draw] = metric(name);
  }
  return values;
}
