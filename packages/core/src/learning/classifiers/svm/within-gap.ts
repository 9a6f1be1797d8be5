import type { PairSteps } from '@wince/kernels';
import { addRows } from '../../../numbers/column-sums.ts';
import type { Matrix } from '../../../numbers/matrix.ts';
import { dotRows } from './row-loops.ts';
import { solveSvm } from './smo.ts';

/** How far the objective of a linear machine may lie above its optimum, as a share of it. */
const MOST_GAP = 0.005;
/** A tolerance below which slopes are rounding. */
const LEAST_TOLERANCE = 1e-9;
/** Halvings of the interval in which a factor lies: what is left of it is rounding. */
const HALVINGS = 50;

/** A plane with its rows' signed multipliers: the decision of a row is the sum of `weights[c] * x[c]`, plus `bias`. */
export interface LinearSolution {
  readonly coefficients: Float64Array;
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * A linear machine whose objective 1/2 w'w + sum limit_i max(0, 1 - y_i (w x_i + b)) lies at most `MOST_GAP` above its optimum.
 *
 * With more columns than rows nearly every row is at the margin, and small violations of many rows add up. Most of that goes when the plane is
 * multiplied by the factor, a little above 1, that lowers the objective most; where it is not enough, the solver goes on with a smaller tolerance.
 *
 * @param matrix inner products of all pairs of rows, which may be rounded: the objective is that of the rows themselves
 * @param y 1 or 0 a row
 * @param limits C of each row
 * @returns all multiplied by the factor
 * @throws WinceError `no-convergence`
 */
export function solveWithinGap(
  matrix: PairSteps,
  x: Matrix<Float64Array>,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
): LinearSolution {
  let own = tolerance;
  let { coefficients, bias } = solveSvm(matrix, y, limits, own);
  for (let round = 0; ; round++) {
    const plane = planeOf(coefficients, bias, x, y, limits);
    const factor = gapOf(plane, 1) <= MOST_GAP ? 1 : bestFactor(plane);
    // At least one round from the slopes that the rows themselves have.
    if (round > 0 && (gapOf(plane, factor) <= MOST_GAP || own <= LEAST_TOLERANCE)) {
      const times = (values: Float64Array) => values.map((value) => factor * value);
      return { coefficients: times(coefficients), weights: times(plane.weights), bias: factor * bias };
    }
    if (round > 0) own /= 4;
    const slope = plane.margins.map((margin, i) => (y[i] === 1 ? 1 - margin : margin - 1) + bias);
    ({ coefficients, bias } = solveSvm(matrix, y, limits, own, coefficients, slope));
  }
}

/** What the objectives of a plane and of its multiples come from. */
interface Plane {
  readonly weights: Float64Array;
  /** w'w. */
  readonly square: number;
  /** Of the dual problem, which no primal objective is below. */
  readonly dual: number;
  /** y_i (w x_i + b) of each row. */
  readonly margins: Float64Array;
  readonly limits: Float64Array;
}

function planeOf(
  coefficients: Float64Array,
  bias: number,
  x: Matrix<Float64Array>,
  y: Uint8Array,
  limits: Float64Array,
): Plane {
  const weights = new Float64Array(x.columns);
  const counted = Int32Array.from(coefficients.keys()).filter((row) => coefficients[row] !== 0);
  addRows(x, counted, coefficients, weights);
  const margins = new Float64Array(y.length);
  dotRows(x, weights, bias, margins);
  for (let i = 0; i < y.length; i++) if (y[i] !== 1) margins[i] = -margins[i];
  const square = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const sum = coefficients.reduce((total, value) => total + Math.abs(value), 0);
  return { weights, square, dual: sum - square / 2, margins, limits };
}

/** By how much the objective of a multiple of a plane lies above the optimum at most, as a share of it. */
function gapOf({ square, dual, margins, limits }: Plane, factor: number): number {
  let primal = (factor ** 2 * square) / 2;
  for (let i = 0; i < margins.length; i++) primal += limits[i] * Math.max(0, 1 - factor * margins[i]);
  return (primal - dual) / primal;
}

/** The factor with the least objective: where its slope, which never falls, changes sign. */
function bestFactor({ square, margins, limits }: Plane): number {
  const slopeAt = (factor: number) => {
    let slope = factor * square;
    for (let i = 0; i < margins.length; i++) {
      if (factor * margins[i] < 1) slope -= limits[i] * margins[i];
    }
    return slope;
  };
  let [low, high] = [0, 2];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (slopeAt(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
