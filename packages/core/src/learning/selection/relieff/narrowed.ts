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
  const columns = Int32Array.from(ranges, ({ column }) => column);
  const lows = Float64Array.from(ranges, ({ lowest }) => lowest);
  const scales = Float64Array.from(ranges, ({ scale }) => scale);
  for (const r of training) {
    const start = r * x.columns;
    for (let s = 0, at = r * width; s < width; s++, at++) {
      before[at] = grid.values[start + columns[s]];
      after[at] = Math.round((x.data[start + columns[s]] - lows[s]) * scales[s]);
    }
  }
  return { member, columns, before, after };
}

/** The columns whose range in the training rows differs from that in the table, with their grid in the training rows. */
export function narrowedColumns({ x, grid }: RelieffTable, training: Int32Array) {
  const member = new Uint8Array(x.rows);
  for (const r of training) member[r] = 1;
  const atStake = columnsAtStake(grid, member);
  const lows = new Float64Array(atStake.length).fill(Infinity);
  const highs = new Float64Array(atStake.length).fill(-Infinity);
  for (const r of training) {
    const start = r * x.columns;
    for (let s = 0; s < atStake.length; s++) {
      const value = x.data[start + atStake[s]];
      if (value < lows[s]) lows[s] = value;
      if (value > highs[s]) highs[s] = value;
    }
  }
  const ranges: { column: number; lowest: number; scale: number }[] = [];
  for (let s = 0; s < atStake.length; s++) {
    const column = atStake[s];
    if (lows[s] === grid.lowest[column] && highs[s] === grid.highest[column]) continue;
    ranges.push({ column, lowest: lows[s], scale: stepsPerUnit(lows[s], highs[s]) });
  }
  return ranges;
}

/** The columns in which a row outside the training set holds the table's least or greatest value. */
function columnsAtStake(grid: RelieffTable['grid'], member: Uint8Array): Int32Array {
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
  return Int32Array.from(atStake.keys()).filter((c) => atStake[c] === 1);
}
