import { type Matrix, type Numbers, takenFrom } from './matrix.ts';

/** Which rows of another table a table is a copy of. */
export interface SourceRows {
  readonly table: Matrix;
  /** Row numbers in that table, ascending. */
  readonly rows: Int32Array;
}

/** By the numbers of the copy: what is computed once for a table serves its parts, as folds are. */
const sources = new WeakMap<Matrix['data'], SourceRows>();

/** Notes that numbers are the given rows of a table, with all columns; not where these do not ascend. */
export function noteSource(data: Numbers, table: Matrix, rows: Int32Array): void {
  const source = sourceOfRows(table, rows);
  if (source) sources.set(data, source);
}

/** The table that the rows of a table come from, as far as it is known: one that comes from no other. */
export function sourceOf(x: Matrix): SourceRows | undefined {
  const taken = takenFrom(x);
  return taken ? sourceOfRows(taken.table, taken.rows) : sources.get(x.data);
}

/** Rows of a table, or of the one that it comes from itself; nothing where they do not ascend. */
function sourceOfRows(table: Matrix, rows: Int32Array): SourceRows | undefined {
  for (let r = 1; r < rows.length; r++) if (rows[r] <= rows[r - 1]) return undefined;
  const before = sourceOf(table);
  return before ? { table: before.table, rows: rows.map((row) => before.rows[row]) } : { table, rows };
}

/** A table of float64: itself, or a copy that has the same source. */
export function asFloat64(x: Matrix): Matrix<Float64Array> {
  const { rows, columns, data } = x;
  if (data instanceof Float64Array) return { rows, columns, data };
  const copy = { rows, columns, data: Float64Array.from(data) };
  const source = sources.get(data);
  if (source) sources.set(copy.data, source);
  return copy;
}
