import type { Matrix } from '../../../numbers/matrix.ts';

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

/** The kernel of all pairs of rows from their inner products. */
export function kernelMatrix(kernel: Kernel, gram: Float64Array, n: number): Float64Array {
  if (kernel.kind === 'linear') return gram;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const own = gram[i * n + i];
    for (let j = i; j < n; j++) {
      const value = kernelValue(kernel, gram[i * n + j], own, gram[j * n + j]);
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
  }
  return matrix;
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

/** The squared length of each row. */
export function squaredLengths({ rows, columns, data }: Matrix<Float64Array>): Float64Array {
  const squares = new Float64Array(rows);
  for (let r = 0, at = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, at++) squares[r] += data[at] * data[at];
  return squares;
}
