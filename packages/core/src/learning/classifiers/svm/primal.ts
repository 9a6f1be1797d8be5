import { openRowSums } from '@wince/kernels';
import type { Matrix } from '../../../numbers/matrix.ts';

/** A linear machine: the decision of a row is the sum of `weights[c] * x[c]`, plus `bias`. */
export interface Hyperplane {
  readonly weights: Float64Array;
  readonly bias: number;
  /** Newton steps that it took. */
  readonly steps: number;
}

/** The penalty to begin with, as a multiple of the mean limit: a multiplier is then free within half a margin. */
const FIRST_PENALTY = 2;
/** What the penalty grows by from one set of multipliers to the next. */
const GROWTH = 3;
/** The share of its first gradient at which the function of one set of multipliers counts as minimised. */
const SHARE_OF_GRADIENT = 0.05;
const LEAST_GRADIENT = 1e-9;
const MOST_STEPS_A_PENALTY = 40;
const MOST_PENALTIES = 40;
/** The share of its first slope at which a line counts as searched. */
const SHARE_OF_SLOPE = 0.1;
const MOST_TRIALS = 60;

/** From so many rows on, and so many rows a column, the primal problem is much smaller than the dual one. */
const LEAST_ROWS = 200;
const ROWS_A_COLUMN = 4;

/** Whether a table is so long that `solvePrimal` is the way to its machine. */
export function isLong({ rows, columns }: Pick<Matrix, 'rows' | 'columns'>): boolean {
  return rows >= LEAST_ROWS && rows >= ROWS_A_COLUMN * (columns + 1);
}

/**
 * A linear support vector machine on many rows of few columns: minimises 1/2 w'w + sum limit_i max(0, 1 - y_i (w x_i + b)), the
 * bias b free, without the inner products of the rows.
 *
 * By the method of multipliers each hinge becomes a smooth one (a parabola between two straight lines), which a semismooth Newton
 * method minimises in as many unknowns as there are columns; then the multipliers move on, and the parabola narrows, until
 * no pair of rows violates the optimality conditions by more than `tolerance`.
 *
 * @param y 1 or 0 a row
 * @param limits C of each row
 * @returns undefined where it finds no optimum: the dual solver must then
 * @source Yan and Li 2020, doi:10.1080/10556788.2020.1734002
 */
export function solvePrimal(
  x: Matrix<Float64Array>,
  y: Uint8Array,
  limits: Float64Array,
  tolerance: number,
): Hyperplane | undefined {
  const { rows: n, columns } = x;
  const size = columns + 1;
  const sign = Float64Array.from(y, (label) => (label === 1 ? 1 : -1));
  const weights = new Float64Array(columns);
  const multipliers = new Float64Array(n);
  const decisions = new Float64Array(n);
  const along = new Float64Array(n);
  const signed = new Float64Array(n);
  const against = new Float64Array(n);
  const gradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const diagonal = new Float64Array(size).fill(1);
  const sums = openRowSums(x);
  const free = new Int32Array(n);
  let bias = 0;
  let penalty = (FIRST_PENALTY * limits.reduce((sum, limit) => sum + limit, 0)) / n;
  let steps = 0;

  for (let round = 0; round < MOST_PENALTIES; round++, penalty *= GROWTH) {
    let first = 0;
    let isMinimal = false;
    for (let step = 0; step < MOST_STEPS_A_PENALTY; step++) {
      let count = 0;
      let ofBias = 0;
      for (let i = 0; i < n; i++) {
        const raw = multipliers[i] + penalty * (1 - sign[i] * decisions[i]);
        if (raw > 0 && raw < limits[i]) free[count++] = i;
        signed[i] = sign[i] * Math.min(limits[i], Math.max(0, raw));
        ofBias -= signed[i];
      }
      for (let i = 0; i < n; i++) against[i] = -signed[i];
      gradient.set(weights);
      gradient[columns] = ofBias;
      sums.addProducts(against, gradient);
      const norm = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (step === 0) first = norm;
      isMinimal = norm <= LEAST_GRADIENT * n || (step > 0 && norm < SHARE_OF_GRADIENT * first);
      if (isMinimal) break;
      steps++;
      for (let c = 0; c < size; c++) direction[c] = -gradient[c];
      // Where no row is free nothing else holds the bias.
      diagonal[columns] = count === 0 ? penalty : 0;
      if (!sums.solveSquares(free.subarray(0, count), penalty, diagonal, direction)) return undefined;
      sums.dot(direction, direction[columns], along);
      const length = searchLine({ sign, limits, multipliers, decisions, along, weights, direction }, penalty);
      if (!(length > 0)) break;
      for (let c = 0; c < columns; c++) weights[c] += length * direction[c];
      bias += length * direction[columns];
      for (let i = 0; i < n; i++) decisions[i] += length * along[i];
    }
    for (let i = 0; i < n; i++) {
      const raw = multipliers[i] + penalty * (1 - sign[i] * decisions[i]);
      multipliers[i] = Math.min(limits[i], Math.max(0, raw));
    }
    const { gap, middle } = optimality(sign, limits, multipliers, decisions, bias);
    if (!isMinimal || gap >= tolerance || Math.abs(gradient[columns]) >= tolerance) continue;
    // What the weights are off the sum that the multipliers make, as a row's decision sees it.
    sums.dot(gradient, 0, along);
    if (along.every((off) => Math.abs(off) < tolerance)) return { weights, bias: middle, steps };
  }
  return undefined;
}

/** What the function is along a line: `decisions + t * along`, `weights + t * direction`. */
interface Line {
  readonly sign: Float64Array;
  readonly limits: Float64Array;
  readonly multipliers: Float64Array;
  readonly decisions: Float64Array;
  readonly along: Float64Array;
  readonly weights: Float64Array;
  readonly direction: Float64Array;
}

/** Where the slope along the line has nearly vanished: by Newton's method within a bracket, as the slope is piecewise linear. */
function searchLine(line: Line, penalty: number): number {
  const { sign, limits, multipliers, decisions, along, weights, direction } = line;
  let first = 0;
  let square = 0;
  for (let c = 0; c < weights.length; c++) {
    first += weights[c] * direction[c];
    square += direction[c] * direction[c];
  }
  let low = 0;
  let high = Infinity;
  let length = 0;
  let start = 0;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    let slope = first + length * square;
    let curvature = square;
    for (let i = 0; i < sign.length; i++) {
      const step = sign[i] * along[i];
      const raw = multipliers[i] + penalty * (1 - sign[i] * decisions[i] - length * step);
      if (raw <= 0) continue;
      if (raw >= limits[i]) slope -= limits[i] * step;
      else {
        slope -= raw * step;
        curvature += penalty * step * step;
      }
    }
    if (trial === 0) {
      start = slope;
      if (!(slope < 0)) return 0;
      length = 1;
      continue;
    }
    if (Math.abs(slope) <= SHARE_OF_SLOPE * Math.abs(start)) return length;
    if (slope < 0) low = length;
    else high = length;
    const next = length - slope / curvature;
    const inside = next > low && next < high;
    const other = high < Infinity ? (low + high) / 2 : 2 * length;
    length = inside ? next : other;
  }
  return length;
}

/**
 * By how much the pair that violates the optimality conditions most does so, and the bias: the mean of what the free rows ask for,
 * or the middle of the interval that the others leave.
 */
function optimality(
  sign: Float64Array,
  limits: Float64Array,
  multipliers: Float64Array,
  decisions: Float64Array,
  bias: number,
): { readonly gap: number; readonly middle: number } {
  let highest = -Infinity;
  let lowest = Infinity;
  let sum = 0;
  let free = 0;
  for (let i = 0; i < sign.length; i++) {
    const slope = sign[i] - decisions[i] + bias;
    const above = multipliers[i] > 0;
    const below = multipliers[i] < limits[i];
    if (above && below) {
      sum += slope;
      free++;
    }
    if (sign[i] > 0 ? below : above) highest = Math.max(highest, slope);
    if (sign[i] > 0 ? above : below) lowest = Math.min(lowest, slope);
  }
  return { gap: highest - lowest, middle: free > 0 ? sum / free : (highest + lowest) / 2 };
}
