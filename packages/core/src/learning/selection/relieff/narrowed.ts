import { openRowDifferences, type RowDifferences } from '@wince/kernels';
import { stepsPerUnit } from './grid.ts';
import type { RelieffTable } from './table.ts';

/** What a training set changes in a table: the columns whose range is narrower in it. */
export interface Narrowed {
  /** 1 for the rows of the training set. */
  readonly member: Uint8Array;
  /** Columns whose range differs from the table's. */
  readonly columns: Int32Array;
  /**
   * Those columns of the rows of the training set, twice: on the grid of the table, and behind it on that of the training rows (for these
   * alone). Null where there are none.
   */
  readonly differences: RowDifferences | null;
}

/** All rows as a training set: no range is narrower. */
export function wholeTable({ grid: { rows } }: RelieffTable): Narrowed {
  return { member: new Uint8Array(rows).fill(1), columns: new Int32Array(0), differences: null };
}

/**
 * @param training row numbers, ascending
 * @param most columns: null where more of them are narrower
 */
export function narrowed(table: RelieffTable, training: Int32Array, most: number): Narrowed | null {
  const { x, grid } = table;
  const member = new Uint8Array(x.rows);
  for (const r of training) member[r] = 1;
  const atStake = columnsAtStake(grid, member);
  const many = atStake.length;
  // The columns at stake of the training rows, side by side.
  const values = new Float64Array(training.length * many);
  const lows = new Float64Array(many).fill(Infinity);
  const highs = new Float64Array(many).fill(-Infinity);
  for (let i = 0, at = 0; i < training.length; i++) {
    const start = training[i] * x.columns;
    for (let s = 0; s < many; s++, at++) {
      const value = x.data[start + atStake[s]];
      values[at] = value;
      if (value < lows[s]) lows[s] = value;
      if (value > highs[s]) highs[s] = value;
    }
  }
  const places = Int32Array.from(atStake.keys()).filter((s) => {
    const column = atStake[s];
    return lows[s] !== grid.lowest[column] || highs[s] !== grid.highest[column];
  });
  const width = places.length;
  if (width > most) return null;
  const columns = places.map((s) => atStake[s]);
  if (width === 0) return { member, columns, differences: null };
  const differences = openRowDifferences(x.rows, 2 * width);
  const low = Float64Array.from(places, (s) => lows[s]);
  const scale = Float64Array.from(places, (s) => stepsPerUnit(lows[s], highs[s]));
  for (let i = 0; i < training.length; i++) {
    const from = i * many;
    const start = training[i] * x.columns;
    for (let s = 0, at = training[i] * 2 * width; s < width; s++, at++) {
      differences.values[at] = grid.values[start + columns[s]];
      differences.values[at + width] = Math.round((values[from + places[s]] - low[s]) * scale[s]);
    }
  }
  return { member, columns, differences };
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
