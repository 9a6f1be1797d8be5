import { innerProducts } from '@wince/kernels';
import type { Matrix } from '../../numbers/matrix.ts';
import type { TrainingRows } from './classifier.ts';

/** Rows whose products with all later rows are computed at once: so many that a row is not often read again. */
const ROWS_AT_ONCE = 128;

/** Inner products of all pairs of rows: `rows x rows` numbers, symmetric. Bit for bit the same whenever it is computed. */
export function linearGram(x: Matrix<Float64Array>): Float64Array {
  const { rows, columns, data } = x;
  const gram = new Float64Array(rows * rows);
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const part = {
      rows: Math.min(ROWS_AT_ONCE, rows - first),
      columns,
      data: data.subarray(first * columns),
    };
    const others = { rows: rows - first, columns, data: part.data };
    const products = innerProducts(part, others);
    for (let j = first; j < rows; j++) {
      for (let i = first, at = j - first; i < first + part.rows && i <= j; i++, at += others.rows) {
        gram[i * rows + j] = products[at];
        gram[j * rows + i] = products[at];
      }
    }
  }
  return gram;
}

/** The inner products of training rows: those that came with them, or computed now. */
export function gramOf({ x, gram }: Pick<TrainingRows, 'x' | 'gram'>): Float64Array {
  if (!gram) return linearGram(x);
  if (gram.length === x.rows * x.rows) return gram;
  throw new RangeError(`the inner products of ${x.rows} rows are ${x.rows ** 2} numbers, not ${gram.length}`);
}
