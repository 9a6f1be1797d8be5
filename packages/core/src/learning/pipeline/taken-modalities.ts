import { type Matrix, matrix, zerosLike } from '../../numbers/matrix.ts';
import { type ModalityColumns, rowsWithModality } from './stages/fusion/modality-columns.ts';

/** Rows as if a modality had not been recorded. */
export interface RowsWithout {
  readonly modality: string;
  /** Of the given rows those in which something else is left, in their order. */
  readonly rows: Int32Array;
  /** Their values: NaN in the columns of the modality. */
  readonly x: Matrix;
}

/**
 * Takes each modality away in turn: what a model then makes of the rows is what it makes of recordings without it.
 *
 * @param x rows of the joined table
 */
export function takeModalities(x: Matrix, modalities: readonly ModalityColumns[]): readonly RowsWithout[] {
  return modalities.flatMap((taken) => {
    const left = new Set(
      modalities.flatMap((other) => (other === taken ? [] : [...rowsWithModality(x, other)])),
    );
    const rows = Int32Array.from(left).sort();
    if (rows.length === 0) return [];
    const data = zerosLike(x.data, rows.length * x.columns);
    rows.forEach((row, i) => {
      data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns);
      data.fill(Number.NaN, i * x.columns + taken.start, i * x.columns + taken.end);
    });
    return [{ modality: taken.name, rows, x: matrix(rows.length, x.columns, data) }];
  });
}
