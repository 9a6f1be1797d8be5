import { openPairSteps, type PairSteps } from '@wince/kernels';
import type { Matrix } from '../../../numbers/matrix.ts';
import type { TrainingRows } from '../classifier.ts';
import { gramOf } from '../gram.ts';

/** A kernel with all its numbers fixed. */
export type Kernel =
  | { readonly kind: 'linear' }
  | { readonly kind: 'rbf'; readonly gamma: number }
  | { readonly kind: 'polynomial'; readonly gamma: number; readonly degree: number; readonly coef0: number };

/** 1 / (columns x variance of all entries); 1 where nothing varies. */
export function scaleGamma({ data, columns }: Matrix<Float64Array>): number {
  let mean = 0;
  for (const value of data) mean += value;
  mean /= data.length;
  let variance = 0;
  for (const value of data) variance += (value - mean) ** 2;
  variance /= data.length;
  return variance > 0 ? 1 / (columns * variance) : 1;
}

/** From so many terms on, inner products of all pairs are made in single precision: within some 1e-6 of the rows' lengths, in a third of the time. */
const MANY_TERMS = 1e9;

/** The kernel of all pairs of rows: a Gaussian one, which lies between 0 and 1, in single precision, and a linear one of large tables too. */
export function kernelOfPairs(kernel: Kernel, rows: Pick<TrainingRows, 'x' | 'gram'>): PairSteps {
  if (kernel.kind === 'rbf') return openPairSteps({ kind: 'gaussian', x: rows.x, gamma: kernel.gamma });
  const n = rows.x.rows;
  if (kernel.kind === 'linear' && !rows.gram && n * n * rows.x.columns >= MANY_TERMS) {
    return openPairSteps({ kind: 'products', x: rows.x });
  }
  const gram = gramOf(rows);
  if (kernel.kind === 'linear') return openPairSteps({ kind: 'values', rows: n, values: gram });
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const value = kernelValue(kernel, gram[i * n + j], gram[i * n + i], gram[j * n + j]);
      values[i * n + j] = value;
      values[j * n + i] = value;
    }
  }
  return openPairSteps({ kind: 'values', rows: n, values });
}

/** The kernel of two rows from their inner product and squared lengths. */
export function kernelValue(kernel: Kernel, product: number, squareA: number, squareB: number): number {
  switch (kernel.kind) {
    case 'linear':
      return product;
    case 'rbf':
      return Math.exp(-kernel.gamma * Math.max(0, squareA + squareB - 2 * product));
    case 'polynomial':
      return (kernel.gamma * product + kernel.coef0) ** kernel.degree;
  }
}

/** The squared length of each row: four rows at a time, so that sums do not wait for each other. */
export function squaredLengths({ rows, columns, data }: Matrix<Float64Array>): Float64Array {
  const squares = new Float64Array(rows);
  const fours = rows - (rows % 4);
  for (let r = 0; r < fours; r += 4) {
    let p = r * columns;
    let q = p + columns;
    let s = q + columns;
    let t = s + columns;
    let ofP = 0;
    let ofQ = 0;
    let ofS = 0;
    let ofT = 0;
    for (let c = 0; c < columns; c++, p++, q++, s++, t++) {
      ofP += data[p] * data[p];
      ofQ += data[q] * data[q];
      ofS += data[s] * data[s];
      ofT += data[t] * data[t];
    }
    squares.set([ofP, ofQ, ofS, ofT], r);
  }
  for (let r = fours; r < rows; r++)
    for (let c = 0, at = r * columns; c < columns; c++, at++) squares[r] += data[at] * data[at];
  return squares;
}
