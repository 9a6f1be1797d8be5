import type { RowDifferences } from './row-differences.ts';

/** Differences wherever TypeScript runs. */
export function plainRowDifferences(rows: number, columns: number): RowDifferences {
  const values = new Float64Array(rows * columns);
  return {
    ...{ rows, columns, values },
    distances(row, which, out, from = 0, to = columns) {
      for (let t = 0; t < which.length; t++) {
        const [start, other] = [row * columns, which[t] * columns];
        let sum = 0;
        for (let c = from; c < to; c++) sum += Math.abs(values[start + c] - values[other + c]);
        out[t] = sum;
      }
    },
    add(row, which, factors, sums) {
      for (let t = 0; t < which.length; t++) {
        for (let c = 0, a = row * columns, b = which[t] * columns; c < columns; c++, a++, b++) {
          sums[c] += factors[t] * Math.abs(values[a] - values[b]);
        }
      }
    },
    settle() {},
  };
}
