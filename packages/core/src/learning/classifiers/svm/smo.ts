import type { PairSteps } from '@wince/kernels';
import { WinceError } from '../../../errors.ts';
import { freeRows, MOST_FREE, moveFreeSet } from './free-set.ts';
import { restricted, type State, subtractRows, takeBack, workingSet } from './state.ts';

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
 * @param kernel of all pairs of rows
 * @param y 1 or 0 a row
 * @param limits C of each row; rows with 0 take no part
 * @param start coefficients of a solution with other limits, none smaller but those of 0: where to begin
 * @param slope of each row at `start`, where these coefficients keep the limits and the kernel is rounded: steps then make up for what rounding has left
 * @throws WinceError `no-convergence`
 * @source Fan, Chen and Lin 2005, JMLR 6, 1889-1918; working sets: Joachims 1999, Making large-scale SVM learning practical
 */
export function solveSvm(
  kernel: PairSteps,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
  start?: Float64Array,
  slope?: Float64Array,
): Solution {
  const n = y.length;
  const state: State = {
    kernel,
    signed: !start ? new Float64Array(n) : slope ? start.slice() : withinLimits(start, limits),
    lower: limits.map((limit, i) => (y[i] === 1 ? 0 : -limit)),
    upper: limits.map((limit, i) => (y[i] === 1 ? limit : 0)),
    slope: slope?.slice() ?? Float64Array.from(y, (label) => (label === 1 ? 1 : -1)),
  };
  if (start && !slope) subtractRows(state, Int32Array.from(state.signed.keys()), state.signed);
  let steps = slope ? 0 : coarseSteps(state, tolerance, y);
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
  if (!(Math.min(positive, negative) > 0)) return new Float64Array(signed.length);
  // Rows at their limit most often stay there: what is too much is taken from those below it, as far as they have it.
  const surplus = Math.abs(positive - negative);
  const hasMore = (value: number) => value > 0 === positive > negative && value !== 0;
  let free = 0;
  for (let i = 0; i < signed.length; i++) {
    if (hasMore(signed[i]) && Math.abs(signed[i]) < limits[i]) free += Math.abs(signed[i]);
  }
  const isFree = (i: number) => surplus >= free || Math.abs(signed[i]) < limits[i];
  const share = 1 - surplus / (surplus >= free ? Math.max(positive, negative) : free);
  for (let i = 0; i < signed.length; i++) if (hasMore(signed[i]) && isFree(i)) signed[i] *= share;
  let left = 0;
  for (const value of signed) left += value;
  // What rounding leaves of the sum goes to the largest multiplier of its sign.
  let most = 0;
  for (let i = 0; i < signed.length; i++) if (signed[i] * left > signed[most] * left) most = i;
  signed[most] -= left;
  return signed;
}

/** A violation that slopes of single precision tell well from their rounding. */
const LEAST_COARSE = 1e-3;
/** Steps with coarse slopes, a row, after which they are given up. */
const COARSE_STEPS_A_ROW = 32;

/**
 * Begins with steps whose slopes are coarse, where the kernel has them, as long as more rows are free than can be moved at once; then makes the slopes anew.
 */
function coarseSteps(state: State, tolerance: number, y: Uint8Array): number {
  const { kernel, signed, slope } = state;
  if (!kernel.coarse) return 0;
  let steps = 0;
  for (let run = 0; run < COARSE_STEPS_A_ROW; run++) {
    const { steps: own, optimal } = kernel.coarse(state, Math.max(tolerance, LEAST_COARSE), kernel.rows);
    steps += own;
    if (optimal || freeRows(state).length <= MOST_FREE) break;
  }
  for (let i = 0; i < slope.length; i++) slope[i] = y[i] === 1 ? 1 : -1;
  subtractRows(state, Int32Array.from(signed.keys()), signed);
  return steps;
}

/** Steps by pairs until no pair violates the conditions by more than the tolerance, or `most` steps are done. */
function stepByPairs(state: State, tolerance: number, most: number): { steps: number; optimal: boolean } {
  const { kernel } = state;
  let steps = 0;
  for (let nextMove = kernel.rows; ; ) {
    const isLast = most < nextMove;
    const run = kernel.step(state, tolerance, Math.min(most, nextMove) - steps, isLast);
    steps += run.steps;
    if (run.optimal || isLast) return { steps, optimal: run.optimal };
    nextMove += Math.max(LEAST_BETWEEN_MOVES, moveFreeSet(state));
  }
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
