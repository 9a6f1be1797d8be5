import { stepsPerUnit } from './grid.ts';
import type { RelieffTable } from './table.ts';

/** What a training set changes in a table: the columns whose range is narrower in it. */
export interface Narrowed {
  /** 1 for the rows of the training set. */
  readonly member: Uint8Array;
  /** Columns whose range differs from the table's. */
  readonly columns: Int32Array;
  /** Rows x those columns: on the grid of the table, and on that of the training rows (for these alone). */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** @param training row numbers, ascending */
export function narrowed(table: RelieffTable, training: Int32Array): Narrowed {
  const { x, grid } = table;
  const member = new Uint8Array(x.rows);
  for (const r of training) member[r] = 1;
  const ranges = narrowedColumns(table, training);
  const width = ranges.length;
  const before = new Float64Array(x.rows * width);
  const after = new Float64Array(x.rows * width);
  for (const r of training) {
    for (let s = 0; s < width; s++) {
      const { column, lowest, scale } = ranges[s];
      const at = r * x.columns + column;
      before[r * width + s] = grid.values[at];
      after[r * width + s] = Math.round((x.data[at] - lowest) * scale);
    }
  }
  return { member, columns: Int32Array.from(ranges, ({ column }) => column), before, after };
}

/** The columns whose range in the training rows differs from that in the table, with their grid in the training rows. */
export function narrowedColumns({ x, grid }: RelieffTable, training: Int32Array) {
  const member = new Uint8Array(x.rows);
  for (const r of training) member[r] = 1;
  const ranges: { column: number; lowest: number; scale: number }[] = [];
  for (const column of columnsAtStake(grid, member)) {
    let lowest = Infinity;
    let highest = -Infinity;
    for (const r of training) {
      const value = x.data[r * x.columns + column];
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    if (lowest === grid.lowest[column] && highest === grid.highest[column]) continue;
    ranges.push({ column, lowest, scale: stepsPerUnit(lowest, highest) });
  }
  return ranges;
}

/** The columns in which a row outside the training set holds the table's least or greatest value. */
function columnsAtStake(grid: RelieffTable['grid'], member: Uint8Array): number[] {
  const atStake = new Uint8Array(grid.columns);
  const top = grid.highest.map((high, c) =>
    Math.round((high - grid.lowest[c]) * stepsPerUnit(grid.lowest[c], high)),
  );
  for (let r = 0; r < grid.rows; r++) {
    if (member[r] === 1) continue;
    for (let c = 0, at = r * grid.columns; c < grid.columns; c++, at++) {
      if (grid.values[at] === 0 || grid.values[at] === top[c]) atStake[c] = 1;
    }
  }
  const columns: number[] = [];
  for (let c = 0; c < atStake.length; c++) if (atStake[c] === 1) columns.push(c);
  return columns;
}
