/**
 * Sums over the columns of pairs of rows: distances and inner products. Two rows of the second table stand in the two
 * lanes of a vector, so each pair has a sum of its own that takes the columns in their order, as a plain loop does: the
 * results are the same to the last bit.
 */

const FLOAT: usize = 8;
const SINGLE: usize = 4;
const VECTOR: usize = 16;

/**
 * Puts two and two rows beside each other, column by column.
 *
 * @param rows `2 * pairs` rows of `columns` floats, one behind the other
 * @param out as many floats: of each pair, both values of each column together
 */
export function interleave(rows: usize, pairs: i32, columns: i32, out: usize): void {
  const step = <usize>columns * FLOAT;
  for (let pair = 0; pair < pairs; pair++) {
    for (const end = rows + step; rows < end; rows += FLOAT, out += VECTOR) {
      v128.store(out, v128.load64_lane(rows + step, v128.load64_splat(rows), 1));
    }
    rows += step;
  }
}

/** Adds what some columns give to the Manhattan distances: see `addTerms`. */
export function addDistances(a: usize, fours: i32, b: usize, pairs: i32, columns: i32, sums: usize): void {
  addTerms(a, fours, b, pairs, columns, sums, true);
}

/** Adds what some columns give to the inner products: see `addTerms`. */
export function addProducts(a: usize, fours: i32, b: usize, pairs: i32, columns: i32, sums: usize): void {
  addTerms(a, fours, b, pairs, columns, sums, false);
}

/**
 * Four rows with two pairs of rows at a time: eight vectors of sums stay in registers.
 *
 * @param a `4 * fours` rows of `columns` floats, one behind the other
 * @param b `2 * pairs` rows as `interleave` puts them; `pairs` is even
 * @param sums `4 * fours` lines of `2 * pairs` floats
 */
@inline
function addTerms(
  a: usize,
  fours: i32,
  b: usize,
  pairs: i32,
  columns: i32,
  sums: usize,
  distance: bool,
): void {
  const step = <usize>columns * FLOAT;
  const line = <usize>pairs * VECTOR;
  for (let four = 0; four < fours; four++) {
    let p = b;
    for (let pair = 0; pair < pairs; pair += 2) {
      let sum00 = v128.load(sums);
      let sum01 = v128.load(sums, VECTOR);
      let sum10 = v128.load(sums + line);
      let sum11 = v128.load(sums + line, VECTOR);
      let sum20 = v128.load(sums + 2 * line);
      let sum21 = v128.load(sums + 2 * line, VECTOR);
      let sum30 = v128.load(sums + 3 * line);
      let sum31 = v128.load(sums + 3 * line, VECTOR);
      let q = p + 2 * step;
      let first = a;
      let third = a + 2 * step;
      for (const end = a + step; first < end; first += FLOAT) {
        const left = v128.load(p);
        const right = v128.load(q);
        let value = v128.load64_splat(first);
        sum00 = f64x2.add(sum00, term(value, left, distance));
        sum01 = f64x2.add(sum01, term(value, right, distance));
        value = v128.load64_splat(first + step);
        sum10 = f64x2.add(sum10, term(value, left, distance));
        sum11 = f64x2.add(sum11, term(value, right, distance));
        value = v128.load64_splat(third);
        sum20 = f64x2.add(sum20, term(value, left, distance));
        sum21 = f64x2.add(sum21, term(value, right, distance));
        value = v128.load64_splat(third + step);
        sum30 = f64x2.add(sum30, term(value, left, distance));
        sum31 = f64x2.add(sum31, term(value, right, distance));
        third += FLOAT;
        p += VECTOR;
        q += VECTOR;
      }
      v128.store(sums, sum00);
      v128.store(sums, sum01, VECTOR);
      v128.store(sums + line, sum10);
      v128.store(sums + line, sum11, VECTOR);
      v128.store(sums + 2 * line, sum20);
      v128.store(sums + 2 * line, sum21, VECTOR);
      v128.store(sums + 3 * line, sum30);
      v128.store(sums + 3 * line, sum31, VECTOR);
      sums += 2 * VECTOR;
      p = q;
    }
    sums += 3 * line;
    a += 4 * step;
  }
}

@inline
function term(a: v128, b: v128, distance: bool): v128 {
  return distance ? f64x2.abs(f64x2.sub(a, b)) : f64x2.mul(a, b);
}

/**
 * Puts four and four rows of single precision beside each other, column by column.
 *
 * @param rows `4 * fours` rows of `columns` numbers, one behind the other
 * @param out as many: of each four, the values of each column together
 */
export function interleaveFours(rows: usize, fours: i32, columns: i32, out: usize): void {
  const step = <usize>columns * SINGLE;
  for (let four = 0; four < fours; four++) {
    for (const end = rows + step; rows < end; rows += SINGLE, out += VECTOR) {
      let value = v128.load32_splat(rows);
      value = v128.load32_lane(rows + step, value, 1);
      value = v128.load32_lane(rows + 2 * step, value, 2);
      v128.store(out, v128.load32_lane(rows + 3 * step, value, 3));
    }
    rows += 3 * step;
  }
}

/**
 * Adds what some columns give to inner products, as a sum of single precision: four rows with eight others at a time.
 *
 * @param a `4 * fours` rows of `columns` numbers of single precision, one behind the other
 * @param b `4 * others` rows as `interleaveFours` puts them; `others` is even
 * @param sums `4 * fours` lines of `4 * others` floats
 */
export function addNearProducts(a: usize, fours: i32, b: usize, others: i32, columns: i32, sums: usize): void {
  const step = <usize>columns * SINGLE;
  const across = <usize>columns * VECTOR;
  const line = FLOAT * <usize>(4 * others);
  for (let four = 0; four < fours; four++) {
    let p = b;
    for (let other = 0; other < others; other += 2) {
      let sum00 = f32x4.splat(0);
      let sum01 = sum00;
      let sum10 = sum00;
      let sum11 = sum00;
      let sum20 = sum00;
      let sum21 = sum00;
      let sum30 = sum00;
      let sum31 = sum00;
      let first = a;
      let third = a + 2 * step;
      for (const end = a + step; first < end; first += SINGLE) {
        const left = v128.load(p);
        const right = v128.load(p + across);
        let value = v128.load32_splat(first);
        sum00 = f32x4.add(sum00, f32x4.mul(value, left));
        sum01 = f32x4.add(sum01, f32x4.mul(value, right));
        value = v128.load32_splat(first + step);
        sum10 = f32x4.add(sum10, f32x4.mul(value, left));
        sum11 = f32x4.add(sum11, f32x4.mul(value, right));
        value = v128.load32_splat(third);
        sum20 = f32x4.add(sum20, f32x4.mul(value, left));
        sum21 = f32x4.add(sum21, f32x4.mul(value, right));
        value = v128.load32_splat(third + step);
        sum30 = f32x4.add(sum30, f32x4.mul(value, left));
        sum31 = f32x4.add(sum31, f32x4.mul(value, right));
        third += SINGLE;
        p += VECTOR;
      }
      addEight(sums, sum00, sum01);
      addEight(sums + line, sum10, sum11);
      addEight(sums + 2 * line, sum20, sum21);
      addEight(sums + 3 * line, sum30, sum31);
      sums += 8 * FLOAT;
      p += across;
    }
    sums += 3 * line;
    a += 4 * step;
  }
}

/** Adds eight numbers of single precision to as many of double precision. */
@inline
function addEight(to: usize, left: v128, right: v128): void {
  addTwo(to, left);
  addTwo(to + VECTOR, v128.shuffle<f64>(left, left, 1, 1));
  addTwo(to + 2 * VECTOR, right);
  addTwo(to + 3 * VECTOR, v128.shuffle<f64>(right, right, 1, 1));
}

@inline
function addTwo(to: usize, values: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(values)));
}
