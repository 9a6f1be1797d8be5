import { innerProducts, type PairSteps } from '@wince/kernels';
import { z } from 'zod';
import type { Matrix } from '../../../numbers/matrix.ts';
import { submatrix } from '../../../numbers/matrix.ts';
import { sigmoid } from '../../../numbers/sigmoid.ts';
import { asFloat64 } from '../../../numbers/source-rows.ts';
import { fitSigmoid, type Sigmoid } from '../../calibration/platt.ts';
import { type InnerFold, innerFolds } from '../../out-of-fold/inner-folds.ts';
import { outOfFoldScores } from '../../out-of-fold/out-of-fold.ts';
import type { Scores } from '../../out-of-fold/scores.ts';
import { defineClassifier, type TrainingRows } from '../classifier.ts';
import { checkNewRows, checkTrainingRows, inDouble, LENGTHS, numbers, plain } from '../training-rows.ts';
import { kernelOfPairs, kernelValue, scaleGamma, squaredLengths } from './kernel.ts';
import { isLong, solvePrimal } from './primal.ts';
import { dotRows } from './row-loops.ts';
import { type Solution, solveSvm } from './smo.ts';
import { solveWithinGap } from './within-gap.ts';

/** Folds by subject on which the sigmoid is fitted. */
const INNER_FOLDS = 5;

const common = {
  /** Cost of a margin violation. A row's weight multiplies it. */
  C: z.number().positive().default(1),
  /** The greatest violation of the optimality conditions at which the solver stops; the margin is 1. */
  tolerance: z.number().positive().default(1e-4),
};
/** `scale` is 1 / (columns x variance of all entries). */
const gamma = z.union([z.literal('scale'), z.number().positive()]).default('scale');

const platt = z.object({
  slope: z.number(),
  intercept: z.number(),
  /** Whether the slope is held above 0 because the decisions ran against the labels. */
  held: z.boolean(),
  /**
   * What the sigmoid was fitted on: decisions on subjects left out, or, where there are too few subjects for both
   * labels in each inner training set, those of the training rows themselves (scores are then too sure).
   */
  fittedOn: z.enum(['left-out-subjects', 'training-rows']),
});
type Platt = z.infer<typeof platt>;

const linearModel = z.object({
  kind: z.literal('svm-linear'),
  weights: numbers.min(1),
  bias: z.number(),
  platt,
});

const kernelModel = z
  .object({
    kind: z.literal('svm'),
    kernel: z.union([
      z.object({ kind: z.literal('rbf'), gamma: z.number().nonnegative() }),
      z.object({
        kind: z.literal('polynomial'),
        gamma: z.number().nonnegative(),
        degree: z.int().min(1).max(10),
        coef0: z.number(),
      }),
    ]),
    columns: z.int().min(1),
    /** Support vectors, row-major, and y_i alpha_i of each. */
    vectors: numbers,
    coefficients: numbers.min(1),
    bias: z.number(),
    platt,
  })
  .refine(({ columns, vectors, coefficients }) => vectors.length === coefficients.length * columns, LENGTHS);
type KernelModel = z.infer<typeof kernelModel>;

const source =
  'Cortes and Vapnik 1995, doi:10.1007/BF00994018; Platt scaling: Lin, Lin and Weng 2007, doi:10.1007/s10994-007-5018-6';

/** Platt scaling may move the decision away from the sign of the decision value: at 0.5 it is taken on the probability. */
const PLATT = 'a probability from Platt scaling, and not the sign of the decision value';

/**
 * Linear support vector machine: `raw` is w x + b, `score` its Platt sigmoid.
 *
 * @source Cortes and Vapnik 1995, doi:10.1007/BF00994018
 */
export const svmLinear = defineClassifier({
  id: 'svm-linear',
  version: 7,
  title: 'Support vector machine, linear',
  scoreIs: PLATT,
  source,
  parameters: z.strictObject(common),
  standardise: true,
  model: linearModel,
  fit(given, { C, tolerance }) {
    checkTrainingRows(given);
    const rows = inDouble(given);
    const long = isLong(rows.x) ? trainPrimal(rows, C, tolerance) : undefined;
    if (long) return { kind: 'svm-linear' as const, ...long };
    const matrix = kernelOfPairs({ kind: 'linear' }, rows);
    const limits = limitsOf(rows.y, rows.weights, C);
    const { coefficients, weights, bias } = solveWithinGap(matrix, rows.x, rows.y, limits, tolerance);
    const platt = plattOf(matrix, rows, { coefficients, bias }, limits, tolerance);
    return { kind: 'svm-linear' as const, weights: plain(weights), bias, platt };
  },
  predict({ weights, bias, platt }, x) {
    checkNewRows(x, weights.length);
    return scores(decisionsOfPlane(asFloat64(x), Float64Array.from(weights), bias), platt);
  },
});

/**
 * Support vector machine with a Gaussian kernel exp(-gamma |a - b|^2).
 *
 * @source Cortes and Vapnik 1995, doi:10.1007/BF00994018
 */
export const svmRbf = defineClassifier({
  id: 'svm-rbf',
  version: 4,
  title: 'Support vector machine, Gaussian kernel',
  scoreIs: PLATT,
  source,
  parameters: z.strictObject({ ...common, gamma }),
  standardise: true,
  model: kernelModel,
  fit(given, { C, tolerance, gamma }) {
    checkTrainingRows(given);
    const rows = inDouble(given);
    return kernelFit(rows, { kind: 'rbf', gamma: gammaOf(gamma, rows.x) }, C, tolerance);
  },
  predict: kernelPredict,
});

/**
 * Support vector machine with a polynomial kernel (gamma a b + coef0)^degree.
 *
 * @source Cortes and Vapnik 1995, doi:10.1007/BF00994018
 */
export const svmPolynomial = defineClassifier({
  id: 'svm-polynomial',
  version: 2,
  title: 'Support vector machine, polynomial kernel',
  scoreIs: PLATT,
  source,
  parameters: z.strictObject({
    ...common,
    gamma,
    degree: z.int().min(1).max(10).default(3),
    coef0: z.number().default(0),
  }),
  standardise: true,
  model: kernelModel,
  fit(given, { C, tolerance, gamma, degree, coef0 }) {
    checkTrainingRows(given);
    const rows = inDouble(given);
    return kernelFit(
      rows,
      { kind: 'polynomial', gamma: gammaOf(gamma, rows.x), degree, coef0 },
      C,
      tolerance,
    );
  },
  predict: kernelPredict,
});

function gammaOf(gamma: number | 'scale', x: Matrix<Float64Array>): number {
  return gamma === 'scale' ? scaleGamma(x) : gamma;
}

/** The same as `train` for a long table, without inner products of rows; undefined where the dual solver must do it. */
function trainPrimal({ x, y, subjects, weights, seed }: TrainingRows, C: number, tolerance: number) {
  const limits = limitsOf(y, weights, C);
  const plane = solvePrimal(x, y, limits, tolerance);
  if (!plane) return undefined;
  const folds = innerFolds({ y, subjects }, INNER_FOLDS, seed);
  let decisions = decisionsOfPlane(x, plane.weights, plane.bias);
  if (folds) {
    const planes = folds.map(({ training }) =>
      solvePrimal(
        submatrix(x, training),
        Uint8Array.from(training, (r) => y[r]),
        Float64Array.from(training, (r) => limits[r]),
        tolerance,
      ),
    );
    if (!planes.every((own) => own !== undefined)) return undefined;
    [decisions] = outOfFoldScores(y.length, folds, {
      fit: (_, fold) => planes[fold],
      score: (own, test) => [decisionsOfPlane(submatrix(x, test), own.weights, own.bias)],
    });
  }
  const sigmoid: Sigmoid = fitSigmoid(decisions, y, weights);
  const platt: Platt = { ...sigmoid, fittedOn: folds ? 'left-out-subjects' : 'training-rows' };
  return { weights: plain(plane.weights), bias: plane.bias, platt };
}

/** w x + b of each row. */
function decisionsOfPlane(x: Matrix<Float64Array>, weights: Float64Array, bias: number): Float64Array {
  const raw = new Float64Array(x.rows);
  dotRows(x, weights, bias, raw);
  return raw;
}

function limitsOf(y: Uint8Array, weights: Float64Array | undefined, C: number): Float64Array {
  return Float64Array.from(y, (_, r) => C * (weights ? weights[r] : 1));
}

/** The sigmoid of a machine, from inner folds by subject. */
function plattOf(
  matrix: PairSteps,
  { y, subjects, weights, seed }: TrainingRows,
  { coefficients, bias }: Pick<Solution, 'coefficients' | 'bias'>,
  limits: Float64Array,
  tolerance: number,
): Platt {
  const folds = innerFolds({ y, subjects }, INNER_FOLDS, seed);
  const decisions = folds
    ? decisionsLeftOut(matrix, y, limits, tolerance, folds, coefficients)
    : decisionsOn(matrix, coefficients, bias);
  const sigmoid: Sigmoid = fitSigmoid(decisions, y, weights);
  return { ...sigmoid, fittedOn: folds ? 'left-out-subjects' : 'training-rows' };
}

function decisionsOn(matrix: PairSteps, coefficients: Float64Array, bias: number): Float64Array {
  const support = Int32Array.from(coefficients.keys()).filter((r) => coefficients[r] !== 0);
  const decisions = new Float64Array(matrix.rows).fill(-bias);
  matrix.subtract(
    support,
    Float64Array.from(support, (r) => coefficients[r]),
    decisions,
  );
  return decisions.map((decision) => -decision);
}

/**
 * The decision of each row by a machine that has not seen its subject. All machines read one matrix, in which the rows left out take
 * no part, and begin at the solution of all rows: the optimum does not depend on where the way began.
 */
function decisionsLeftOut(
  matrix: PairSteps,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
  folds: readonly InnerFold[],
  start: Float64Array,
): Float64Array {
  const [decisions] = outOfFoldScores(y.length, folds, {
    fit(training) {
      const own = new Float64Array(y.length);
      for (const row of training) own[row] = limits[row];
      return solveSvm(matrix, y, own, tolerance, start);
    },
    score({ slope, bias }, test) {
      return [Float64Array.from(test, (row) => (y[row] === 1 ? 1 : -1) - slope[row] + bias)];
    },
  });
  return decisions;
}

function kernelFit(
  rows: TrainingRows,
  kernel: KernelModel['kernel'],
  C: number,
  tolerance: number,
): KernelModel {
  const matrix = kernelOfPairs(kernel, rows);
  const limits = limitsOf(rows.y, rows.weights, C);
  const solution = solveSvm(matrix, rows.y, limits, tolerance);
  const { coefficients, bias } = solution;
  const platt = plattOf(matrix, rows, solution, limits, tolerance);
  const support = Int32Array.from(coefficients.keys()).filter((r) => coefficients[r] !== 0);
  return {
    kind: 'svm',
    kernel,
    columns: rows.x.columns,
    vectors: plain(submatrix(rows.x, support).data),
    coefficients: Array.from(support, (r) => coefficients[r]),
    bias,
    platt,
  };
}

function kernelPredict(model: KernelModel, x: Matrix<Float64Array>): Scores {
  const { kernel, columns, coefficients, bias, platt } = model;
  checkNewRows(x, columns);
  const vectors = { rows: coefficients.length, columns, data: Float64Array.from(model.vectors) };
  const products = innerProducts(x, vectors);
  const ofRows = squaredLengths(x);
  const ofVectors = squaredLengths(vectors);
  const raw = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) {
    let sum = bias;
    for (let v = 0, at = r * vectors.rows; v < vectors.rows; v++, at++) {
      sum += coefficients[v] * kernelValue(kernel, products[at], ofRows[r], ofVectors[v]);
    }
    raw[r] = sum;
  }
  return scores(raw, platt);
}

function scores(raw: Float64Array, { slope, intercept }: Platt): Scores {
  return { raw, score: raw.map((decision) => sigmoid(slope * decision + intercept)) };
}
