import { factorise, solveFactorised } from '../../../numbers/cholesky.ts';
import { type State, subtractRows } from './state.ts';

/** Larger systems cost more than the pairwise steps that they save. */
export const MOST_FREE = 256;

/** Share of the mean diagonal that is added to it: the kernel of more free rows than columns is singular. */
const RIDGE = 1e-10;

/** The rows whose multipliers lie between their bounds. */
export function freeRows({ signed, lower, upper }: State): Int32Array {
  return Int32Array.from(signed.keys()).filter((i) => signed[i] > lower[i] && signed[i] < upper[i]);
}

/**
 * Moves all multipliers that lie between their bounds at once towards the optimum that they have while the others rest,
 * as far as the bounds let them.
 *
 * Pairwise steps find out quickly which multipliers are free, but then creep where columns are few and rows many.
 *
 * @returns how many multipliers are free
 */
export function moveFreeSet(state: State): number {
  const { kernel, signed, lower, upper, slope } = state;
  const free = freeRows(state);
  if (free.length < 2 || free.length > MOST_FREE) return free.length;
  const direction = newtonDirection(kernel.values(free), slope, free);
  if (!direction) return free.length;
  const { length, blocking } = longestStep(state, free, direction);
  const deltas = new Float64Array(free.length);
  for (let f = 0; f < free.length; f++) {
    const i = free[f];
    const step = length * direction[f];
    const target = f !== blocking ? signed[i] + step : direction[f] > 0 ? upper[i] : lower[i];
    deltas[f] = target - signed[i];
    signed[i] = target;
  }
  subtractRows(state, free, deltas);
  return free.length;
}

/** Solves K d + lambda = slope with sum d = 0 over the free rows. */
function newtonDirection(
  kernel: Float64Array,
  slope: Float64Array,
  free: Int32Array,
): Float64Array | undefined {
  const m = free.length;
  const system = new Float64Array(m * m);
  let diagonal = 0;
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) system[a * m + b] = kernel[a * m + b];
    diagonal += system[a * m + a];
  }
  for (let a = 0; a < m; a++) system[a * m + a] += (RIDGE * diagonal) / m;
  if (!factorise(system, m)) return undefined;
  const direction = Float64Array.from(free, (i) => slope[i]);
  const ones = new Float64Array(m).fill(1);
  solveFactorised(system, m, direction);
  solveFactorised(system, m, ones);
  let sum = 0;
  let sumOfOnes = 0;
  for (let a = 0; a < m; a++) {
    sum += direction[a];
    sumOfOnes += ones[a];
  }
  const lambda = sum / sumOfOnes;
  let left = 0;
  for (let a = 0; a < m; a++) {
    direction[a] -= lambda * ones[a];
    left += direction[a];
  }
  // In a singular kernel both terms are huge: what their rounding leaves of the sum would leave the constraint.
  for (let a = 0; a < m; a++) direction[a] -= left / m;
  return direction.every(Number.isFinite) ? direction : undefined;
}

/** How much of a step the bounds allow, at most all of it, and the free row that stops it: -1 for none. */
function longestStep({ signed, lower, upper }: State, free: Int32Array, direction: Float64Array) {
  let length = 1;
  let blocking = -1;
  for (let f = 0; f < free.length; f++) {
    const i = free[f];
    const room = direction[f] > 0 ? upper[i] - signed[i] : signed[i] - lower[i];
    const size = Math.abs(direction[f]);
    if (size * length < room) continue;
    length = size > 0 ? room / size : length;
    blocking = f;
  }
  return { length, blocking };
}
