import { areaUnderCurve } from '../../../../evaluation/metrics.ts';
import { logit } from '../../../../numbers/logit.ts';
import { matrix } from '../../../../numbers/matrix.ts';
import { sigmoid } from '../../../../numbers/sigmoid.ts';
import type { TrainingRows } from '../../../classifiers/classifier.ts';
import { logistic } from '../../../classifiers/logistic.ts';
import { softRows } from '../../../classifiers/soft-rows.ts';
import type { Scores } from '../../../out-of-fold/scores.ts';
import type { LateFusion } from '../../late-fusion.ts';

/** How scores of modalities are put together, in the order of the modalities. */
export interface Combination {
  /** Of each modality: of its score in a mean, of its log-odds in a stack. None is negative. */
  readonly weights: readonly number[];
  /** Of a stack; null of a mean. */
  readonly intercept: number | null;
  /** What stands for the score of a modality that a row lacks; null where it is left out. */
  readonly filler: readonly number[] | null;
}

/** Scores of each modality, with NaN for a row that lacks it: an array for each, with one entry a row. */
export type ScoresOfModalities = readonly Float64Array[];

/** Scores nearer to 0 or 1 than this count as this far away: few rows say no more than this of a modality. */
const LEAST_DOUBT = 0.01;

/** The log-odds of a score, as a stack has them. */
function oddsOf(score: number): number {
  const held = Math.min(1 - LEAST_DOUBT, Math.max(LEAST_DOUBT, score));
  return Math.log(held) - Math.log1p(-held);
}

/** The mean score of the rows that have each modality. */
export function meanScores(scores: ScoresOfModalities): readonly number[] {
  return scores.map((own) => {
    const there = own.filter((score) => !Number.isNaN(score));
    return there.length === 0 ? 0.5 : there.reduce((sum, score) => sum + score, 0) / there.length;
  });
}

/**
 * Weights by how much better than guessing each modality is: 2 AUC - 1, at least 0. Where none is better all weigh alike.
 *
 * @param scores of rows that the fits of the modalities have not seen
 */
export function weightsBySkill(scores: ScoresOfModalities, y: Uint8Array): readonly number[] {
  const skills = scores.map((own) => {
    const rows = Int32Array.from(y.keys()).filter((row) => !Number.isNaN(own[row]));
    const auc = areaUnderCurve(
      Uint8Array.from(rows, (row) => y[row]),
      Float64Array.from(rows, (row) => own[row]),
    );
    return Math.max(0, 2 * (auc ?? 0.5) - 1);
  });
  return skills.some((skill) => skill > 0) ? skills : skills.map(() => 1);
}

/** What a stack is fitted on: everything of the training rows but their values. */
export interface StackRows extends Omit<TrainingRows, 'x'> {
  /** The share of raters who call each row positive, where the experiment names raters. */
  readonly soft?: Float64Array;
}

/**
 * Logistic stacking: logistic regression (L2 penalty, C = 1) on the log-odds of the modalities' scores, with coefficients that are not negative, as
 * a score that rises with pain can only speak for it. A modality whose best coefficient would be negative is left out, the most negative first.
 *
 * @param scores of rows that the fits of the modalities have not seen, without NaN
 * @source Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1; coefficients that are not negative: Breiman 1996, doi:10.1007/BF00117832
 */
export function fitStack(
  scores: ScoresOfModalities,
  { soft, ...rows }: StackRows,
): Pick<Combination, 'weights'> & { readonly intercept: number } {
  const odds = scores.map((own) => own.map(oddsOf));
  let kept = [...scores.keys()];
  while (kept.length > 0) {
    const training = { ...rows, x: tableOf(kept.map((m) => odds[m])) };
    const found = logistic.fit(soft ? softRows(training, soft) : training, { C: 1 });
    const least = found.weights.reduce((at, weight, i) => (weight < found.weights[at] ? i : at), 0);
    if (found.weights[least] >= 0) {
      const weights = scores.map((_, m) => found.weights[kept.indexOf(m)] ?? 0);
      return { weights, intercept: found.intercept };
    }
    kept = kept.filter((_, i) => i !== least);
  }
  // None of them says anything: what is left is the share of pain.
  return { weights: scores.map(() => 0), intercept: logit(shareOf(rows)) };
}

function shareOf({ y, weights }: StackRows): number {
  let positive = 0;
  let total = 0;
  y.forEach((label, row) => {
    const weight = weights ? weights[row] : 1;
    positive += label * weight;
    total += weight;
  });
  return positive / total;
}

function tableOf(columns: readonly Float64Array[]) {
  const rows = columns[0].length;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) data[r * columns.length + c] = column[r];
  });
  return matrix(rows, columns.length, data);
}

/**
 * One score a row. A modality that a row lacks is left out and the weights of the others grow so that their sum stays, or its filler stands in.
 *
 * Where the modalities of a row all have the weight 0, and others do not, the plain mean of what they say stands in: nothing else is known of the row.
 */
export function combineScores(
  by: LateFusion['by'],
  { weights, intercept, filler }: Combination,
  scores: ScoresOfModalities,
): Scores {
  const count = scores[0].length;
  const raw = new Float64Array(count);
  const score = new Float64Array(count);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    let weight = 0;
    let plain = 0;
    let there = 0;
    scores.forEach((own, m) => {
      const value = Number.isNaN(own[row]) && filler ? filler[m] : own[row];
      if (Number.isNaN(value)) return;
      const part = by === 'mean' ? value : oddsOf(value);
      sum += weights[m] * part;
      weight += weights[m];
      plain += part;
      there++;
    });
    const mean = weight > 0 ? sum / weight : plain / there;
    if (by === 'mean') {
      score[row] = mean;
      raw[row] = mean;
    } else {
      raw[row] = (intercept ?? 0) + all * mean;
      score[row] = sigmoid(raw[row]);
    }
  }
  return { raw, score };
}
