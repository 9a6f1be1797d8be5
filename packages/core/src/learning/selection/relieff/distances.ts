import type { Grid } from './grid.ts';

/**
 * Manhattan distances between the rows of a grid, in steps, exact.
 *
 * Writes (i, j) and (j, i) for all from <= i < to and i <= j < rows, so that the calls for blocks that cover all rows
 * fill the whole matrix, in whatever order or thread they run.
 *
 * @param out rows x rows, may be shared between threads
 */
export function fillDistances(grid: Grid, from: number, to: number, out: Float64Array): void {
  const n = grid.rows;
  const tile = new Float64Array(8);
  for (let i = from; i < to; i += 2) {
    const second = Math.min(i + 1, to - 1);
    for (let j = i; j < n; j += 4) {
      const others = [j, Math.min(j + 1, n - 1), Math.min(j + 2, n - 1), Math.min(j + 3, n - 1)] as const;
      addTile(grid, i, second, others[0], others[1], others[2], others[3], tile);
      for (let t = 0; t < 4; t++) {
        const other = others[t];
        out[i * n + other] = tile[t];
        out[other * n + i] = tile[t];
        out[second * n + other] = tile[4 + t];
        out[other * n + second] = tile[4 + t];
      }
    }
  }
}

/** Distances of the rows from <= i < to from all rows: `(to - from)` x rows numbers. */
export function distancesFrom(grid: Grid, from: number, to: number, out: Float64Array): void {
  const n = grid.rows;
  const tile = new Float64Array(8);
  for (let i = from; i < to; i += 2) {
    const second = Math.min(i + 1, to - 1);
    for (let j = 0; j < n; j += 4) {
      const last = Math.min(j + 3, n - 1);
      addTile(grid, i, second, j, Math.min(j + 1, last), Math.min(j + 2, last), last, tile);
      for (let t = 0; j + t <= last; t++) {
        out[(i - from) * n + j + t] = tile[t];
        out[(second - from) * n + j + t] = tile[4 + t];
      }
    }
  }
}

/** Distances of rows a and b from rows p, q, r and s: eight sums that stay in registers. */
function addTile(
  grid: Grid,
  a: number,
  b: number,
  p: number,
  q: number,
  r: number,
  s: number,
  tile: Float64Array,
): void {
  const { columns, values } = grid;
  let ap = 0;
  let aq = 0;
  let ar = 0;
  let as = 0;
  let bp = 0;
  let bq = 0;
  let br = 0;
  let bs = 0;
  const pa = p * columns;
  const qa = q * columns;
  const ra = r * columns;
  const sa = s * columns;
  const aa = a * columns;
  const ba = b * columns;
  for (let c = 0; c < columns; c++) {
    const va = values[aa + c];
    const vb = values[ba + c];
    const vp = values[pa + c];
    ap += Math.abs(va - vp);
    bp += Math.abs(vb - vp);
    const vq = values[qa + c];
    aq += Math.abs(va - vq);
    bq += Math.abs(vb - vq);
    const vr = values[ra + c];
    ar += Math.abs(va - vr);
    br += Math.abs(vb - vr);
    const vs = values[sa + c];
    as += Math.abs(va - vs);
    bs += Math.abs(vb - vs);
  }
  tile[0] = ap;
  tile[1] = aq;
  tile[2] = ar;
  tile[3] = as;
  tile[4] = bp;
  tile[5] = bq;
  tile[6] = br;
  tile[7] = bs;
}
