import type { RowDifferences } from './row-differences.ts';

/** Differences wherever TypeScript runs. */
export function plainRowDifferences(rows: number, columns: number): RowDifferences {
  const values = new Float64Array(rows * columns);
  return {
    ...{ rows, columns, values },
    distances(row, which, many, out, from = 0, to = columns) {
      for (let t = 0; t < many; t++) {
        const [start, other] = [row * columns, which[t] * columns];
        let sum = 0;
        for (let c = from; c < to; c++) sum += Math.abs(values[start + c] - values[other + c]);
        out[t] = sum;
      }
    },
    add(row, which, many, factor, sums, from = 0, to = columns) {
      for (let t = 0; t < many; t++) {
        const [start, other] = [row * columns, which[t] * columns];
        for (let c = from; c < to; c++) {
          sums[c - from] += factor * Math.abs(values[start + c] - values[other + c]);
        }
      }
    },
    settle() {},
  };
}
