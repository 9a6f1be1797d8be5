import type { Matrix } from '../../numbers/matrix.ts';
import type { TrainingRows } from './classifier.ts';

/** Inner products of all pairs of rows: `rows x rows` numbers, symmetric. Bit for bit the same whenever it is computed. */
export function linearGram(x: Matrix<Float64Array>): Float64Array {
  const n = x.rows;
  const gram = new Float64Array(n * n);
  const tile = new Float64Array(8);
  for (let i = 0; i < n; i += 2) {
    const second = Math.min(i + 1, n - 1);
    for (let j = i; j < n; j += 4) {
      const last = Math.min(j + 3, n - 1);
      productsOfTile(x, x, i, second, j, Math.min(j + 1, last), Math.min(j + 2, last), last, tile);
      for (let t = 0; j + t <= last; t++) {
        gram[i * n + j + t] = tile[t];
        gram[(j + t) * n + i] = tile[t];
        gram[second * n + j + t] = tile[4 + t];
        gram[(j + t) * n + second] = tile[4 + t];
      }
    }
  }
  return gram;
}

/** Inner products of the rows of `a` with those of `b`: `a.rows x b.rows` numbers. */
export function innerProducts(a: Matrix<Float64Array>, b: Matrix<Float64Array>): Float64Array {
  const products = new Float64Array(a.rows * b.rows);
  const tile = new Float64Array(8);
  for (let i = 0; i < a.rows; i += 2) {
    const second = Math.min(i + 1, a.rows - 1);
    for (let j = 0; j < b.rows; j += 4) {
      const last = Math.min(j + 3, b.rows - 1);
      productsOfTile(a, b, i, second, j, Math.min(j + 1, last), Math.min(j + 2, last), last, tile);
      for (let t = 0; j + t <= last; t++) {
        products[i * b.rows + j + t] = tile[t];
        products[second * b.rows + j + t] = tile[4 + t];
      }
    }
  }
  return products;
}

/** Products of rows i and k of `a` with rows p, q, r and s of `b`: eight sums that stay in registers. */
function productsOfTile(
  a: Matrix<Float64Array>,
  b: Matrix<Float64Array>,
  i: number,
  k: number,
  p: number,
  q: number,
  r: number,
  s: number,
  tile: Float64Array,
): void {
  const { columns } = a;
  const left = a.data;
  const right = b.data;
  let ip = 0;
  let iq = 0;
  let ir = 0;
  let is = 0;
  let kp = 0;
  let kq = 0;
  let kr = 0;
  let ks = 0;
  const atI = i * columns;
  const atK = k * columns;
  const atP = p * columns;
  const atQ = q * columns;
  const atR = r * columns;
  const atS = s * columns;
  for (let c = 0; c < columns; c++) {
    const vi = left[atI + c];
    const vk = left[atK + c];
    const vp = right[atP + c];
    ip += vi * vp;
    kp += vk * vp;
    const vq = right[atQ + c];
    iq += vi * vq;
    kq += vk * vq;
    const vr = right[atR + c];
    ir += vi * vr;
    kr += vk * vr;
    const vs = right[atS + c];
    is += vi * vs;
    ks += vk * vs;
  }
  tile[0] = ip;
  tile[1] = iq;
  tile[2] = ir;
  tile[3] = is;
  tile[4] = kp;
  tile[5] = kq;
  tile[6] = kr;
  tile[7] = ks;
}

/** The inner products of training rows: those that came with them, or computed now. */
export function gramOf({ x, gram }: Pick<TrainingRows, 'x' | 'gram'>): Float64Array {
  if (!gram) return linearGram(x);
  if (gram.length === x.rows * x.rows) return gram;
  throw new RangeError(`the inner products of ${x.rows} rows are ${x.rows ** 2} numbers, not ${gram.length}`);
}
