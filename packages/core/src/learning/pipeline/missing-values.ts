import { type Matrix, matrix, zerosLike } from '../../numbers/matrix.ts';
import { sourceOf } from '../../numbers/source-rows.ts';
import type { JoinedRows } from './joined-rows.ts';

/** What was found of tables, which nobody writes into once they are there: they are asked about again for each cell. */
const known = new WeakMap<Matrix, boolean>();

/** Whether some row lacks a family: its columns are NaN there. */
export function lacksValues(x: Matrix): boolean {
  // The rows of a fold are a part of a table that all folds share.
  const found = known.get(x) ?? (isPartOfWhole(x) ? false : hasNaN(x));
  known.set(x, found);
  return found;
}

function isPartOfWhole(x: Matrix): boolean {
  const source = sourceOf(x);
  return source !== undefined && !lacksValues(source.table);
}

function hasNaN({ data }: Matrix): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true;
  return false;
}

/** The mean of each column over the rows that have it; 0 for a column that no row has. */
export function meansOfPresent({ rows, columns, data }: Matrix): readonly number[] {
  const sums = new Array<number>(columns).fill(0);
  const counts = new Array<number>(columns).fill(0);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) {
      if (Number.isNaN(data[at])) continue;
      sums[c] += data[at];
      counts[c]++;
    }
  }
  return sums.map((sum, c) => (counts[c] > 0 ? sum / counts[c] : 0));
}

/** A copy in which the mean of its column stands wherever a value is missing. */
export function filled({ rows, columns, data }: Matrix, means: readonly number[]): Matrix<Float64Array> {
  const whole = Float64Array.from(data, (value, at) => (Number.isNaN(value) ? means[at % columns] : value));
  return { rows, columns, data: whole };
}

/** Training rows with their own means where values are missing: what a selector is shown. */
export function filledRows(rows: JoinedRows): JoinedRows {
  const { x } = rows;
  if (!lacksValues(x)) return rows;
  const whole = filled(x, meansOfPresent(x));
  const data = zerosLike(x.data, whole.data.length);
  data.set(whole.data);
  return { ...rows, x: matrix(x.rows, x.columns, data) };
}
