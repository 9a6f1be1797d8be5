import { WinceError } from '../errors.ts';
import { logistic } from '../learning/classifiers/logistic.ts';
import { naiveBayes } from '../learning/classifiers/naive-bayes.ts';
import { svmLinear } from '../learning/classifiers/svm/svm.ts';
import { applyCell, type FittedCell, fusionOf, keptColumns } from '../learning/pipeline/fitted-cell.ts';
import { classifierRows } from '../learning/pipeline/run-stages.ts';
import { classify } from '../learning/pipeline/stages/classify.ts';
import { scale } from '../learning/pipeline/stages/scale.ts';
import { stages as everyStage } from '../learning/pipeline/stages.ts';
import { type Matrix, matrix } from '../numbers/matrix.ts';

/** What each kept column gave to the decision value of a row. */
export interface ColumnContributions {
  /**
   * - `linear`: a weight times a z-score, of `svm-linear` and `logistic`.
   * - `log-odds`: the logarithm of the likelihood ratio of the column, of `naive-bayes`.
   * - `at-its-mean`: the decision value less that with the column at its mean over the training rows, of all other classifiers.
   */
  readonly kind: 'linear' | 'log-odds' | 'at-its-mean';
  /** Whether contributions and bias sum to the decision value. */
  readonly exact: boolean;
  /** The decision value of a row in which each column says nothing; null where contributions do not sum to the decision value. */
  readonly bias: number | null;
  /** The decision value of the row. */
  readonly value: number;
  /** Kept columns of the joined table, in the order of `contributions`. */
  readonly columns: readonly number[];
  readonly contributions: Float64Array;
}

/**
 * The signed contribution of each kept column to the decision value of one row. Of `svm-linear`, `logistic` and `naive-bayes` they are exact:
 * with the bias they sum to the decision value. Other classifiers have no such sum; there each column is put at its mean over the training
 * rows, and the decision value without it is taken from that with it.
 *
 * @param x one row of the joined table
 * @throws WinceError `no-contributions` for a classifier of the second kind whose model does not hold the means of its columns (`random-forest`), and for a cell
 *   that puts the scores of modalities together
 */
export function columnContributions(fitted: FittedCell, x: Matrix): ColumnContributions {
  if (fusionOf(fitted)) {
    throw new WinceError(
      'no-contributions',
      'The contributions of columns cannot be computed for a cell that puts the scores of modalities together.',
      { hint: OTHER_METHODS },
    );
  }
  const value = applyCell(fitted, x).raw[0];
  const { columns } = keptColumns(fitted);
  const classified = fitted.stages.find(({ stage }) => stage === classify.id);
  if (!classified) throw new Error('a fitted cell has no classifier');
  const { model } = classify.model(classified.id).parse(classified.model);
  // The row as the classifier sees it: kept columns, z-scores where it asks for them.
  const row = classifierRows(everyStage, fitted.stages, x).data;
  if (classified.id === svmLinear.id) {
    const { weights, bias } = svmLinear.model.parse(model);
    return linear(weights, bias);
  }
  if (classified.id === logistic.id) {
    const { weights, intercept } = logistic.model.parse(model);
    return linear(weights, intercept);
  }
  if (classified.id === naiveBayes.id) {
    const { mean, variance, logPriorOdds } = naiveBayes.model.parse(model);
    const contributions = Float64Array.from(columns, (_, c) => {
      const [fromNegative, fromPositive] = [row[c] - mean[0][c], row[c] - mean[1][c]];
      const spread = Math.log(variance[0][c]) - Math.log(variance[1][c]);
      return 0.5 * (spread + fromNegative ** 2 / variance[0][c] - fromPositive ** 2 / variance[1][c]);
    });
    return { kind: 'log-odds', exact: true, bias: logPriorOdds, value, columns, contributions };
  }
  return {
    kind: 'at-its-mean',
    exact: false,
    bias: null,
    value,
    columns,
    contributions: atMeans(fitted, x, value),
  };

  function linear(weights: readonly number[], bias: number): ColumnContributions {
    const contributions = Float64Array.from(weights, (weight, c) => weight * row[c]);
    return { kind: 'linear', exact: true, bias, value, columns, contributions };
  }
}

const OTHER_METHODS = 'Use --method occlusion or --method rise, which ask the model about changed faces.';

/** Rows that are scored at once: their columns take room. */
const AT_ONCE = 256;

/** The decision value less that of the row with one column at its mean over the training rows, for each kept column. */
function atMeans(fitted: FittedCell, x: Matrix, value: number): Float64Array {
  const { columns } = keptColumns(fitted);
  const scaled = fitted.stages.find(({ stage }) => stage === scale.id);
  if (!scaled) throw noMeans(fitted);
  const { mean } = scale.model(scaled.id).parse(scaled.model);
  const contributions = new Float64Array(columns.length);
  for (let from = 0; from < columns.length; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, columns.length - from);
    const data = new Float64Array(count * x.columns);
    for (let r = 0; r < count; r++) {
      data.set(x.data.subarray(0, x.columns), r * x.columns);
      data[r * x.columns + columns[from + r]] = mean[from + r];
    }
    const { raw } = applyCell(fitted, matrix(count, x.columns, data));
    for (let r = 0; r < count; r++) contributions[from + r] = value - raw[r];
  }
  return contributions;
}

function noMeans(fitted: FittedCell): WinceError {
  const id = fitted.stages.find(({ stage }) => stage === classify.id)?.id;
  return new WinceError(
    'no-contributions',
    `The contributions of columns cannot be computed for the classifier ${id}: its decision is not a sum over columns, and the model does not hold the means of its columns.`,
    { hint: OTHER_METHODS },
  );
}
