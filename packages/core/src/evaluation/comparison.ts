import { WinceError } from '../errors.ts';
import { NORMAL_80, NORMAL_975 } from '../numbers/normal.ts';
import { randomFrom } from '../numbers/random.ts';
import { compareSubjectLosses, type SubjectLoss, type SubjectLossTest } from './inference/subject-losses.ts';
import {
  type Draws,
  drawSubjects,
  type Interval,
  type MetricDraws,
  metricsBySubject,
  percentileInterval,
  pooledDraws,
  subjectMeanDraws,
} from './intervals.ts';
import { type MetricName, ofEveryMetric } from './metrics.ts';
import { type PositiveLabel, type PredictionRow, type ScoredRows, scoredRows } from './predictions.ts';
import { rank } from './ranking.ts';
import { type PairAsIndependent, pairAsIndependent } from './rows-as-independent.ts';

/** The difference of one metric between two cells: the first less the second. */
export type PairedDifference = Interval & {
  readonly first: number | null;
  readonly second: number | null;
  /** Null where either cell has no value. */
  readonly difference: number | null;
  /** Two-sided: twice the share of draws on the far side of 0, each side with one draw added; at most 1. */
  readonly p_bootstrap: number | null;
  /**
   * Two-sided: the share of exchanges of the two cells, subject by subject, whose difference is at least as large.
   * All exchanges where there are no more of them than draws, else as many drawn ones with one added.
   */
  readonly p_exchange: number | null;
  /**
   * The least true difference that so many subjects would show at the 5 % level in 80 of 100 samples: 2.8 standard errors by bootstrap
   * over subjects. Null where there is no spread.
   */
  readonly detectable: number | null;
};

/**
 * Two cells side by side: the difference of each metric, over all rows and as a mean over subjects, with its interval and test.
 */
export interface Comparison {
  readonly cells: readonly [string, string];
  readonly subjects: number;
  readonly samples: number;
  readonly draws: number;
  readonly pooled: Readonly<Record<MetricName, PairedDifference>>;
  readonly subject_mean: Readonly<Record<MetricName, PairedDifference>>;
  /** By the loss of each subject. Null in runs of versions that did not compute it. */
  readonly by_subject: Readonly<Record<SubjectLoss, SubjectLossTest>> | null;
  /** Tests that take rows for independent of each other. */
  readonly as_independent: PairAsIndependent;
}

/** How both rows stand beside each other: the subjects of the second follow those of the first. */
interface Pair {
  readonly joined: ScoredRows;
  /** The same with each cell's scores replaced by their mid-ranks in that cell, for metrics of order. */
  readonly ranked: ScoredRows;
}

/**
 * Compares two cells that scored the same samples. Both are resampled by the same draws of subjects.
 *
 * The test by exchange takes each subject's predictions of one cell for those of the other, which changes nothing
 * where the cells are equally good; for means over subjects it is the sign-flip test. Scores of two classifiers have
 * no common scale, so for the metrics of order (`auc`, `average_precision`) mid-ranks are exchanged.
 *
 * @throws WinceError `different-samples` unless both cells scored the same samples with the same truth
 * @source Venkatraman and Begg 1996, doi:10.1093/biomet/83.4.835 (exchange of ranks; here by subject)
 */
export function compareCells(
  first: readonly PredictionRow[],
  second: readonly PredictionRow[],
  options: { readonly positive: PositiveLabel; readonly seed: string | number; readonly draws?: number },
): Comparison {
  const { positive, seed, draws = 2000 } = options;
  const a = scoredRows(first, positive);
  const b = scoredRows(alignedTo(first, second), positive);
  const drawn = drawSubjects(a.subjects, draws, seed);
  const pair = pairOf(a, b);
  const exchanges = drawExchanges(a.subjects, draws, seed);
  const once: Draws = {
    draws: 1,
    subjects: a.subjects.length,
    times: new Uint16Array(a.subjects.length).fill(1),
  };
  const compare = (
    drawsOf: typeof pooledDraws,
    exchangedDraws: (pair: Pair, draws: Draws) => MetricDraws,
  ) => {
    const whole = [drawsOf(a, once), drawsOf(b, once)];
    const spread = [drawsOf(a, drawn), drawsOf(b, drawn)];
    const forward = exchangedDraws(pair, exchanges.forward);
    const backward = exchangedDraws(pair, exchanges.backward);
    return ofEveryMetric((name) =>
      difference(
        whole[0][name][0],
        whole[1][name][0],
        minus(spread[0][name], spread[1][name]),
        minus(forward[name], backward[name]),
        exchanges.complete,
      ),
    );
  };
  // A subject's rows are exchanged whole, so its own metrics, those of order too, need no common scale.
  const subjectMean = compare(subjectMeanDraws, ({ joined }, of) => subjectMeanDraws(joined, of));
  const own = [metricsBySubject(a), metricsBySubject(b)];
  const byLoss = (loss: SubjectLoss) =>
    compareSubjectLosses(minus(own[0][loss], own[1][loss]), subjectMean[loss].p_exchange);
  return {
    cells: [first[0]?.cell ?? '', second[0]?.cell ?? ''],
    subjects: a.subjects.length,
    samples: first.length,
    draws,
    pooled: compare(pooledDraws, ({ joined, ranked }, of) => {
      const { auc, average_precision } = pooledDraws(ranked, of);
      return { ...pooledDraws(joined, of), auc, average_precision };
    }),
    subject_mean: subjectMean,
    by_subject: { brier: byLoss('brier'), log_loss: byLoss('log_loss') },
    as_independent: pairAsIndependent(a, b),
  };
}

function difference(
  first: number,
  second: number,
  spread: Float64Array,
  exchanged: Float64Array,
  complete: boolean,
): PairedDifference {
  const value = first - second;
  const values = { first: orNull(first), second: orNull(second), difference: orNull(value) };
  const interval = percentileInterval(spread);
  if (Number.isNaN(value)) {
    return { ...values, ...interval, ci95: null, p_bootstrap: null, p_exchange: null, detectable: null };
  }
  return {
    ...values,
    ...interval,
    p_bootstrap: bootstrapP(spread),
    p_exchange: exchangeP(exchanged, value, complete),
    detectable: detectableDifference(spread),
  };
}

function detectableDifference(spread: Float64Array): number | null {
  const defined = spread.filter((value) => !Number.isNaN(value));
  if (defined.length < 2) return null;
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (defined.length - 1));
  return error > 0 ? (NORMAL_975 + NORMAL_80) * error : null;
}

function bootstrapP(spread: Float64Array): number | null {
  const defined = spread.filter((value) => !Number.isNaN(value));
  if (defined.length === 0) return null;
  const below = defined.filter((value) => value <= 0).length;
  const above = defined.filter((value) => value >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (1 + defined.length));
}

function exchangeP(exchanged: Float64Array, value: number, complete: boolean): number | null {
  const defined = exchanged.filter((other) => !Number.isNaN(other));
  if (defined.length === 0) return null;
  // The same difference may be summed in another order: what rounding can make of it counts as equal.
  const least = Math.abs(value) - 1e-12;
  const extreme = defined.filter((other) => Math.abs(other) >= least).length;
  return complete ? extreme / defined.length : (1 + extreme) / (1 + defined.length);
}

/** For each exchange the subjects taken from either cell, forward for the first and backward for the second. */
function drawExchanges(subjects: readonly string[], draws: number, seed: string | number) {
  const count = subjects.length;
  const complete = 2 ** count <= draws;
  const exchanges = complete ? 2 ** count : draws;
  const random = randomFrom('exchange', seed, ...subjects);
  const forward = new Uint16Array(exchanges * 2 * count);
  const backward = new Uint16Array(exchanges * 2 * count);
  for (let e = 0; e < exchanges; e++) {
    for (let s = 0; s < count; s++) {
      const swap = complete ? (e >> s) & 1 : random.below(2);
      const own = e * 2 * count + s;
      forward[own] = 1 - swap;
      forward[own + count] = swap;
      backward[own] = swap;
      backward[own + count] = 1 - swap;
    }
  }
  const size = { draws: exchanges, subjects: 2 * count };
  return { complete, forward: { ...size, times: forward }, backward: { ...size, times: backward } };
}

function pairOf(a: ScoredRows, b: ScoredRows): Pair {
  const subjects = a.subjects.length;
  const joined: ScoredRows = {
    truth: Uint8Array.from([...a.truth, ...b.truth]),
    score: Float64Array.from([...a.score, ...b.score]),
    decision: Uint8Array.from([...a.decision, ...b.decision]),
    subject: Int32Array.from([...a.subject, ...b.subject.map((subject) => subject + subjects)]),
    subjects: [...a.subjects, ...b.subjects],
  };
  return { joined, ranked: { ...joined, score: Float64Array.from([...midRanks(a), ...midRanks(b)]) } };
}

/** Ranks by rising score; equal scores share the mean of their ranks. */
function midRanks({ truth, score }: ScoredRows): Float64Array {
  const { order, ends } = rank(truth, score);
  const ranks = new Float64Array(score.length);
  let place = 0;
  for (const end of ends) {
    const middle = score.length - (place + end - 1) / 2;
    for (; place < end; place++) ranks[order[place]] = middle;
  }
  return ranks;
}

/** The rows of the second cell in the order of the first. */
function alignedTo(first: readonly PredictionRow[], second: readonly PredictionRow[]): PredictionRow[] {
  const bySample = new Map(second.map((row) => [row.sample, row]));
  const refuse = (sample: string, what: string) =>
    new WinceError('different-samples', `Cells cannot be compared: the sample "${sample}" ${what}.`, {
      hint: 'Compare cells of one run, which score the same samples.',
    });
  if (second.length > bySample.size) throw refuse(second[0].sample, 'or another one appears twice');
  const known = new Set(first.map((row) => row.sample));
  const extra = second.find((row) => !known.has(row.sample));
  if (extra) throw refuse(extra.sample, `has a score only in "${extra.cell}"`);
  return first.map((row) => {
    const other = bySample.get(row.sample);
    if (!other) throw refuse(row.sample, `has a score only in "${row.cell}"`);
    if (other.truth !== row.truth || other.subject !== row.subject) {
      throw refuse(
        row.sample,
        `has the truth ${row.truth} and the subject ${row.subject} in one cell, but ${other.truth} and ${other.subject} in the other`,
      );
    }
    return other;
  });
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
