import { z } from 'zod';
import { addRows, addSquares } from '../../numbers/column-sums.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { defineClassifier, type TrainingRows } from './classifier.ts';
import { naiveBayesOfFolds } from './naive-bayes-folds.ts';
import { checkNewRows, checkTrainingRows, LENGTHS, numbers, positiveNumbers } from './training-rows.ts';

const parameters = z.strictObject({
  /** Added to every variance, as a share of the largest variance of a column. */
  smoothing: z.number().positive().default(1e-9),
});

const model = z
  .object({
    kind: z.literal('naive-bayes'),
    /** Logarithm of the prior odds of the positive label. */
    logPriorOdds: z.number(),
    /** By label, negative first: mean and variance of each column. */
    mean: z.tuple([numbers, numbers]),
    variance: z.tuple([positiveNumbers, positiveNumbers]),
  })
  .refine(
    ({ mean, variance }) =>
      mean[0].length > 0 && [...mean, ...variance].every(({ length }) => length === mean[0].length),
    LENGTHS,
  );

/**
 * Gaussian naive Bayes: each column a normal distribution a label, columns independent given the label.
 *
 * `raw` is the logarithm of the posterior odds, `score` the posterior probability. With many columns the score lies at
 * 0 or 1 to the last digit: `raw` keeps the order.
 *
 * @source Duda and Hart 1973, Pattern Classification and Scene Analysis; smoothing as scikit-learn's GaussianNB
 */
export const naiveBayes = defineClassifier({
  id: 'naive-bayes',
  version: 1,
  title: 'Gaussian naive Bayes',
  scoreIs: 'the posterior probability',
  source: 'Duda and Hart 1973, Pattern Classification and Scene Analysis',
  parameters,
  standardise: true,
  model,
  fit(rows, { smoothing }) {
    checkTrainingRows(rows);
    const {
      moments: [negative, positive],
      largest,
    } = momentsOfLabels(rows);
    // Where nothing varies at all, any variance gives the prior.
    const added = largest > 0 ? smoothing * largest : 1;
    const smoothed = (variance: Float64Array) => Array.from(variance, (v) => v + added);
    return {
      kind: 'naive-bayes' as const,
      logPriorOdds: Math.log(positive.total / negative.total),
      mean: [Array.from(negative.mean), Array.from(positive.mean)] as [number[], number[]],
      variance: [smoothed(negative.variance), smoothed(positive.variance)] as [number[], number[]],
    };
  },
  predict({ logPriorOdds, mean, variance }, x) {
    const columns = mean[0].length;
    checkNewRows(x, columns);
    let constant = logPriorOdds;
    for (let c = 0; c < columns; c++) constant += 0.5 * (Math.log(variance[0][c]) - Math.log(variance[1][c]));
    const raw = new Float64Array(x.rows);
    for (let r = 0, at = 0; r < x.rows; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++, at++) {
        const fromNegative = x.data[at] - mean[0][c];
        const fromPositive = x.data[at] - mean[1][c];
        sum +=
          (fromNegative * fromNegative) / variance[0][c] - (fromPositive * fromPositive) / variance[1][c];
      }
      raw[r] = constant + 0.5 * sum;
    }
    return { raw, score: raw.map(sigmoid) };
  },
  scoresOfFolds: (rows, folds, { smoothing }) => naiveBayesOfFolds(rows, folds, smoothing),
});

/** Weighted mean and population variance of each column over the rows of a label. */
interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly total: number;
}

/** Of both labels, negative first, and the largest population variance of a column over all rows, whatever they weigh. */
function momentsOfLabels({ x, y, weights }: TrainingRows<Matrix>): {
  moments: readonly Moments[];
  largest: number;
} {
  const all = Int32Array.from({ length: x.rows }, (_, row) => row);
  const moments = [0, 1].map((label) =>
    momentsOfRows(
      x,
      all.filter((row) => y[row] === label),
      weights,
    ),
  );
  const variances = weights ? momentsOfRows(x, all).variance : together(moments);
  return { moments, largest: variances.reduce((most, variance) => Math.max(most, variance), 0) };
}

function momentsOfRows(x: Matrix, which: Int32Array, weights?: Float64Array): Moments {
  const [mean, variance] = [new Float64Array(x.columns), new Float64Array(x.columns)];
  const total = weights ? which.reduce((sum, row) => sum + weights[row], 0) : which.length;
  addRows(x, which, weights, mean);
  for (let c = 0; c < mean.length; c++) mean[c] /= total;
  addSquares(x, which, mean, weights, variance);
  for (let c = 0; c < mean.length; c++) variance[c] /= total;
  return { mean, variance, total };
}

/** The population variance of each column over the rows of all labels: what it is within labels, and between their means. */
function together(labels: readonly Moments[]): Float64Array {
  const all = labels.reduce((sum, { total }) => sum + total, 0);
  return labels[0].mean.map((_, c) => {
    const middle = labels.reduce((sum, { mean, total }) => sum + (total / all) * mean[c], 0);
    const share = ({ mean, variance, total }: Moments) =>
      (total / all) * (variance[c] + (mean[c] - middle) ** 2);
    return labels.reduce((sum, label) => sum + share(label), 0);
  });
}
