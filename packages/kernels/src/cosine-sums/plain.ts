import type { OpenCosineSums } from './cosine-sums.ts';

/** Cosine transforms wherever TypeScript runs. */
export const plainCosineSums: OpenCosineSums = ({ bands, count, weights }) => {
  const half = bands / 2;
  const sums = new Float64Array(half);
  const differences = new Float64Array(half);
  return (levels, floor, rows, out) => {
    for (let row = 0; row < rows; row++) {
      for (let band = 0, low = row * bands, high = low + bands - 1; band < half; band++, low++, high--) {
        const a = Math.max(levels[low], floor);
        const b = Math.max(levels[high], floor);
        sums[band] = a + b;
        differences[band] = a - b;
      }
      for (let c = 0, at = 0; c < count; c++) {
        const values = c % 2 === 0 ? sums : differences;
        let sum = 0;
        for (let band = 0; band < half; band++, at++) sum += weights[at] * values[band];
        out[row * count + c] = sum;
      }
    }
  };
};
