import type { Rows } from '../row-pairs/rows.ts';
import { COLUMNS_AT_ONCE } from './pair-steps.ts';

/** What no number of a row exceeds in its steps, and what the length of a row over `COLUMNS_AT_ONCE` columns is at most: products of two rows stay below 2^31. */
const MOST_STEPS = 32_766;
const MOST_LENGTH = 46_300;

/**
 * The step of each row: its numbers become whole ones of 16 bits, so that the inner product of any two rows over `COLUMNS_AT_ONCE` columns is one of 32
 * bits. 1 for a row of zeros.
 */
export function stepsOfRows({ rows, columns, data }: Rows): Float64Array {
  const steps = new Float64Array(rows);
  for (let r = 0, at = 0; r < rows; r++) {
    let longest = 0;
    let largest = 0;
    for (let first = 0; first < columns; first += COLUMNS_AT_ONCE) {
      const end = at + Math.min(COLUMNS_AT_ONCE, columns - first);
      let square = 0;
      for (; at < end; at++) {
        const size = Math.abs(data[at]);
        if (size > largest) largest = size;
        square += size * size;
      }
      if (square > longest) longest = square;
    }
    steps[r] = Math.max(Math.sqrt(longest) / MOST_LENGTH, largest / MOST_STEPS) || 1;
  }
  return steps;
}

/** A number in steps of its row, rounded to a whole one. */
const wholeSteps = (value: number, step: number): number => Math.floor(value / step + 0.5);

/** The inner products of all pairs of rows in steps of each, in single precision, rows x rows, symmetric: see `PairTable`. */
export function plainProducts(x: Rows): Float32Array {
  const { rows, columns, data } = x;
  const steps = stepsOfRows(x);
  const whole = Int16Array.from(data, (value, at) => wholeSteps(value, steps[Math.floor(at / columns)]));
  const values = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      let sum = 0;
      for (let c = 0, a = i * columns, b = j * columns; c < columns; c++, a++, b++)
        sum += whole[a] * whole[b];
      values[i * rows + j] = sum * (steps[i] * steps[j]);
      values[j * rows + i] = values[i * rows + j];
    }
  }
  return values;
}
