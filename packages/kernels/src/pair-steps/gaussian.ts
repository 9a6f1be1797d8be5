import { plainRowPairs } from '../row-pairs/plain.ts';
import type { Rows } from '../row-pairs/rows.ts';
import { squaresOf } from './pair-steps.ts';

/** Rounds to a whole number when it is added and taken away again. */
const ROUND = 6755399441055744;
const { LN2, LOG2E } = Math;
/** Two to this power is 0 in single precision. */
const LEAST_POWER = -1000;
const FACTORIALS = [362880, 40320, 5040, 720, 120, 24, 6, 2, 1, 1];

/** e^x for x <= 0 as the vectors have it, within 1e-11 of itself. */
function exponential(x: number): number {
  const power = Math.max(x * LOG2E, LEAST_POWER);
  const whole = power + ROUND - ROUND;
  const rest = (power - whole) * LN2;
  let sum = 0;
  for (const factorial of FACTORIALS) sum = sum * rest + 1 / factorial;
  return sum * 2 ** whole;
}

/** The Gaussian kernel of all pairs of rows in single precision, rows x rows, symmetric. */
export function plainGaussian(x: Rows, gamma: number): Float32Array {
  const { rows } = x;
  const products = new Float64Array(rows * rows);
  plainRowPairs.products(x, x, products);
  const squares = squaresOf(x);
  const values = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      const product = products[i * rows + j];
      const distance = Math.max(0, squares[i] + squares[j] - (product + product));
      const value = exponential(-gamma * distance);
      values[i * rows + j] = value;
      values[j * rows + i] = value;
    }
  }
  return values;
}
