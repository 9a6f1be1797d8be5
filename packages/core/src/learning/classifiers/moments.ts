import type { Matrix } from '../../numbers/matrix.ts';

/**
 * Where the rows that are left out hold all but this share of a column's spread, what remains is rounding: such a fold is fitted
 * alone.
 */
const LEAST_SHARE = 1e-6;

/** Means and sums of squares of the columns of a group of rows, from which rows can be taken away. */
export interface ColumnMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Of each column, the sum of squared distances from the mean. */
  readonly squares: Float64Array;
}

/** @param isIn 1 for each row that belongs to the group; all rows where it is not given */
export function momentsOf({ rows, columns, data }: Matrix, isIn?: Uint8Array): ColumnMoments {
  const mean = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    if (isIn && isIn[r] === 0) continue;
    count++;
    for (let c = 0, at = r * columns; c < columns; c++, at++) mean[c] += data[at];
  }
  for (let c = 0; c < columns; c++) mean[c] /= count;
  for (let r = 0; r < rows; r++) {
    if (isIn && isIn[r] === 0) continue;
    for (let c = 0, at = r * columns; c < columns; c++, at++) squares[c] += (data[at] - mean[c]) ** 2;
  }
  return { count, mean, squares };
}

/**
 * Mean and population variance of each column without some rows of the group: what costs as much as the rows that are left out.
 *
 * @param left numbers of rows of the group
 * @returns null where nothing is left, or what is left of a column's spread is too little to be told from rounding
 */
export function momentsWithout(
  { count, mean, squares }: ColumnMoments,
  { columns, data }: Matrix,
  left: readonly number[],
): { readonly count: number; readonly mean: Float64Array; readonly variance: Float64Array } | null {
  const remaining = count - left.length;
  if (remaining < 1) return null;
  const shifted = new Float64Array(columns);
  const variance = squares.slice();
  for (const row of left) {
    for (let c = 0, at = row * columns; c < columns; c++, at++) {
      const distance = data[at] - mean[c];
      shifted[c] -= distance;
      variance[c] -= distance * distance;
    }
  }
  for (let c = 0; c < columns; c++) {
    const shift = shifted[c] / remaining;
    const sum = variance[c] - shift * shifted[c];
    if (squares[c] > 0 && !(sum > LEAST_SHARE * squares[c])) return null;
    variance[c] = squares[c] > 0 ? sum / remaining : 0;
    shifted[c] = mean[c] + shift;
  }
  return { count: remaining, mean: shifted, variance };
}
