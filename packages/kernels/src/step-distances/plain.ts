import type { FillStepDistances, StepRows } from './step-rows.ts';

/** Distances wherever TypeScript runs. */
export function plainStepDistances({ rows, columns, data }: StepRows): FillStepDistances {
  return (from, to, out) => {
    for (let i = from, at = 0; i < to; i++) {
      for (let j = 0; j < rows; j++, at++) {
        let sum = 0;
        for (let c = 0, a = i * columns, b = j * columns; c < columns; c++, a++, b++) {
          sum += Math.abs(data[a] - data[b]);
        }
        out[at] = sum;
      }
    }
  };
}
