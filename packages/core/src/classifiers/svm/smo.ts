import { WinceError } from '../../errors.ts';

/** A solved support vector machine: the decision of a row is the sum of `coefficients[i] * kernel(i, row)`, plus `bias`. */
export interface Solution {
  /** y_i alpha_i with y_i = 1 or -1; 0 for rows that are no support vectors. */
  readonly coefficients: Float64Array;
  readonly bias: number;
  readonly iterations: number;
}

/** Where a curvature is not positive (equal rows), as small a one is taken instead. */
const LEAST_CURVATURE = 1e-12;
const MOST_ITERATIONS = 10_000_000;

/**
 * Support vector classification by sequential minimal optimisation: minimises
 * 1/2 a'Qa - sum a over 0 <= a_i <= limit_i with sum y_i a_i = 0, where Q_ij = y_i y_j K_ij.
 *
 * Each step moves the pair that violates the optimality conditions most by second-order information, to the optimum on
 * its line, until no pair violates them by more than `tolerance`.
 *
 * @param kernel rows x rows, symmetric
 * @param y 1 or 0 a row
 * @param limits C of each row
 * @throws WinceError `no-convergence`
 * @source Fan, Chen and Lin 2005, JMLR 6, 1889-1918
 */
export function solveSvm(
  kernel: Float64Array,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
): Solution {
  const n = y.length;
  // Signed multipliers y_i a_i lie in [lower_i, upper_i]; a step adds delta to one and takes it from another.
  const signed = new Float64Array(n);
  const lower = limits.map((limit, i) => (y[i] === 1 ? 0 : -limit));
  const upper = limits.map((limit, i) => (y[i] === 1 ? limit : 0));
  // slope_i = y_i - sum_j signed_j K_ij: the gain of raising signed_i.
  const slope = Float64Array.from(y, (label) => (label === 1 ? 1 : -1));
  const diagonal = Float64Array.from({ length: n }, (_, i) => kernel[i * n + i]);
  const mayRise = Uint8Array.from(signed, (value, i) => (value < upper[i] ? 1 : 0));
  const mayFall = Uint8Array.from(signed, (value, i) => (value > lower[i] ? 1 : 0));

  let first = steepest(slope, mayRise);
  let iterations = 0;
  for (; ; iterations++) {
    if (iterations === MOST_ITERATIONS) throw noConvergence(iterations);
    const most = slope[first];
    const row = first * n;
    let second = -1;
    let bestGain = 0;
    let least = Infinity;
    const own = diagonal[first];
    for (let j = 0; j < n; j++) {
      if (mayFall[j] === 0) continue;
      const value = slope[j];
      if (value < least) least = value;
      const violation = most - value;
      if (violation <= 0) continue;
      const curvature = own + diagonal[j] - 2 * kernel[row + j];
      const gain = (violation * violation) / (curvature > 0 ? curvature : LEAST_CURVATURE);
      if (gain > bestGain) {
        bestGain = gain;
        second = j;
      }
    }
    if (second < 0 || most - least < tolerance) break;

    const curvature = own + diagonal[second] - 2 * kernel[row + second];
    let delta = (most - slope[second]) / (curvature > 0 ? curvature : LEAST_CURVATURE);
    const room = Math.min(upper[first] - signed[first], signed[second] - lower[second]);
    if (delta >= room) delta = room;
    move(signed, first, delta, upper[first] - signed[first], upper[first]);
    move(signed, second, -delta, signed[second] - lower[second], lower[second]);
    mayRise[first] = signed[first] < upper[first] ? 1 : 0;
    mayFall[first] = signed[first] > lower[first] ? 1 : 0;
    mayRise[second] = signed[second] < upper[second] ? 1 : 0;
    mayFall[second] = signed[second] > lower[second] ? 1 : 0;

    const otherRow = second * n;
    let next = -1;
    let highest = -Infinity;
    for (let k = 0; k < n; k++) {
      const value = slope[k] - delta * (kernel[row + k] - kernel[otherRow + k]);
      slope[k] = value;
      if (value > highest && mayRise[k] === 1) {
        highest = value;
        next = k;
      }
    }
    first = next;
    if (first < 0) break;
  }
  return { coefficients: signed, bias: bias(slope, signed, lower, upper, mayRise, mayFall), iterations };
}

/** Moves a multiplier by delta, and exactly onto its bound where delta is all the room there is. */
function move(signed: Float64Array, at: number, delta: number, room: number, bound: number): void {
  signed[at] = Math.abs(delta) >= room ? bound : signed[at] + delta;
}

function steepest(slope: Float64Array, mayRise: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < slope.length; i++) {
    if (mayRise[i] === 1 && (best < 0 || slope[i] > slope[best])) best = i;
  }
  return best;
}

/** The mean slope of the rows between their bounds; without any, the middle of the interval that the others leave. */
function bias(
  slope: Float64Array,
  signed: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  mayRise: Uint8Array,
  mayFall: Uint8Array,
): number {
  let sum = 0;
  let free = 0;
  let highest = -Infinity;
  let lowest = Infinity;
  for (let i = 0; i < slope.length; i++) {
    if (signed[i] > lower[i] && signed[i] < upper[i]) {
      sum += slope[i];
      free++;
    } else {
      if (mayRise[i] === 1) highest = Math.max(highest, slope[i]);
      if (mayFall[i] === 1) lowest = Math.min(lowest, slope[i]);
    }
  }
  return free > 0 ? sum / free : (highest + lowest) / 2;
}

function noConvergence(iterations: number): WinceError {
  return new WinceError(
    'no-convergence',
    `The support vector machine has no solution after ${iterations} steps.`,
    {
      hint: 'Standardise the features, or choose a smaller C.',
    },
  );
}
