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
