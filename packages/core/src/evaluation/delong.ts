import { NORMAL_975, normalP } from '../numbers/normal.ts';

/** An AUC with the standard error that holds where rows are independent. */
export interface DeLongInterval {
  readonly auc: number | null;
  readonly standard_error: number | null;
  /** 95 %, cut at 0 and 1. */
  readonly ci95: readonly [number, number] | null;
}

/** The difference of two AUCs over the same rows: the first less the second. */
export interface DeLongTest {
  readonly difference: number | null;
  readonly standard_error: number | null;
  readonly ci95: readonly [number, number] | null;
  /** The difference in standard errors; null, as p, where it has no spread. */
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
}

/**
 * The AUC with DeLong's standard error and 95 % interval. Null unless there are two rows of each label.
 *
 * @source DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595; from ranks: Sun and Xu 2014, doi:10.1109/LSP.2014.2337313
 */
export function deLongInterval(truth: Uint8Array, score: Float64Array): DeLongInterval {
  const placed = placements(truth, score);
  if (!placed) return { auc: null, standard_error: null, ci95: null };
  const auc = mean(placed.positives);
  const error = Math.sqrt(varianceOfMean(placed));
  const bounds = [auc - NORMAL_975 * error, auc + NORMAL_975 * error] as const;
  return { auc, standard_error: error, ci95: [Math.max(0, bounds[0]), Math.min(1, bounds[1])] };
}

/** DeLong's test of the difference of two AUCs over the same rows, with its 95 % interval. Sources: see {@link deLongInterval}. */
export function deLongTest(truth: Uint8Array, first: Float64Array, second: Float64Array): DeLongTest {
  const a = placements(truth, first);
  const b = placements(truth, second);
  if (!a || !b) return { difference: null, standard_error: null, ci95: null, z: null, p: null };
  const less = (one: Float64Array, other: Float64Array) => one.map((value, i) => value - other[i]);
  const placed = { positives: less(a.positives, b.positives), negatives: less(a.negatives, b.negatives) };
  const difference = mean(placed.positives);
  const error = Math.sqrt(varianceOfMean(placed));
  const ci95 = [difference - NORMAL_975 * error, difference + NORMAL_975 * error] as const;
  if (error === 0) return { difference, standard_error: error, ci95, z: null, p: null };
  const z = difference / error;
  return { difference, standard_error: error, ci95, z, p: normalP(z) };
}

/** Of each positive row the share of negatives below it, of each negative the share of positives above it; ties count half. */
interface Placements {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

function placements(truth: Uint8Array, score: Float64Array): Placements | null {
  const rows = Int32Array.from(truth.keys());
  const of = [rows.filter((row) => truth[row] === 0), rows.filter((row) => truth[row] === 1)];
  const [negatives, positives] = of.map((own) => own.length);
  if (negatives < 2 || positives < 2) return null;
  const among = midRanks(score, rows);
  const [inNegatives, inPositives] = of.map((own) => midRanks(score, own));
  return {
    positives: Float64Array.from(of[1], (row) => (among[row] - inPositives[row]) / negatives),
    negatives: Float64Array.from(of[0], (row) => 1 - (among[row] - inNegatives[row]) / positives),
  };
}

/** Ranks of some rows from 1 up, equal scores sharing the mean of theirs; by row. */
function midRanks(score: Float64Array, rows: Int32Array): Float64Array {
  const order = Int32Array.from(rows).sort((a, b) => score[a] - score[b]);
  const ranks = new Float64Array(score.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && score[order[to]] === score[order[from]]) to++;
    for (let place = from; place < to; place++) ranks[order[place]] = (from + to + 1) / 2;
  }
  return ranks;
}

function varianceOfMean({ positives, negatives }: Placements): number {
  return sampleVariance(positives) / positives.length + sampleVariance(negatives) / negatives.length;
}

function sampleVariance(values: Float64Array): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
