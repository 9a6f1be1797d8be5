import type { Matrix } from '../../../numbers/matrix.ts';

/** The columns of a table as ranks: equal values share one, and the ranks of a column are 0, 1, 2 ... without gaps. */
export interface Ranks {
  readonly rows: number;
  readonly columns: number;
  /** Column-major: the rank of row r in column c is `of[c * rows + r]`. */
  readonly of: Uint16Array | Uint32Array;
  /** Column-major: the value behind rank k of column c is `values[c * rows + k]`. */
  readonly values: Float64Array;
}

/** Columns that are copied out of the table together: a row's part of them lies in one or two cache lines. */
const TOGETHER = 16;

export function rankColumns({ rows, columns, data }: Matrix<Float64Array>): Ranks {
  const of = rows <= 65536 ? new Uint16Array(rows * columns) : new Uint32Array(rows * columns);
  const values = new Float64Array(rows * columns);
  const copies = new Float64Array(rows * TOGETHER);
  for (let first = 0; first < columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, columns - first);
    for (let r = 0; r < rows; r++) {
      for (let c = 0, at = r * columns + first; c < width; c++, at++) copies[c * rows + r] = data[at];
    }
    for (let c = 0; c < width; c++) {
      const column = copies.subarray(c * rows, (c + 1) * rows);
      const start = (first + c) * rows;
      const sorted = values.subarray(start, start + rows);
      sorted.set(column);
      sorted.sort();
      let distinct = 1;
      for (let r = 1; r < rows; r++) if (sorted[r] !== sorted[distinct - 1]) sorted[distinct++] = sorted[r];
      for (let r = 0; r < rows; r++) of[start + r] = rankIn(sorted, distinct, column[r]);
    }
  }
  return { rows, columns, of, values };
}

/** The place of a value among distinct ascending values that hold it. */
function rankIn(sorted: Float64Array, distinct: number, value: number): number {
  let low = 0;
  let high = distinct - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
