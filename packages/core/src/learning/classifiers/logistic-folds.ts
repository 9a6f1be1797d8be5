import { factorise, solveFactorised } from '../../numbers/cholesky.ts';
import { type Matrix, matrix } from '../../numbers/matrix.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { LeftOutFold, SharedRows } from './left-out-rows.ts';
import { momentsOf, momentsWithout } from './moments.ts';

/** Steps after which a fold that has not come to its optimum is fitted alone. */
const MOST_STEPS = 12;
/** A step so small beside the coefficients, and so much smaller than the one before, is the last: the next would be lost in rounding. */
const LAST_STEP = 1e-8;
const SHRINKING = 0.05;

/** The optimum of all shared rows, on their own z-scores, and what every fold starts from. */
interface Start {
  readonly z: Matrix<Float64Array>;
  readonly y: Uint8Array;
  /** Coefficients, the intercept last. */
  readonly at: Float64Array;
  /** Minus the first derivative of the loss by each row's decision, and the second. */
  readonly pull: Float64Array;
  readonly curvature: Float64Array;
  /** Sums of pulls times columns, the intercept's last. */
  readonly pulls: Float64Array;
  /** The Cholesky factor of the second derivatives. */
  readonly factor: Float64Array;
}

/** How logistic regression fits rows and takes second derivatives: its own functions. */
export interface LogisticFit {
  fit(x: Matrix<Float64Array>): { readonly weights: Float64Array; readonly intercept: number };
  hessian(x: Matrix<Float64Array>, curvature: Float64Array): Float64Array;
}

/**
 * Scores of many folds by logistic regression on z-scores of each fold's training rows, each started from the optimum of all rows.
 *
 * Where few rows are left out the optimum moves little: second derivatives of all rows, less those of the rows that are left out (Woodbury's formula),
 * lead to the fold's own optimum in two or three steps, each one pass over the rows. The loss is convex: its one optimum is the same from
 * wherever it is approached, so that no fold learns of its test rows. Another scaling of a column is another penalty on its coefficient.
 *
 * @returns null for a fold that must be fitted alone
 * @source rows taken out of a fit: Pregibon 1981, doi:10.1214/aos/1176345513; here iterated to the optimum
 */
export function logisticOfFolds(
  { x, y }: SharedRows,
  folds: readonly LeftOutFold[],
  C: number,
  own: LogisticFit,
): (Scores | null)[] {
  const most = Math.max(0, ...folds.map(({ left }) => left.length));
  if (x.columns >= x.rows - most) return folds.map(() => null);
  const whole = momentsOf(x);
  const deviation = whole.squares.map((squares) => Math.sqrt(squares / whole.count) || 1);
  const z = scaled(x, whole.mean, deviation);
  const start = startOf(z, y, C, own);
  return folds.map(({ left, scored }) => {
    const moments = momentsWithout(whole, x, [...left]);
    if (!moments) return null;
    const penalty = moments.variance.map((variance, c) => ((Math.sqrt(variance) || 1) / deviation[c]) ** 2);
    const at = optimum(start, left, penalty, C);
    if (!at) return null;
    const own = scaled(scored, whole.mean, deviation);
    const raw = Float64Array.from({ length: own.rows }, (_, row) => decision(own, row, at));
    return { raw, score: raw.map(sigmoid) };
  });
}

function startOf(z: Matrix<Float64Array>, y: Uint8Array, C: number, own: LogisticFit): Start {
  const { weights, intercept } = own.fit(z);
  const n = z.columns + 1;
  const at = new Float64Array(n);
  at.set(weights);
  at[z.columns] = intercept;
  const pull = new Float64Array(z.rows);
  const curvature = new Float64Array(z.rows);
  const pulls = new Float64Array(n);
  for (let row = 0; row < z.rows; row++) {
    const p = sigmoid(decision(z, row, at));
    pull[row] = C * (y[row] - p);
    curvature[row] = C * p * (1 - p);
    addRow(pulls, z, row, pull[row]);
  }
  const factor = own.hessian(z, curvature);
  if (!factorise(factor, n)) factor.fill(Number.NaN);
  return { z, y, at, pull, curvature, pulls, factor };
}

/** The optimum without some rows; null where the steps do not lead to it. */
function optimum(start: Start, left: Int32Array, penalty: Float64Array, C: number): Float64Array | null {
  const { z, y, pulls, pull } = start;
  const step = stepWithout(start, left);
  if (!step) return null;
  const isLeft = new Uint8Array(z.rows);
  const gradient = pulls.slice();
  for (const row of left) {
    isLeft[row] = 1;
    addRow(gradient, z, row, -pull[row]);
  }
  const at = start.at.slice();
  let before = Infinity;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    for (let c = 0; c < z.columns; c++) gradient[c] -= penalty[c] * at[c];
    step(gradient);
    let largest = 0;
    let size = 1;
    for (let c = 0; c < at.length; c++) {
      at[c] += gradient[c];
      largest = Math.max(largest, Math.abs(gradient[c]));
      size = Math.max(size, Math.abs(at[c]));
    }
    if (!Number.isFinite(largest)) return null;
    if (largest <= LAST_STEP * size && (largest <= SHRINKING * before || largest <= 1e-10 * size)) return at;
    before = largest;
    sumPulls(z, y, isLeft, at, gradient);
    for (let c = 0; c < gradient.length; c++) gradient[c] *= C;
  }
  return null;
}

/** The sums of pulls times columns over the rows that are not left out: the one pass over all rows, a row read once. */
function sumPulls(
  { rows, columns, data }: Matrix<Float64Array>,
  y: Uint8Array,
  isLeft: Uint8Array,
  at: Float64Array,
  sums: Float64Array,
): void {
  sums.fill(0);
  for (let row = 0, start = 0; row < rows; row++, start += columns) {
    if (isLeft[row] === 1) continue;
    let f = at[columns];
    for (let c = 0; c < columns; c++) f += at[c] * data[start + c];
    const pull = y[row] - sigmoid(f);
    for (let c = 0; c < columns; c++) sums[c] += pull * data[start + c];
    sums[columns] += pull;
  }
}

/**
 * Newton's step by the second derivatives of all rows less those of the rows that are left out, in place of a gradient.
 *
 * @returns null where what is left has no such step
 */
function stepWithout(
  { z, curvature, factor }: Start,
  left: Int32Array,
): ((gradient: Float64Array) => void) | null {
  const n = z.columns + 1;
  const k = left.length;
  // Each row that is left out, scaled by the root of its curvature, and what all rows' second derivatives make of it.
  const rows = Array.from(left, (row) => {
    const scaledRow = new Float64Array(n);
    addRow(scaledRow, z, row, Math.sqrt(curvature[row]));
    return scaledRow;
  });
  const solved = rows.map((row) => {
    const solution = row.slice();
    solveFactorised(factor, n, solution);
    return solution;
  });
  const small = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) small[i * k + j] = (i === j ? 1 : 0) - inner(rows[i], solved[j]);
  }
  if (!factorise(small, k)) return null;
  return (gradient) => {
    solveFactorised(factor, n, gradient);
    const share = Float64Array.from(rows, (row) => inner(row, gradient));
    solveFactorised(small, k, share);
    for (let i = 0; i < k; i++) for (let c = 0; c < n; c++) gradient[c] += share[i] * solved[i][c];
  };
}

function scaled({ rows, columns, data }: Matrix, mean: Float64Array, deviation: Float64Array) {
  const z = new Float64Array(data.length);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) z[at] = (data[at] - mean[c]) / deviation[c];
  }
  return matrix(rows, columns, z);
}

function decision({ columns, data }: Matrix<Float64Array>, row: number, at: Float64Array): number {
  let sum = at[columns];
  for (let c = 0, i = row * columns; c < columns; c++, i++) sum += at[c] * data[i];
  return sum;
}

/** Adds a row and a one behind it, so many times. */
function addRow(
  sums: Float64Array,
  { columns, data }: Matrix<Float64Array>,
  row: number,
  times: number,
): void {
  for (let c = 0, i = row * columns; c < columns; c++, i++) sums[c] += times * data[i];
  sums[columns] += times;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
