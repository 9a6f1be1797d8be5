import { type Matrix, matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';

/** The directions in which rows vary most. */
export interface PrincipalAxes {
  /** `count x columns`, row-major: orthonormal, the largest variance first. */
  readonly axes: Matrix<Float64Array>;
  /** Of the rows along each axis, with rows - 1 in the denominator. */
  readonly variances: Float64Array;
}

/** More directions than are wanted, so that the last wanted ones settle sooner. */
const SPARE = 5;
/** Passes over the rows: the shares of other directions shrink by the ratio of their variances twice in each. */
const ROUNDS = 12;

/**
 * The first principal axes of centred rows, by subspace iteration from a fixed start: the same rows give the same axes.
 *
 * @param x centred: each column has the mean 0
 * @param count at least 1, at most the smaller of rows and columns
 * @source Halko, Martinsson and Tropp 2011, doi:10.1137/090771806
 */
export function principalAxes(x: Matrix<Float64Array>, count: number): PrincipalAxes {
  const width = Math.min(count + SPARE, x.rows, x.columns);
  const random = randomFrom('principal axes');
  let axes = orthonormal(
    matrix(
      width,
      x.columns,
      Float64Array.from({ length: width * x.columns }, () => random.normal()),
    ),
  );
  for (let round = 0; round < ROUNDS; round++) axes = orthonormal(backThrough(x, alongAxes(x, axes)));
  const turned = turnedToVariances(x, axes);
  const data = turned.axes.data.slice(0, count * x.columns);
  return { axes: matrix(count, x.columns, data), variances: turned.variances.slice(0, count) };
}

/** Where each row lies along each axis: rows x axes. */
export function alongAxes(x: Matrix, axes: Matrix<Float64Array>): Matrix<Float64Array> {
  const data = new Float64Array(x.rows * axes.rows);
  for (let r = 0; r < x.rows; r++) {
    for (let a = 0; a < axes.rows; a++) {
      let sum = 0;
      for (let c = 0, at = r * x.columns, on = a * axes.columns; c < x.columns; c++, at++, on++)
        sum += x.data[at] * axes.data[on];
      data[r * axes.rows + a] = sum;
    }
  }
  return matrix(x.rows, axes.rows, data);
}

/** The axes' own plane seen along the directions in which rows vary most within it (Rayleigh and Ritz). */
function turnedToVariances(x: Matrix<Float64Array>, axes: Matrix<Float64Array>): PrincipalAxes {
  const along = alongAxes(x, axes);
  const width = axes.rows;
  const products = new Float64Array(width * width);
  for (let r = 0; r < x.rows; r++) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++)
        products[i * width + j] += along.data[r * width + i] * along.data[r * width + j];
    }
  }
  const { values, vectors } = symmetricEigen(products, width);
  const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
  const data = new Float64Array(width * axes.columns);
  order.forEach((from, to) => {
    for (let i = 0; i < width; i++) {
      const weight = vectors[i * width + from];
      for (let c = 0; c < axes.columns; c++)
        data[to * axes.columns + c] += weight * axes.data[i * axes.columns + c];
    }
  });
  return {
    axes: matrix(width, axes.columns, data),
    variances: Float64Array.from(order, (from) => Math.max(0, values[from]) / Math.max(1, x.rows - 1)),
  };
}

/** Rows by axes taken back to axes by columns: the next, better axes. */
function backThrough(x: Matrix<Float64Array>, along: Matrix<Float64Array>): Matrix<Float64Array> {
  const data = new Float64Array(along.columns * x.columns);
  for (let r = 0; r < x.rows; r++) {
    for (let a = 0; a < along.columns; a++) {
      const weight = along.data[r * along.columns + a];
      for (let c = 0, at = r * x.columns, on = a * x.columns; c < x.columns; c++, at++, on++)
        data[on] += weight * x.data[at];
    }
  }
  return matrix(along.columns, x.columns, data);
}

/** The rows of a matrix made orthonormal, one after the other, twice for the sake of rounding; a row that depends on others becomes 0. */
function orthonormal({ rows, columns, data: given }: Matrix<Float64Array>): Matrix<Float64Array> {
  const data = given.slice();
  for (let i = 0; i < rows; i++) {
    const own = data.subarray(i * columns, (i + 1) * columns);
    const before = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = data.subarray(j * columns, (j + 1) * columns);
        const share = dot(own, other);
        for (let c = 0; c < columns; c++) own[c] -= share * other[c];
      }
    }
    const length = Math.sqrt(dot(own, own));
    const isNew = length > 1e-10 * before && length > 0;
    for (let c = 0; c < columns; c++) own[c] = isNew ? own[c] / length : 0;
  }
  return matrix(rows, columns, data);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Eigenvalues and eigenvectors (columns) of a small symmetric matrix, by Jacobi's rotations. @param given `size x size` */
function symmetricEigen(given: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = given.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const diagonal = () => Float64Array.from({ length: size }, (_, i) => a[i * size + i]);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) off += a[i * size + j] ** 2;
    if (off <= 1e-28 * diagonal().reduce((sum, value) => sum + value * value, Number.MIN_VALUE)) break;
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  return { values: diagonal(), vectors };
}

/** One rotation that makes element (p, q) zero. @source Golub and Van Loan 2013, section 8.5 */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = a[p * size + q];
  if (off === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [left, right] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = c * left - s * right;
    a[k * size + q] = s * left + c * right;
  }
  for (let k = 0; k < size; k++) {
    const [above, below] = [a[p * size + k], a[q * size + k]];
    a[p * size + k] = c * above - s * below;
    a[q * size + k] = s * above + c * below;
    const [left, right] = [vectors[k * size + p], vectors[k * size + q]];
    vectors[k * size + p] = c * left - s * right;
    vectors[k * size + q] = s * left + c * right;
  }
}
