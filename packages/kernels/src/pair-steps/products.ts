import type { Rows } from '../row-pairs/rows.ts';
import { COLUMNS_AT_ONCE } from './pair-steps.ts';

const { fround } = Math;

/** The inner products of all pairs of rows in single precision, rows x rows, symmetric: see `PairTable`. */
export function plainProducts({ rows, columns, data }: Rows): Float32Array {
  const narrow = Float32Array.from(data);
  const values = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      let sum = 0;
      for (let first = 0; first < columns; first += COLUMNS_AT_ONCE) {
        const end = Math.min(first + COLUMNS_AT_ONCE, columns);
        let some = 0;
        for (let c = first; c < end; c++) {
          some = fround(some + fround(narrow[i * columns + c] * narrow[j * columns + c]));
        }
        sum += some;
      }
      values[i * rows + j] = sum;
      values[j * rows + i] = sum;
    }
  }
  return values;
}
