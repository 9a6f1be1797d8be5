import { manhattanDistances, type Rows } from '@wince/kernels';
import type { Grid } from './grid.ts';

/** Rows whose distances from all later rows are computed at once: so many that a row is not often read again. */
const ROWS_AT_ONCE = 128;

/**
 * Manhattan distances between the rows of a grid, in steps, exact.
 *
 * Writes (i, j) and (j, i) for all from <= i < to and i <= j < rows, so that the calls for blocks that cover all rows
 * fill the whole matrix, in whatever order or thread they run.
 *
 * @param out rows x rows, may be shared between threads
 */
export function fillDistances(grid: Grid, from: number, to: number, out: Float64Array): void {
  const n = grid.rows;
  for (let first = from; first < to; first += ROWS_AT_ONCE) {
    const end = Math.min(first + ROWS_AT_ONCE, to);
    const distances = manhattanDistances(rowsOf(grid, first, end), rowsOf(grid, first, n));
    for (let j = first; j < n; j++) {
      for (let i = first, at = j - first; i < end && i <= j; i++, at += n - first) {
        out[i * n + j] = distances[at];
        out[j * n + i] = distances[at];
      }
    }
  }
}

/** Distances of the rows from <= i < to from all rows: `(to - from)` x rows numbers. */
export function distancesFrom(grid: Grid, from: number, to: number): Float64Array {
  return manhattanDistances(rowsOf(grid, from, to), rowsOf(grid, 0, grid.rows));
}

function rowsOf({ columns, values }: Grid, from: number, to: number): Rows {
  return { rows: to - from, columns, data: values.subarray(from * columns, to * columns) };
}
