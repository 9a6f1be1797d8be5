import { manhattanDistances, type Rows } from '@wince/kernels';
import type { Grid } from './grid.ts';

/** Manhattan distances of the rows from <= i < to from all rows, in steps, exact: `(to - from)` x rows numbers. */
export function distancesFrom(grid: Grid, from: number, to: number): Float64Array {
  return manhattanDistances(rowsOf(grid, from, to), rowsOf(grid, 0, grid.rows));
}

/** The distance of two rows, in steps, exact. Sums of whole steps are the same in any order: four of them do not wait for each other. */
export function distanceOf({ columns, values }: Grid, i: number, j: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let a = i * columns;
  let b = j * columns;
  const end = a + columns;
  for (const last = end - 3; a < last; a += 4, b += 4) {
    first += Math.abs(values[a] - values[b]);
    second += Math.abs(values[a + 1] - values[b + 1]);
    third += Math.abs(values[a + 2] - values[b + 2]);
    fourth += Math.abs(values[a + 3] - values[b + 3]);
  }
  for (; a < end; a++, b++) first += Math.abs(values[a] - values[b]);
  return first + second + third + fourth;
}

function rowsOf({ columns, values }: Grid, from: number, to: number): Rows {
  return { rows: to - from, columns, data: values.subarray(from * columns, to * columns) };
}
