import { manhattanDistances, type Rows } from '@wince/kernels';
import type { Grid } from './grid.ts';

/** Manhattan distances of the rows from <= i < to from all rows, in steps, exact: `(to - from)` x rows numbers. */
export function distancesFrom(grid: Grid, from: number, to: number): Float64Array {
  return manhattanDistances(rowsOf(grid, from, to), rowsOf(grid, 0, grid.rows));
}

function rowsOf({ columns, values }: Grid, from: number, to: number): Rows {
  return { rows: to - from, columns, data: values.subarray(from * columns, to * columns) };
}
