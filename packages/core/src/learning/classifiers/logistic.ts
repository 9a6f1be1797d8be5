import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { factorise, solveFactorised } from '../../numbers/cholesky.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { defineClassifier, type TrainingRows } from './classifier.ts';
import { gramOf } from './gram.ts';
import { logisticOfFolds } from './logistic-folds.ts';
import { checkNewRows, checkTrainingRows, inDouble, numbers, plain } from './training-rows.ts';

const parameters = z.strictObject({
  /** Weight of the loss against the penalty: the smaller, the smaller the coefficients. */
  C: z.number().positive().default(1),
});

const model = z.object({
  kind: z.literal('logistic'),
  weights: numbers.min(1),
  intercept: z.number(),
});

/**
 * Logistic regression with an L2 penalty: minimises 1/2 |w|^2 + C sum of log(1 + exp(-y (w x + b))), b not penalised.
 * `raw` is w x + b, `score` its logistic function.
 *
 * Newton's method to the last digits: in the coefficients where there are fewer columns than rows, otherwise in the
 * rows (w is a sum of rows at the optimum), which is the same optimum from a smaller system.
 *
 * @source Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x; penalty: le Cessie and van Houwelingen 1992, doi:10.2307/2347628
 */
export const logistic = defineClassifier({
  id: 'logistic',
  version: 1,
  title: 'Logistic regression, L2 penalty',
  scoreIs: 'the probability that the model gives',
  source:
    'Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x; le Cessie and van Houwelingen 1992, doi:10.2307/2347628',
  parameters,
  standardise: true,
  model,
  fit(given, { C }) {
    checkTrainingRows(given);
    const rows = inDouble(given);
    const { weights, intercept } = rows.x.columns < rows.x.rows ? fitByColumns(rows, C) : fitByRows(rows, C);
    return { kind: 'logistic' as const, weights: plain(weights), intercept };
  },
  predict({ weights, intercept }, x) {
    checkNewRows(x, weights.length);
    const raw = new Float64Array(x.rows);
    for (let r = 0, at = 0; r < x.rows; r++) {
      let sum = 0;
      for (let c = 0; c < x.columns; c++, at++) sum += weights[c] * x.data[at];
      raw[r] = sum + intercept;
    }
    return { raw, score: raw.map(sigmoid) };
  },
  scoresOfFolds: (rows, folds, { C }) =>
    logisticOfFolds(rows, folds, C, {
      fit: (x) => fitByColumns({ x, y: rows.y }, C),
      hessian: (x, curvature) => hessianAt({ x }, { curvature }),
    }),
});

const MOST_STEPS = 200;
const LEAST_STEP = 1e-12;

/** The loss of the rows at decisions f, with its first and second derivatives by f: `pull` is the negative first. */
interface Loss {
  readonly value: number;
  readonly pull: Float64Array;
  readonly curvature: Float64Array;
}

/** What the loss is taken over. */
type LossRows = Pick<TrainingRows, 'x' | 'y' | 'weights'>;

function lossAt(f: Float64Array, { y, weights }: Omit<LossRows, 'x'>, C: number): Loss {
  const pull = new Float64Array(f.length);
  const curvature = new Float64Array(f.length);
  let value = 0;
  for (let r = 0; r < f.length; r++) {
    const weight = C * (weights ? weights[r] : 1);
    const margin = y[r] === 1 ? f[r] : -f[r];
    value += weight * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    const p = sigmoid(f[r]);
    pull[r] = weight * (y[r] - p);
    curvature[r] = weight * p * (1 - p);
  }
  return { value, pull, curvature };
}

/** Newton's method on (w, b). */
function fitByColumns(rows: LossRows, C: number): { weights: Float64Array; intercept: number } {
  const { x } = rows;
  const n = x.columns + 1;
  const tolerance = 1e-10 * C * x.rows;
  // The last place is the intercept, as the coefficient of a column of ones.
  let at = new Float64Array(n);
  let loss = lossAt(decisions(rows, at), rows, C);
  let value = loss.value + penalty(at);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = negativeGradient(rows, loss, at);
    if (gradient.every((g) => Math.abs(g) <= tolerance)) return split(at);
    const hessian = hessianAt(rows, loss);
    if (!factorise(hessian, n)) throw noConvergence();
    const direction = gradient.slice();
    solveFactorised(hessian, n, direction);
    let rise = 0;
    for (let c = 0; c < n; c++) rise += direction[c] * gradient[c];
    const moved = lineSearch(value, rise, (length) => {
      const next = at.map((v, c) => v + length * direction[c]);
      const nextLoss = lossAt(decisions(rows, next), rows, C);
      return { value: nextLoss.value + penalty(next), next, loss: nextLoss };
    });
    // No step lowers the loss any further: the optimum, to the last digits.
    if (!moved) return split(at);
    at = moved.next;
    loss = moved.loss;
    value = moved.value;
  }
  throw noConvergence();
}

function split(at: Float64Array): { weights: Float64Array; intercept: number } {
  return { weights: at.slice(0, -1), intercept: at[at.length - 1] };
}

function penalty(at: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < at.length - 1; c++) sum += at[c] * at[c];
  return sum / 2;
}

function decisions({ x }: Pick<LossRows, 'x'>, at: Float64Array): Float64Array {
  const f = new Float64Array(x.rows).fill(at[x.columns]);
  for (let r = 0, i = 0; r < x.rows; r++) for (let c = 0; c < x.columns; c++, i++) f[r] += at[c] * x.data[i];
  return f;
}

function negativeGradient({ x }: Pick<LossRows, 'x'>, { pull }: Loss, at: Float64Array): Float64Array {
  const gradient = at.map((v, c) => (c < x.columns ? -v : 0));
  for (let r = 0, i = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++, i++) gradient[c] += pull[r] * x.data[i];
    gradient[x.columns] += pull[r];
  }
  return gradient;
}

/** The lower triangle of the second derivatives. */
function hessianAt({ x }: Pick<LossRows, 'x'>, { curvature }: Pick<Loss, 'curvature'>): Float64Array {
  const p = x.columns;
  const n = p + 1;
  const hessian = new Float64Array(n * n);
  for (let r = 0; r < x.rows; r++) {
    const row = r * p;
    for (let i = 0; i < p; i++) {
      const scaled = curvature[r] * x.data[row + i];
      const to = i * n;
      for (let j = 0; j <= i; j++) hessian[to + j] += scaled * x.data[row + j];
    }
    for (let j = 0; j < p; j++) hessian[p * n + j] += curvature[r] * x.data[row + j];
    hessian[p * n + p] += curvature[r];
  }
  for (let i = 0; i < p; i++) hessian[i * n + i] += 1;
  return hessian;
}

/** Newton's method on the rows' coefficients a, where w = X'a and f = K a + b. */
function fitByRows(rows: TrainingRows, C: number): { weights: Float64Array; intercept: number } {
  const { x } = rows;
  const n = x.rows;
  const gram = gramOf(rows);
  const tolerance = 1e-10 * C;
  let a = new Float64Array(n);
  let intercept = 0;
  let product = new Float64Array(n);
  let loss = lossAt(product, rows, C);
  let value = loss.value;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { pull, curvature } = loss;
    // At the optimum a_i is the pull of row i, and the pulls sum to 0.
    if (a.every((v, i) => Math.abs(v - pull[i]) <= tolerance) && Math.abs(sum(pull)) <= tolerance * n) break;
    const root = curvature.map(Math.sqrt);
    const system = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) system[i * n + j] = root[i] * gram[i * n + j] * root[j];
      system[i * n + i] += 1;
    }
    if (!factorise(system, n)) throw noConvergence();
    // (I + D K)^-1 q = q - D^1/2 (I + D^1/2 K D^1/2)^-1 D^1/2 K q divides by no curvature, however small it is.
    const inverse = (q: Float64Array) => {
      const t = times(gram, q).map((v, i) => v * root[i]);
      solveFactorised(system, n, t);
      return q.map((v, i) => v - root[i] * t[i]);
    };
    const target = inverse(pull.map((v, i) => v + curvature[i] * (product[i] + intercept)));
    const ones = inverse(curvature);
    const nextIntercept = sum(target) / sum(ones);
    const next = target.map((v, i) => v - nextIntercept * ones[i]);
    const nextProduct = times(gram, next);
    let rise = 0;
    for (let i = 0; i < n; i++) {
      const byRow = nextProduct[i] - product[i];
      rise += byRow * (pull[i] - a[i]) + (nextIntercept - intercept) * pull[i];
    }
    const moved = lineSearch(value, rise, (length) => {
      const mix = (from: Float64Array, to: Float64Array) => from.map((v, i) => v + length * (to[i] - v));
      const triedA = mix(a, next);
      const triedProduct = mix(product, nextProduct);
      const triedIntercept = intercept + length * (nextIntercept - intercept);
      const triedLoss = lossAt(
        triedProduct.map((v) => v + triedIntercept),
        rows,
        C,
      );
      const square = triedA.reduce((total, v, i) => total + v * triedProduct[i], 0);
      return { value: triedLoss.value + square / 2, triedA, triedProduct, triedIntercept, loss: triedLoss };
    });
    if (!moved) break;
    a = moved.triedA;
    product = moved.triedProduct;
    intercept = moved.triedIntercept;
    loss = moved.loss;
    value = moved.value;
    if (step === MOST_STEPS - 1) throw noConvergence();
  }
  const weights = new Float64Array(x.columns);
  for (let r = 0, i = 0; r < n; r++) for (let c = 0; c < x.columns; c++, i++) weights[c] += a[r] * x.data[i];
  return { weights, intercept };
}

/** The longest step of 1, 1/2, 1/4 ... that lowers the loss by a fair share of what its slope promises. */
function lineSearch<Point extends { value: number }>(
  value: number,
  rise: number,
  at: (length: number) => Point,
): Point | undefined {
  for (let length = 1; length >= LEAST_STEP; length /= 2) {
    const point = at(length);
    if (point.value < value - 1e-4 * length * rise) return point;
  }
  return undefined;
}

function times(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += matrix[i * n + j] * v[j];
    product[i] = total;
  }
  return product;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function noConvergence(): WinceError {
  return new WinceError('no-convergence', 'The logistic regression finds no optimum.', {
    hint: 'Standardise the features, or choose a smaller C.',
  });
}
