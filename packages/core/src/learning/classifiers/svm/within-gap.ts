import type { PairSteps } from '@wince/kernels';
import { type Solution, solveSvm } from './smo.ts';

/** How far the objective of a linear machine may lie above its optimum, as a share of it. */
const MOST_GAP = 0.005;
/** A tolerance below which slopes are rounding. */
const LEAST_TOLERANCE = 1e-9;
/** Halvings of the interval in which a factor lies: what is left of it is rounding. */
const HALVINGS = 50;

/**
 * A linear machine whose objective 1/2 w'w + sum limit_i max(0, 1 - y_i (w x_i + b)) lies at most `MOST_GAP` above its optimum.
 *
 * With more columns than rows nearly every row is at the margin, and small violations of many rows add up. Most of that goes when the plane is
 * multiplied by the factor, a little above 1, that lowers the objective most; where it is not enough, the solver goes on with a smaller tolerance.
 *
 * @param matrix inner products of all pairs of rows
 * @param y 1 or 0 a row
 * @param limits C of each row
 * @returns coefficients and bias, both multiplied by the factor
 * @throws WinceError `no-convergence`
 */
export function solveWithinGap(
  matrix: PairSteps,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
): Pick<Solution, 'coefficients' | 'bias'> {
  let solution = solveSvm(matrix, y, limits, tolerance);
  for (let own = tolerance; ; ) {
    const plane = planeOf(solution, y, limits);
    const factor = gapOf(plane, 1) <= MOST_GAP ? 1 : bestFactor(plane);
    if (gapOf(plane, factor) <= MOST_GAP || own <= LEAST_TOLERANCE) {
      const { coefficients, bias } = solution;
      if (factor === 1) return { coefficients, bias };
      return { coefficients: coefficients.map((value) => factor * value), bias: factor * bias };
    }
    own /= 4;
    solution = solveSvm(matrix, y, limits, own, solution.coefficients);
  }
}

/** What the objectives of a plane and of its multiples come from. */
interface Plane {
  /** w'w. */
  readonly square: number;
  /** Of the dual problem, which no primal objective is below. */
  readonly dual: number;
  /** y_i (w x_i + b) of each row. */
  readonly margins: Float64Array;
  readonly limits: Float64Array;
}

function planeOf({ coefficients, slope, bias }: Solution, y: Uint8Array, limits: Float64Array): Plane {
  const margins = new Float64Array(y.length);
  let square = 0;
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const sign = y[i] === 1 ? 1 : -1;
    const decision = sign - slope[i];
    square += coefficients[i] * decision;
    sum += Math.abs(coefficients[i]);
    margins[i] = sign * (decision + bias);
  }
  return { square, dual: sum - square / 2, margins, limits };
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
