import { type Matrix, matrix } from '../../numbers/matrix.ts';
import type { TrainingRows } from './classifier.ts';

/**
 * Training rows under soft labels: a row of which raters disagree is learned from twice, once under each label, and weighs as much as the share
 * of raters who gave it. For classifiers that minimise a weighted loss this is the same as learning from the share itself.
 *
 * @param soft the share of raters who call each row positive; NaN where nobody has rated it, which leaves its own label
 */
export function softRows(
  { x, y, subjects, weights, seed }: TrainingRows<Matrix>,
  soft: Float64Array,
): TrainingRows {
  const rows: number[] = [];
  const labels: number[] = [];
  const shares: number[] = [];
  for (let row = 0; row < y.length; row++) {
    const positive = Number.isNaN(soft[row]) ? y[row] : soft[row];
    for (const [label, share] of [
      [0, 1 - positive],
      [1, positive],
    ] as const) {
      if (share <= 0) continue;
      rows.push(row);
      labels.push(label);
      shares.push(share * (weights ? weights[row] : 1));
    }
  }
  const { columns, data } = x;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    values.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return {
    x: matrix(rows.length, columns, values),
    y: Uint8Array.from(labels),
    subjects: Int32Array.from(rows, (row) => subjects[row]),
    weights: Float64Array.from(shares),
    seed,
  };
}
