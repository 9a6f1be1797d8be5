import { type Cell, classifiers, type JoinedRows, type Matrix, matrix } from '@wince/core';

/** Columns as z-scores of all rows, with the mean where a value is missing: as a cell whose classifier asks for z-scores has them. */
export function zScoresOfAll(cell: Cell, { x }: JoinedRows, known: Int32Array): Matrix {
  const data = Float64Array.from(x.data);
  const standardise = classifiers.get(cell.classifier.id).standardise;
  centreColumns(data, x.columns, known, (mean, deviation) => (value) => {
    if (!standardise) return Number.isNaN(value) ? mean : value;
    return Number.isNaN(value) ? 0 : (value - mean) / (deviation || 1);
  });
  return matrix(x.rows, x.columns, data);
}

/** Each column centred and scaled by all known rows of the row's own subject. */
export function perSubject(rows: JoinedRows, known: Int32Array): JoinedRows {
  const { x } = rows;
  const data = Float64Array.from(x.data);
  for (const own of Map.groupBy(known, (row) => rows.subjects[row]).values()) {
    centreColumns(data, x.columns, own, (mean, deviation) => (value) => (value - mean) / (deviation || 1));
  }
  return { ...rows, x: matrix(x.rows, x.columns, data) };
}

/** Replaces the values of some rows, column by column, by what becomes of them under their own mean and deviation. */
function centreColumns(
  data: Float64Array,
  columns: number,
  rows: ArrayLike<number>,
  become: (mean: number, deviation: number) => (value: number) => number,
): void {
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    let known = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = data[rows[i] * columns + c];
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    const mean = known > 0 ? sum / known : 0;
    let squares = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = data[rows[i] * columns + c];
      if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    }
    const centred = become(mean, known > 0 ? Math.sqrt(squares / known) : 0);
    for (let i = 0; i < rows.length; i++) {
      const at = rows[i] * columns + c;
      data[at] = centred(data[at]);
    }
  }
}
