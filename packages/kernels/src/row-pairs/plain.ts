import { type FillPairs, NEAR_COLUMNS, type RowPairs, type Rows } from './rows.ts';

/** Eight sums at a time, of two rows of `a` with four of `b`, each in the order of the columns. */
type SumTile = (a: Rows, b: Rows, i: number, j: number, tile: Float64Array) => void;

const byTiles =
  (sumTile: SumTile): FillPairs =>
  (a, b, out) => {
    const tile = new Float64Array(8);
    for (let i = 0; i < a.rows; i += 2) {
      const second = Math.min(i + 1, a.rows - 1);
      for (let j = 0; j < b.rows; j += 4) {
        sumTile(a, b, i, j, tile);
        for (let t = 0; t < 4 && j + t < b.rows; t++) {
          out[i * b.rows + j + t] = tile[t];
          out[second * b.rows + j + t] = tile[4 + t];
        }
      }
    }
  };

/** Pairs of rows wherever TypeScript runs. The two tiles differ in one line, and are written out, so that sums stay in registers. */
export const plainRowPairs: RowPairs = {
  distances: byTiles(distancesOfTile),
  products: byTiles(productsOfTile),
  nearProducts(a, b, out) {
    const [left, right] = [a, b].map(({ data }) => Float32Array.from(data));
    for (let i = 0, at = 0; i < a.rows; i++) {
      for (let j = 0; j < b.rows; j++, at++) {
        out[at] = 0;
        for (let first = 0; first < a.columns; first += NEAR_COLUMNS) {
          const end = Math.min(first + NEAR_COLUMNS, a.columns);
          let sum = 0;
          for (let c = first; c < end; c++)
            sum = Math.fround(sum + Math.fround(left[i * a.columns + c] * right[j * b.columns + c]));
          out[at] += sum;
        }
      }
    }
  },
};

function distancesOfTile(a: Rows, b: Rows, i: number, j: number, tile: Float64Array): void {
  const left = a.data;
  const right = b.data;
  const { columns } = a;
  const last = b.rows - 1;
  // The last row stands in for those beyond it.
  const atI = i * columns;
  const atK = Math.min(i + 1, a.rows - 1) * columns;
  const atP = j * columns;
  const atQ = Math.min(j + 1, last) * columns;
  const atR = Math.min(j + 2, last) * columns;
  const atS = Math.min(j + 3, last) * columns;
  let ip = 0;
  let iq = 0;
  let ir = 0;
  let is = 0;
  let kp = 0;
  let kq = 0;
  let kr = 0;
  let ks = 0;
  for (let c = 0; c < columns; c++) {
    const vi = left[atI + c];
    const vk = left[atK + c];
    const vp = right[atP + c];
    ip += Math.abs(vi - vp);
    kp += Math.abs(vk - vp);
    const vq = right[atQ + c];
    iq += Math.abs(vi - vq);
    kq += Math.abs(vk - vq);
    const vr = right[atR + c];
    ir += Math.abs(vi - vr);
    kr += Math.abs(vk - vr);
    const vs = right[atS + c];
    is += Math.abs(vi - vs);
    ks += Math.abs(vk - vs);
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

function productsOfTile(a: Rows, b: Rows, i: number, j: number, tile: Float64Array): void {
  const left = a.data;
  const right = b.data;
  const { columns } = a;
  const last = b.rows - 1;
  // The last row stands in for those beyond it.
  const atI = i * columns;
  const atK = Math.min(i + 1, a.rows - 1) * columns;
  const atP = j * columns;
  const atQ = Math.min(j + 1, last) * columns;
  const atR = Math.min(j + 2, last) * columns;
  const atS = Math.min(j + 3, last) * columns;
  let ip = 0;
  let iq = 0;
  let ir = 0;
  let is = 0;
  let kp = 0;
  let kq = 0;
  let kr = 0;
  let ks = 0;
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
