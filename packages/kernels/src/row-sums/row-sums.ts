import type { Rows } from '../row-pairs/rows.ts';

/**
 * Sums over the rows of one table, each row with a 1 behind its last column where it is told so (`widened`): what fitting a hyperplane
 * takes. All forms give the same bits: an inner product adds even and odd columns apart, and then both.
 */
export interface RowSums {
  /** The inner product of each row with as many numbers as there are columns, plus `added`. */
  dot(vector: Float64Array, added: number, out: Float64Array): void;
  /** Adds each row, times its own factor, to as many sums as there are columns. */
  addProducts(factors: Float64Array, sums: Float64Array): void;
  /**
   * Solves a system of `columns + 1` equations: the sum of squares of some widened rows, `times` each, plus a diagonal.
   *
   * @param which numbers of rows
   * @param vector the right side; takes the solution
   * @returns false where the matrix is not positive definite
   */
  solveSquares(which: Int32Array, times: number, diagonal: Float64Array, vector: Float64Array): boolean;
}

/** How the sums of a table are opened. */
export type OpenRowSums = (table: Rows) => RowSums;

/** Solves L L' x = b in place for the lower triangle L, whose lines are `step` numbers apart. */
export function solveTriangles(factor: Float64Array, size: number, step: number, vector: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = vector[i];
    for (let k = 0; k < i; k++) sum -= factor[i * step + k] * vector[k];
    vector[i] = sum / factor[i * step + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = vector[i] / factor[i * step + i];
    vector[i] = value;
    for (let k = 0; k < i; k++) vector[k] -= factor[i * step + k] * value;
  }
}
