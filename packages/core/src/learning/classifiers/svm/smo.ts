import { WinceError } from '../../../errors.ts';
import { moveFreeSet } from './free-set.ts';
import { restricted, type State, takeBack, workingSet } from './state.ts';

/** A solved support vector machine: the decision of a row is the sum of `coefficients[i] * kernel(i, row)`, plus `bias`. */
export interface Solution {
  /** y_i alpha_i with y_i = 1 or -1; 0 for rows that are no support vectors. */
  readonly coefficients: Float64Array;
  /** Of each row, its label as 1 or -1 less its decision without the bias. */
  readonly slope: Float64Array;
  readonly bias: number;
  /** Pairwise steps that it took. */
  readonly iterations: number;
}

/** Where a curvature is not positive (equal rows), as small a one is taken instead. */
const LEAST_CURVATURE = 1e-12;
const MOST_STEPS = 10_000_000;

/** Steps by pairs that a working set is given, a row, before the next one is chosen. */
const STEPS_A_ROW = 4;

/** The largest working set, as a share of the rows. */
const LARGEST_SHARE = 0.8;

/** Steps by pairs between two moves of the whole free set; as many as there are free rows, where they are more. */
const LEAST_BETWEEN_MOVES = 100;

/**
 * Support vector classification by sequential minimal optimisation: minimises
 * 1/2 a'Qa - sum a over 0 <= a_i <= limit_i with sum y_i a_i = 0, where Q_ij = y_i y_j K_ij.
 *
 * Each step moves the pair that violates the optimality conditions most by second-order information, to the optimum on
 * its line, until no pair violates them by more than `tolerance`. Where that takes more steps than there are rows, the
 * rest is done on working sets of the rows that may still move, until none is left outside that should.
 *
 * @param kernel rows x rows, symmetric
 * @param y 1 or 0 a row
 * @param limits C of each row; rows with 0 take no part
 * @param start coefficients of a solution with other limits, none smaller but those of 0: where to begin
 * @throws WinceError `no-convergence`
 * @source Fan, Chen and Lin 2005, JMLR 6, 1889-1918; working sets: Joachims 1999, Making large-scale SVM learning practical
 */
export function solveSvm(
  kernel: Float64Array,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
  start?: Float64Array,
): Solution {
  const n = y.length;
  const state: State = {
    kernel,
    signed: start ? withinLimits(start, limits) : new Float64Array(n),
    lower: limits.map((limit, i) => (y[i] === 1 ? 0 : -limit)),
    upper: limits.map((limit, i) => (y[i] === 1 ? limit : 0)),
    slope: Float64Array.from(y, (label) => (label === 1 ? 1 : -1)),
  };
  if (start) {
    for (let i = 0; i < n; i++) {
      const own = state.signed[i];
      if (own === 0) continue;
      for (let k = 0, at = i * n; k < n; k++, at++) state.slope[k] -= own * kernel[at];
    }
  }
  let steps = 0;
  for (let most = n; ; ) {
    const run = stepByPairs(state, tolerance, most);
    steps += run.steps;
    if (run.optimal) break;
    if (steps >= MOST_STEPS) throw noConvergence(steps);
    const rows = workingSet(state);
    // A set of nearly all rows saves nothing: go on with all of them for a while.
    if (rows.length > LARGEST_SHARE * n) {
      most = n;
      continue;
    }
    const part = restricted(state, rows);
    steps += stepByPairs(part, tolerance, STEPS_A_ROW * rows.length).steps;
    takeBack(state, rows, part);
    // Now only see whether a row outside the set should move, and set out on the next one.
    most = 1;
  }
  return { coefficients: state.signed, slope: state.slope, bias: bias(state), iterations: steps };
}

/**
 * Multipliers of another solution as a start: those of rows that count no more are taken away, and those of the label that has
 * more are made smaller, all by the same share, so that they sum to 0 again.
 */
function withinLimits(start: Float64Array, limits: Float64Array): Float64Array {
  const signed = start.map((value, i) => (limits[i] === 0 ? 0 : value));
  let positive = 0;
  let negative = 0;
  for (const value of signed) {
    if (value > 0) positive += value;
    else negative -= value;
  }
  const share = Math.min(positive, negative) / Math.max(positive, negative);
  if (!(share > 0)) return new Float64Array(signed.length);
  for (let i = 0; i < signed.length; i++) if (signed[i] > 0 === positive > negative) signed[i] *= share;
  let left = 0;
  for (const value of signed) left += value;
  // What rounding leaves of the sum goes to the largest multiplier of its sign.
  let most = 0;
  for (let i = 0; i < signed.length; i++) if (signed[i] * left > signed[most] * left) most = i;
  signed[most] -= left;
  return signed;
}

/** Steps by pairs until no pair violates the conditions by more than the tolerance, or `most` steps are done. */
function stepByPairs(state: State, tolerance: number, most: number): { steps: number; optimal: boolean } {
  const { kernel, signed, lower, upper, slope } = state;
  const n = signed.length;
  const diagonal = Float64Array.from({ length: n }, (_, i) => kernel[i * n + i]);
  const mayRise = new Uint8Array(n);
  const mayFall = new Uint8Array(n);
  const mark = (i: number) => {
    mayRise[i] = signed[i] < upper[i] ? 1 : 0;
    mayFall[i] = signed[i] > lower[i] ? 1 : 0;
  };
  for (let i = 0; i < n; i++) mark(i);
  let first = steepest(slope, mayRise);
  let nextMove = n;
  for (let steps = 0; ; steps++) {
    if (steps === nextMove) {
      nextMove += Math.max(LEAST_BETWEEN_MOVES, moveFreeSet(state));
      for (let i = 0; i < n; i++) mark(i);
      first = steepest(slope, mayRise);
    }
    if (first < 0) return { steps, optimal: true };
    const highestSlope = slope[first];
    const row = first * n;
    let second = -1;
    let bestGain = 0;
    let least = Infinity;
    const own = diagonal[first];
    for (let j = 0; j < n; j++) {
      if (mayFall[j] === 0) continue;
      const value = slope[j];
      if (value < least) least = value;
      const violation = highestSlope - value;
      if (violation <= 0) continue;
      const curvature = own + diagonal[j] - 2 * kernel[row + j];
      const gain = (violation * violation) / (curvature > 0 ? curvature : LEAST_CURVATURE);
      if (gain > bestGain) {
        bestGain = gain;
        second = j;
      }
    }
    if (second < 0 || highestSlope - least < tolerance) return { steps, optimal: true };
    if (steps >= most) return { steps, optimal: false };

    const curvature = own + diagonal[second] - 2 * kernel[row + second];
    let delta = (highestSlope - slope[second]) / (curvature > 0 ? curvature : LEAST_CURVATURE);
    const roomAbove = upper[first] - signed[first];
    const roomBelow = signed[second] - lower[second];
    delta = Math.min(delta, roomAbove, roomBelow);
    // Exactly onto a bound where a step takes all the room there is.
    signed[first] = delta === roomAbove ? upper[first] : signed[first] + delta;
    signed[second] = delta === roomBelow ? lower[second] : signed[second] - delta;
    mark(first);
    mark(second);

    const otherRow = second * n;
    first = -1;
    let highest = -Infinity;
    for (let k = 0; k < n; k++) {
      const value = slope[k] - delta * (kernel[row + k] - kernel[otherRow + k]);
      slope[k] = value;
      if (value > highest && mayRise[k] === 1) {
        highest = value;
        first = k;
      }
    }
  }
}

function steepest(slope: Float64Array, mayRise: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < slope.length; i++) {
    if (mayRise[i] === 1 && (best < 0 || slope[i] > slope[best])) best = i;
  }
  return best;
}

/** A multiplier this near to its limit, as a share of it, is at it: rounding alone must not make a row one between its bounds. */
const AT_LIMIT = 1e-12;

/** The mean slope of the rows between their bounds; without any, the middle of the interval that the others leave. */
function bias({ signed, lower, upper, slope }: State): number {
  let sum = 0;
  let free = 0;
  let highest = -Infinity;
  let lowest = Infinity;
  for (let i = 0; i < slope.length; i++) {
    if (lower[i] === upper[i]) continue;
    const edge = AT_LIMIT * (upper[i] - lower[i]);
    if (signed[i] > lower[i] + edge && signed[i] < upper[i] - edge) {
      sum += slope[i];
      free++;
    } else if (signed[i] < upper[i] - edge) highest = Math.max(highest, slope[i]);
    else lowest = Math.min(lowest, slope[i]);
  }
  return free > 0 ? sum / free : (highest + lowest) / 2;
}

function noConvergence(steps: number): WinceError {
  return new WinceError(
    'no-convergence',
    `The support vector machine has no solution after ${steps} steps.`,
    { hint: 'Standardise the features, or choose a smaller C.' },
  );
}
