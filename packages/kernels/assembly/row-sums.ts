/** Sums over the rows or the columns of a table of floats. Rows begin at multiples of 16 bytes; behind an odd number of columns stands a 0. */

const FLOAT: usize = 8;
const VECTOR: usize = 16;

/**
 * The inner product of each row with a vector: even and odd columns have sums of their own, which are added at the end.
 *
 * @param rows how many, a multiple of 2: rows behind the last one are read
 * @param step bytes of a row
 */
export function dotRows(x: usize, rows: i32, step: usize, vector: usize, added: f64, out: usize): void {
  for (let r = 0; r < rows; r += 2) {
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    let v = vector;
    for (const end = x + step; x < end; x += VECTOR, v += VECTOR) {
      const value = v128.load(v);
      first = f64x2.add(first, f64x2.mul(value, v128.load(x)));
      second = f64x2.add(second, f64x2.mul(value, v128.load(x + step)));
    }
    store<f64>(out, f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1) + added);
    store<f64>(out, f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1) + added, FLOAT);
    x += step;
    out += VECTOR;
  }
}

/** Adds each row, times its own factor, to the sums: four rows at a time, one after the other. */
export function addProducts(x: usize, rows: i32, step: usize, factors: usize, sums: usize): void {
  const fours = rows & ~3;
  for (let r = 0; r < fours; r += 4, x += 4 * step, factors += 4 * FLOAT) {
    const p = v128.load64_splat(factors);
    const q = v128.load64_splat(factors, 8);
    const s = v128.load64_splat(factors, 16);
    const t = v128.load64_splat(factors, 24);
    const third = x + 2 * step;
    for (let at: usize = 0; at < step; at += VECTOR) {
      let sum = f64x2.add(v128.load(sums + at), f64x2.mul(p, v128.load(x + at)));
      sum = f64x2.add(sum, f64x2.mul(q, v128.load(x + step + at)));
      sum = f64x2.add(sum, f64x2.mul(s, v128.load(third + at)));
      sum = f64x2.add(sum, f64x2.mul(t, v128.load(third + step + at)));
      v128.store(sums + at, sum);
    }
  }
  for (let r = fours; r < rows; r++, x += step, factors += FLOAT) {
    const factor = v128.load64_splat(factors);
    for (let at: usize = 0; at < step; at += VECTOR) {
      v128.store(sums + at, f64x2.add(v128.load(sums + at), f64x2.mul(factor, v128.load(x + at))));
    }
  }
}

/**
 * Adds `times` the squares of rows to the lower triangle of a matrix: four rows at a time. Of each line of the matrix one float behind the
 * diagonal may be written, too.
 *
 * @param which places of the rows, in bytes from `x`; their number is a multiple of 4
 * @param size lines of the matrix, `step` bytes apart
 */
export function addSquares(x: usize, which: usize, rows: i32, size: i32, step: usize, times: f64, sums: usize): void {
  for (let r = 0; r < rows; r += 4, which += 16) {
    const p = x + load<u32>(which);
    const q = x + load<u32>(which, 4);
    const s = x + load<u32>(which, 8);
    const t = x + load<u32>(which, 12);
    let line = sums;
    for (let row = 0; row < size; row++, line += step) {
      const place = FLOAT * <usize>row;
      const ofP = f64x2.splat(times * load<f64>(p + place));
      const ofQ = f64x2.splat(times * load<f64>(q + place));
      const ofS = f64x2.splat(times * load<f64>(s + place));
      const ofT = f64x2.splat(times * load<f64>(t + place));
      for (let at: usize = 0; at <= place; at += VECTOR) {
        let more = f64x2.mul(ofP, v128.load(p + at));
        more = f64x2.add(more, f64x2.mul(ofQ, v128.load(q + at)));
        more = f64x2.add(more, f64x2.mul(ofS, v128.load(s + at)));
        more = f64x2.add(more, f64x2.mul(ofT, v128.load(t + at)));
        v128.store(line + at, f64x2.add(v128.load(line + at), more));
      }
    }
  }
}

/**
 * Replaces the lower triangle of a positive definite matrix by its Cholesky factor. Inner products have sums of their own for even and odd
 * places.
 *
 * @param matrix `size` lines, `step` bytes apart, at multiples of 16
 * @param ok where 1 is written, or 0 where the matrix is not positive definite
 */
export function factorise(matrix: usize, size: i32, step: usize, ok: usize): void {
  store<i32>(ok, 0);
  for (let i = 0; i < size; i++) {
    const row = matrix + <usize>i * step;
    for (let j = 0; j <= i; j++) {
      const other = matrix + <usize>j * step;
      const even = FLOAT * <usize>(j & ~1);
      let sums = f64x2.splat(0);
      for (let at: usize = 0; at < even; at += VECTOR) {
        sums = f64x2.add(sums, f64x2.mul(v128.load(row + at), v128.load(other + at)));
      }
      let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
      if (j & 1) sum += load<f64>(row + even) * load<f64>(other + even);
      const place = FLOAT * <usize>j;
      const value = load<f64>(row + place) - sum;
      if (i > j) store<f64>(row + place, value / load<f64>(other + place));
      else if (value > 0) store<f64>(row + place, Math.sqrt(value));
      else return;
    }
  }
  store<i32>(ok, 1);
}
