import { sigmoid } from './sigmoid.ts';

/** What a logistic regression with few coefficients is fitted to. All arrays have one entry a row. */
export interface LogisticRows {
  /** The predictors. An intercept is a column of ones. */
  readonly columns: readonly Float64Array[];
  /** 0 or 1, or a target between. */
  readonly y: ArrayLike<number>;
  /** Default: all rows weigh 1. */
  readonly weights?: Float64Array;
  /** Added to the log-odds of each row with a coefficient of 1. Default: 0. */
  readonly offset?: Float64Array;
}

const MOST_STEPS = 100;
const LEAST_STEP = 1e-10;
/** Keeps the Hessian invertible where rows say nothing of a coefficient. */
const RIDGE = 1e-12;

/**
 * Logistic regression without a penalty, by Newton's method with backtracking. Where a plane separates the labels the likelihood has
 * no maximum: the coefficients are then those at which it does not rise any more in double precision.
 *
 * @returns a coefficient for each column
 */
export function fitLogistic(rows: LogisticRows): Float64Array {
  const { columns, y, weights } = rows;
  const count = columns.length;
  let coefficients = new Float64Array(count);
  let odds = logOdds(rows, coefficients);
  let loss = lossOf(rows, odds);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = new Float64Array(count);
    const hessian = new Float64Array(count * count);
    let total = 0;
    for (let r = 0; r < y.length; r++) {
      const weight = weights ? weights[r] : 1;
      const p = sigmoid(odds[r]);
      total += weight;
      for (let i = 0; i < count; i++) {
        gradient[i] += weight * (p - y[r]) * columns[i][r];
        for (let j = 0; j <= i; j++)
          hessian[i * count + j] += weight * p * (1 - p) * columns[i][r] * columns[j][r];
      }
    }
    if (gradient.every((value) => Math.abs(value) <= 1e-12 * total)) break;
    const direction = solveSymmetric(hessian, gradient);
    let descent = 0;
    for (let i = 0; i < count; i++) descent -= gradient[i] * direction[i];
    // What is left to gain is lost in the last digits of the loss: the step is better than the loss can tell.
    if (-descent < 1e-10 * (1 + loss)) return coefficients.map((value, i) => value - direction[i]);
    let length = 1;
    for (; length >= LEAST_STEP; length /= 2) {
      const tried = coefficients.map((value, i) => value - length * direction[i]);
      const triedOdds = logOdds(rows, tried);
      const triedLoss = lossOf(rows, triedOdds);
      if (triedLoss < loss + 1e-4 * length * descent) {
        coefficients = tried;
        odds = triedOdds;
        loss = triedLoss;
        break;
      }
    }
    // No step lowers the loss any further: the optimum, to the last digits.
    if (length < LEAST_STEP) break;
  }
  return coefficients;
}

function logOdds({ columns, y, offset }: LogisticRows, coefficients: Float64Array): Float64Array {
  const odds = new Float64Array(y.length);
  if (offset) odds.set(offset);
  columns.forEach((column, i) => {
    for (let r = 0; r < odds.length; r++) odds[r] += coefficients[i] * column[r];
  });
  return odds;
}

function lossOf({ y, weights }: LogisticRows, odds: Float64Array): number {
  let loss = 0;
  for (let r = 0; r < odds.length; r++) {
    const z = odds[r];
    // log(1 + e^z) - y z, from the side on which the exponential cannot overflow.
    const term = z >= 0 ? (1 - y[r]) * z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - y[r] * z;
    loss += weights ? weights[r] * term : term;
  }
  return loss;
}

/** Solves A x = b for a positive definite A, of which the lower triangle is given, by L D L'. */
function solveSymmetric(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const l = Float64Array.from(lower);
  const d = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = lower[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k] * d[k];
      l[i * n + j] = sum / d[j];
    }
    let pivot = lower[i * n + i] + RIDGE;
    for (let k = 0; k < i; k++) pivot -= l[i * n + k] ** 2 * d[k];
    d[i] = Math.max(pivot, RIDGE);
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
  for (let i = 0; i < n; i++) x[i] /= d[i];
  for (let i = n - 1; i >= 0; i--) for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
  return x;
}
