import type { Rows } from '../row-pairs/rows.ts';
import { type OpenRowSums, solveTriangles } from './row-sums.ts';

/** Sums wherever TypeScript runs. */
export const plainRowSums: OpenRowSums = ({ rows, columns, data }: Rows) => {
  const size = columns + 1;
  return {
    dot(vector, added, out) {
      for (let r = 0, at = 0; r < rows; r++, at += columns) {
        let even = 0;
        let odd = 0;
        for (let c = 0; c < columns - 1; c += 2) {
          even += vector[c] * data[at + c];
          odd += vector[c + 1] * data[at + c + 1];
        }
        if (columns % 2 === 1) even += vector[columns - 1] * data[at + columns - 1];
        out[r] = even + odd + added;
      }
    },
    addProducts(factors, sums) {
      for (let r = 0; r < rows; r++) {
        const factor = factors[r];
        for (let c = 0, at = r * columns; c < columns; c++, at++) sums[c] += factor * data[at];
      }
    },
    solveSquares(which, times, diagonal, vector) {
      const matrix = new Float64Array(size * size);
      const value = (row: number, c: number) => (row < 0 ? 0 : c < columns ? data[row * columns + c] : 1);
      // Four rows at a time, as vectors take them: rows of 0 behind the last ones.
      for (let i = 0; i < which.length; i += 4) {
        const [p, q, s, t] = [0, 1, 2, 3].map((k) => (i + k < which.length ? which[i + k] : -1));
        for (let row = 0; row < size; row++) {
          const ofP = times * value(p, row);
          const ofQ = times * value(q, row);
          const ofS = times * value(s, row);
          const ofT = times * value(t, row);
          for (let c = 0; c <= row; c++) {
            matrix[row * size + c] +=
              ofP * value(p, c) + ofQ * value(q, c) + ofS * value(s, c) + ofT * value(t, c);
          }
        }
      }
      for (let c = 0; c < size; c++) matrix[c * size + c] += diagonal[c];
      if (!factorise(matrix, size)) return false;
      solveTriangles(matrix, size, size, vector);
      return true;
    },
  };
};

function factorise(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let even = 0;
      let odd = 0;
      for (let k = 0; k < j - 1; k += 2) {
        even += matrix[row + k] * matrix[other + k];
        odd += matrix[row + k + 1] * matrix[other + k + 1];
      }
      let sum = even + odd;
      if (j % 2 === 1) sum += matrix[row + j - 1] * matrix[other + j - 1];
      const value = matrix[row + j] - sum;
      if (i > j) matrix[row + j] = value / matrix[other + j];
      else if (value > 0) matrix[row + i] = Math.sqrt(value);
      else return false;
    }
  }
  return true;
}
