import type { Matrix } from '../../../numbers/matrix.ts';

/** The inner product of each row with `vector`, plus `added`: four rows at a time, so that sums do not wait for each other. */
export function dotRows(
  { rows, columns, data }: Matrix<Float64Array>,
  vector: Float64Array,
  added: number,
  out: Float64Array,
): void {
  const fours = rows - (rows % 4);
  for (let r = 0; r < fours; r += 4) {
    let p = r * columns;
    let q = p + columns;
    let s = q + columns;
    let t = s + columns;
    let ofP = added;
    let ofQ = added;
    let ofS = added;
    let ofT = added;
    for (let c = 0; c < columns; c++, p++, q++, s++, t++) {
      const value = vector[c];
      ofP += value * data[p];
      ofQ += value * data[q];
      ofS += value * data[s];
      ofT += value * data[t];
    }
    out[r] = ofP;
    out[r + 1] = ofQ;
    out[r + 2] = ofS;
    out[r + 3] = ofT;
  }
  for (let r = fours; r < rows; r++) {
    let sum = added;
    for (let c = 0, at = r * columns; c < columns; c++, at++) sum += vector[c] * data[at];
    out[r] = sum;
  }
}

/** Adds `times` each row, each multiplied by its own factor, to the first `columns` numbers of `sums`. */
export function addProducts(
  { rows, columns, data }: Matrix<Float64Array>,
  factors: Float64Array,
  times: number,
  sums: Float64Array,
): void {
  for (let r = 0; r < rows; r++) {
    const factor = times * factors[r];
    if (factor === 0) continue;
    for (let c = 0, at = r * columns; c < columns; c++, at++) sums[c] += factor * data[at];
  }
}

/**
 * Adds `times` the squares of some rows to the lower triangle of a matrix of `columns + 1` rows, each row with a 1 behind its last
 * column: four rows at a time.
 */
export function addSquares(
  { columns, data }: Matrix<Float64Array>,
  which: Int32Array,
  times: number,
  sums: Float64Array,
): void {
  const size = columns + 1;
  const last = columns * size;
  const fours = which.length - (which.length % 4);
  for (let i = 0; i < fours; i += 4) {
    const p = which[i] * columns;
    const q = which[i + 1] * columns;
    const s = which[i + 2] * columns;
    const t = which[i + 3] * columns;
    for (let row = 0; row < columns; row++) {
      const ofP = times * data[p + row];
      const ofQ = times * data[q + row];
      const ofS = times * data[s + row];
      const ofT = times * data[t + row];
      const at = row * size;
      for (let c = 0; c <= row; c++) {
        sums[at + c] += ofP * data[p + c] + ofQ * data[q + c] + ofS * data[s + c] + ofT * data[t + c];
      }
    }
    for (let c = 0; c < columns; c++) {
      sums[last + c] += times * (data[p + c] + data[q + c] + data[s + c] + data[t + c]);
    }
  }
  for (let i = fours; i < which.length; i++) {
    const p = which[i] * columns;
    for (let row = 0; row < columns; row++) {
      const ofP = times * data[p + row];
      for (let c = 0, at = row * size; c <= row; c++, at++) sums[at] += ofP * data[p + c];
    }
    for (let c = 0; c < columns; c++) sums[last + c] += times * data[p + c];
  }
  sums[last + columns] += times * which.length;
}
