import { z } from 'zod';
import { type Matrix, matrix } from '../../numbers/matrix.ts';
import { alongAxes, principalAxes } from './principal-axes.ts';

const numbers = z.array(z.number());

/** Where rows usually lie: a normal distribution that varies freely along few axes, and equally in all other directions. */
export const usualSpace = z
  .object({
    /** Of each column. */
    mean: numbers,
    /** The standard deviation of each column; 1 for a column that does not vary. */
    deviation: numbers,
    /** Orthonormal, in units of the deviations. */
    axes: z.array(numbers),
    /** Along each axis. */
    variances: z.array(z.number().positive()),
    /** In each direction across the axes. */
    rest: z.number().positive(),
  })
  .refine(
    ({ mean, deviation, axes, variances }) =>
      mean.length === deviation.length &&
      axes.length === variances.length &&
      axes.every((axis) => axis.length === mean.length),
    'its means, deviations and axes do not fit together',
  );
/** Where rows usually lie; see `usualSpace`. */
export type UsualSpace = z.infer<typeof usualSpace>;

/** At most so many axes: a handful of subjects does not say more of how columns vary together. */
const MOST_AXES = 10;
/** Subjects behind each axis. */
const SUBJECTS_AN_AXIS = 4;
/** A direction across the axes varies at least this much, in units of the deviations. */
const LEAST_REST = 1e-6;
/** Digits that are kept: far below what distances of rows differ by. */
const DIGITS = 8;

/**
 * Where rows usually lie. The covariance of z-scores is taken from their first principal axes, and from the mean of what is left in every other
 * direction: of hundreds of columns and a few dozen subjects no full covariance can be known.
 *
 * @param x finite
 * @source Tipping and Bishop 1999, doi:10.1111/1467-9868.00196
 */
export function fitUsualSpace(x: Matrix, subjects: number): UsualSpace {
  const mean = columnMeans(x);
  const deviation = columnDeviations(x, mean);
  const z = inDeviations(x, { mean, deviation });
  const varying = x.data.length === 0 ? 0 : varyingColumns(z);
  const count = Math.min(MOST_AXES, Math.floor(subjects / SUBJECTS_AN_AXIS), x.rows - 1, varying - 1);
  const { axes, variances } =
    count > 0
      ? principalAxes(z, count)
      : { axes: matrix(0, x.columns, new Float64Array(0)), variances: new Float64Array(0) };
  const kept = [...variances.keys()].filter((a) => variances[a] > LEAST_REST);
  const left = totalVariance(z) - kept.reduce((sum, a) => sum + variances[a], 0);
  return {
    mean: mean.map(short),
    deviation: deviation.map(short),
    axes: kept.map((a) =>
      Array.from(axes.data.subarray(a * x.columns, (a + 1) * x.columns), (value) => short(value)),
    ),
    variances: kept.map((a) => short(variances[a])),
    rest: short(Math.max(LEAST_REST, left / Math.max(1, x.columns - kept.length))),
  };
}

/**
 * How far rows lie from the middle of where rows usually lie: Mahalanobis' distance under the covariance of the space, one for each row.
 *
 * @param x the columns that the space was fitted on, finite
 * @source Mahalanobis 1936; as a sign that a row is unlike the training rows: Lee et al. 2018, arXiv:1807.03888
 */
export function distancesFromUsual(space: UsualSpace, x: Matrix): Float64Array {
  const z = inDeviations(x, space);
  const along = alongAxes(z, matrix(space.axes.length, x.columns, Float64Array.from(space.axes.flat())));
  return Float64Array.from({ length: x.rows }, (_, r) => {
    let squares = 0;
    for (let c = 0; c < x.columns; c++) squares += z.data[r * x.columns + c] ** 2;
    let within = 0;
    let distance = 0;
    for (let a = 0; a < space.axes.length; a++) {
      const square = along.data[r * space.axes.length + a] ** 2;
      within += square;
      distance += square / space.variances[a];
    }
    return Math.sqrt(distance + Math.max(0, squares - within) / space.rest);
  });
}

/** How many deviations each column of rows lies from its mean. */
export function inDeviations(
  x: Matrix,
  { mean, deviation }: Pick<UsualSpace, 'mean' | 'deviation'>,
): Matrix<Float64Array> {
  const data = new Float64Array(x.data.length);
  for (let r = 0, at = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++, at++) data[at] = (x.data[at] - mean[c]) / deviation[c];
  }
  return matrix(x.rows, x.columns, data);
}

function columnMeans(x: Matrix): number[] {
  const mean = new Array<number>(x.columns).fill(0);
  for (let r = 0, at = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++, at++) mean[c] += x.data[at] / x.rows;
  }
  return mean;
}

function columnDeviations(x: Matrix, mean: readonly number[]): number[] {
  const squares = new Array<number>(x.columns).fill(0);
  for (let r = 0, at = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++, at++) squares[c] += (x.data[at] - mean[c]) ** 2;
  }
  return squares.map((sum, c) => {
    const deviation = Math.sqrt(sum / Math.max(1, x.rows - 1));
    // What rounding leaves of equal values is no variation.
    return deviation > 1e-9 * Math.max(1, Math.abs(mean[c])) ? deviation : 1;
  });
}

function totalVariance(z: Matrix<Float64Array>): number {
  return z.data.reduce((sum, value) => sum + value * value, 0) / Math.max(1, z.rows - 1);
}

function varyingColumns(z: Matrix<Float64Array>): number {
  let count = 0;
  for (let c = 0; c < z.columns; c++) {
    for (let r = 0; r < z.rows; r++) {
      if (Math.abs(z.data[r * z.columns + c]) > 1e-6) {
        count++;
        break;
      }
    }
  }
  return count;
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
