/**
 * Steps by pairs of a support vector machine on the kernel of all pairs of its rows, and that kernel for a Gaussian. Tables of kernels have
 * lines of a multiple of 4 numbers, either all of double or all of single precision; numbers behind the last row are 0.
 */

export { addProducts, interleave } from './row-pairs';

const FLOAT: usize = 8;
const VECTOR: usize = 16;

/** Where a curvature is not positive (equal rows), as small a one is taken instead. */
const LEAST_CURVATURE: f64 = 1e-12;

/** Two neighbouring numbers of a table. */
@inline
function pair(at: usize, isWide: bool): v128 {
  return isWide ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function one(at: usize, isWide: bool): f64 {
  return isWide ? load<f64>(at) : <f64>load<f32>(at);
}

@inline
function mark(i: usize, signed: usize, lower: usize, upper: usize, rise: usize, fall: usize): void {
  const own = load<f64>(signed + FLOAT * i);
  store<f64>(rise + FLOAT * i, own < load<f64>(upper + FLOAT * i) ? 0 : -Infinity);
  store<f64>(fall + FLOAT * i, own > load<f64>(lower + FLOAT * i) ? 0 : Infinity);
}

/** The first of the largest values that two pairs of lanes hold, with their places as whole numbers; -1 where none is above `least`. */
@inline
function firstOfLargest(values: v128, places: v128, others: v128, otherPlaces: v128, least: f64): i32 {
  let best = least;
  let place: i64 = -1;
  for (let lane = 0; lane < 4; lane++) {
    const value =
      lane === 0
        ? f64x2.extract_lane(values, 0)
        : lane === 1
          ? f64x2.extract_lane(values, 1)
          : lane === 2
            ? f64x2.extract_lane(others, 0)
            : f64x2.extract_lane(others, 1);
    const own =
      lane === 0
        ? i64x2.extract_lane(places, 0)
        : lane === 1
          ? i64x2.extract_lane(places, 1)
          : lane === 2
            ? i64x2.extract_lane(otherPlaces, 0)
            : i64x2.extract_lane(otherPlaces, 1);
    if (value > best || (value === best && place >= 0 && own < place)) {
      best = value;
      place = own;
    }
  }
  return <i32>place;
}

/**
 * Moves the pair of multipliers that violates the conditions most, again and again, until no pair does so by more than `tolerance`, or
 * `most` steps are done.
 *
 * @param n rows, rounded up to a multiple of 4: the bounds of those behind the last one are 0
 * @param step bytes of a line of the table
 * @param rise, fall room for `n` numbers each
 * @param isChecked whether the conditions are looked at once more after `most` steps
 * @param state where two words are written: how many steps were done, and 1 where the conditions hold
 */
@inline
function steps(
  isWide: bool,
  table: usize,
  n: i32,
  step: usize,
  signed: usize,
  lower: usize,
  upper: usize,
  slope: usize,
  rise: usize,
  fall: usize,
  diagonal: usize,
  tolerance: f64,
  most: i32,
  isChecked: i32,
  state: usize,
): void {
  const size: usize = isWide ? 8 : 4;
  const bytes = FLOAT * <usize>n;
  for (let i = 0; i < n; i++) mark(i, signed, lower, upper, rise, fall);
  store<i32>(state, 0, 4);
  const four = i64x2.splat(4);
  const begin = i64x2(0, 1);
  const beginOther = i64x2(2, 3);
  const lowest = f64x2.splat(-Infinity);
  const none = f64x2.splat(0);
  const tiny = f64x2.splat(LEAST_CURVATURE);
  const minusOnes = i64x2.splat(-1);

  let best = lowest;
  let bestOther = lowest;
  let at = begin;
  let atOther = beginOther;
  let place = minusOnes;
  let placeOther = minusOnes;
  for (let k: usize = 0; k < bytes; k += 2 * VECTOR) {
    const value = f64x2.add(v128.load(slope + k), v128.load(rise + k));
    const other = f64x2.add(v128.load(slope + k, VECTOR), v128.load(rise + k, VECTOR));
    place = v128.bitselect(at, place, f64x2.gt(value, best));
    placeOther = v128.bitselect(atOther, placeOther, f64x2.gt(other, bestOther));
    best = f64x2.pmax(best, value);
    bestOther = f64x2.pmax(bestOther, other);
    at = i64x2.add(at, four);
    atOther = i64x2.add(atOther, four);
  }
  let first = firstOfLargest(best, place, bestOther, placeOther, -Infinity);

  for (let done = 0; ; done++) {
    store<i32>(state, done);
    if (done >= most && !isChecked) return;
    if (first < 0) break;
    const highest = load<f64>(slope + FLOAT * <usize>first);
    const row = table + <usize>first * step;
    const own = load<f64>(diagonal + FLOAT * <usize>first);
    const ofOwn = f64x2.splat(own);
    const ofHighest = f64x2.splat(highest);
    let least = f64x2.splat(Infinity);
    best = none;
    bestOther = none;
    at = begin;
    atOther = beginOther;
    place = minusOnes;
    placeOther = minusOnes;
    let p = row;
    for (let k: usize = 0; k < bytes; k += 2 * VECTOR) {
      const value = f64x2.add(v128.load(slope + k), v128.load(fall + k));
      const violation = f64x2.pmax(f64x2.sub(ofHighest, value), none);
      const product = pair(p, isWide);
      let curvature = f64x2.sub(f64x2.add(ofOwn, v128.load(diagonal + k)), f64x2.add(product, product));
      curvature = v128.bitselect(curvature, tiny, f64x2.gt(curvature, none));
      const gain = f64x2.div(f64x2.mul(violation, violation), curvature);
      place = v128.bitselect(at, place, f64x2.gt(gain, best));
      best = f64x2.pmax(best, gain);
      least = f64x2.pmin(least, value);

      const value2 = f64x2.add(v128.load(slope + k, VECTOR), v128.load(fall + k, VECTOR));
      const violation2 = f64x2.pmax(f64x2.sub(ofHighest, value2), none);
      const product2 = pair(p + 2 * size, isWide);
      let curvature2 = f64x2.sub(
        f64x2.add(ofOwn, v128.load(diagonal + k, VECTOR)),
        f64x2.add(product2, product2),
      );
      curvature2 = v128.bitselect(curvature2, tiny, f64x2.gt(curvature2, none));
      const gain2 = f64x2.div(f64x2.mul(violation2, violation2), curvature2);
      placeOther = v128.bitselect(atOther, placeOther, f64x2.gt(gain2, bestOther));
      bestOther = f64x2.pmax(bestOther, gain2);
      least = f64x2.pmin(least, value2);

      at = i64x2.add(at, four);
      atOther = i64x2.add(atOther, four);
      p += 4 * size;
    }
    const second = firstOfLargest(best, place, bestOther, placeOther, 0);
    const smallest = Math.min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
    if (second < 0 || highest - smallest < tolerance) break;
    if (done >= most) return;

    const otherRow = table + <usize>second * step;
    const bend = own + load<f64>(diagonal + FLOAT * <usize>second) - 2 * one(row + <usize>second * size, isWide);
    let delta = (highest - load<f64>(slope + FLOAT * <usize>second)) / (bend > 0 ? bend : LEAST_CURVATURE);
    const ofFirst = FLOAT * <usize>first;
    const ofSecond = FLOAT * <usize>second;
    const above = load<f64>(upper + ofFirst) - load<f64>(signed + ofFirst);
    const below = load<f64>(signed + ofSecond) - load<f64>(lower + ofSecond);
    if (above < delta) delta = above;
    if (below < delta) delta = below;
    // Exactly onto a bound where a step takes all the room there is.
    store<f64>(
      signed + ofFirst,
      delta === above ? load<f64>(upper + ofFirst) : load<f64>(signed + ofFirst) + delta,
    );
    store<f64>(
      signed + ofSecond,
      delta === below ? load<f64>(lower + ofSecond) : load<f64>(signed + ofSecond) - delta,
    );
    mark(first, signed, lower, upper, rise, fall);
    mark(second, signed, lower, upper, rise, fall);

    const length = f64x2.splat(delta);
    best = lowest;
    bestOther = lowest;
    at = begin;
    atOther = beginOther;
    place = minusOnes;
    placeOther = minusOnes;
    p = row;
    let q = otherRow;
    for (let k: usize = 0; k < bytes; k += 2 * VECTOR) {
      const value = f64x2.sub(
        v128.load(slope + k),
        f64x2.mul(length, f64x2.sub(pair(p, isWide), pair(q, isWide))),
      );
      v128.store(slope + k, value);
      const risen = f64x2.add(value, v128.load(rise + k));
      place = v128.bitselect(at, place, f64x2.gt(risen, best));
      best = f64x2.pmax(best, risen);

      const value2 = f64x2.sub(
        v128.load(slope + k, VECTOR),
        f64x2.mul(length, f64x2.sub(pair(p + 2 * size, isWide), pair(q + 2 * size, isWide))),
      );
      v128.store(slope + k, value2, VECTOR);
      const risen2 = f64x2.add(value2, v128.load(rise + k, VECTOR));
      placeOther = v128.bitselect(atOther, placeOther, f64x2.gt(risen2, bestOther));
      bestOther = f64x2.pmax(bestOther, risen2);

      at = i64x2.add(at, four);
      atOther = i64x2.add(atOther, four);
      p += 4 * size;
      q += 4 * size;
    }
    first = firstOfLargest(best, place, bestOther, placeOther, -Infinity);
  }
  store<i32>(state, 1, 4);
}

/** Steps on a table of double precision: see `steps`. */
export function stepWide(
  table: usize,
  n: i32,
  step: usize,
  signed: usize,
  lower: usize,
  upper: usize,
  slope: usize,
  rise: usize,
  fall: usize,
  diagonal: usize,
  tolerance: f64,
  most: i32,
  isChecked: i32,
  state: usize,
): void {
  steps(true, table, n, step, signed, lower, upper, slope, rise, fall, diagonal, tolerance, most, isChecked, state);
}

/** Steps on a table of single precision: see `steps`. */
export function stepNarrow(
  table: usize,
  n: i32,
  step: usize,
  signed: usize,
  lower: usize,
  upper: usize,
  slope: usize,
  rise: usize,
  fall: usize,
  diagonal: usize,
  tolerance: f64,
  most: i32,
  isChecked: i32,
  state: usize,
): void {
  steps(false, table, n, step, signed, lower, upper, slope, rise, fall, diagonal, tolerance, most, isChecked, state);
}

/** The first of the largest values of four lanes, with its place; -1 where none is above `least`. */
@inline
function firstOfFour(values: v128, places: v128, least: f32): i32 {
  let best = least;
  let place = -1;
  for (let lane = 0; lane < 4; lane++) {
    const value =
      lane === 0
        ? f32x4.extract_lane(values, 0)
        : lane === 1
          ? f32x4.extract_lane(values, 1)
          : lane === 2
            ? f32x4.extract_lane(values, 2)
            : f32x4.extract_lane(values, 3);
    const own =
      lane === 0
        ? i32x4.extract_lane(places, 0)
        : lane === 1
          ? i32x4.extract_lane(places, 1)
          : lane === 2
            ? i32x4.extract_lane(places, 2)
            : i32x4.extract_lane(places, 3);
    if (value > best || (value === best && place >= 0 && own < place)) {
      best = value;
      place = own;
    }
  }
  return place;
}

@inline
function markCoarse(i: usize, signed: usize, lower: usize, upper: usize, rise: usize, fall: usize): void {
  const own = load<f64>(signed + FLOAT * i);
  store<f32>(rise + 4 * i, own < load<f64>(upper + FLOAT * i) ? 0 : -Infinity);
  store<f32>(fall + 4 * i, own > load<f64>(lower + FLOAT * i) ? 0 : Infinity);
}

/**
 * The same as `steps` on a table of single precision, with slopes of single precision, four rows at a time: multipliers alone are of double precision.
 *
 * @param slope, rise, fall, diagonal `n` numbers of single precision each
 */
export function coarseSteps(
  table: usize,
  n: i32,
  step: usize,
  signed: usize,
  lower: usize,
  upper: usize,
  slope: usize,
  rise: usize,
  fall: usize,
  diagonal: usize,
  tolerance: f32,
  most: i32,
  state: usize,
): void {
  const bytes: usize = 4 * <usize>n;
  for (let i = 0; i < n; i++) markCoarse(i, signed, lower, upper, rise, fall);
  store<i32>(state, 0, 4);
  const four = i32x4.splat(4);
  const begin = i32x4(0, 1, 2, 3);
  const lowest = f32x4.splat(-Infinity);
  const none = f32x4.splat(0);
  const tiny = f32x4.splat(<f32>LEAST_CURVATURE);
  const minusOnes = i32x4.splat(-1);

  let best = lowest;
  let at = begin;
  let place = minusOnes;
  for (let k: usize = 0; k < bytes; k += VECTOR) {
    const value = f32x4.add(v128.load(slope + k), v128.load(rise + k));
    place = v128.bitselect(at, place, f32x4.gt(value, best));
    best = f32x4.pmax(best, value);
    at = i32x4.add(at, four);
  }
  let first = firstOfFour(best, place, -Infinity);

  for (let done = 0; ; done++) {
    store<i32>(state, done);
    if (first < 0) break;
    if (done >= most) return;
    const highest = load<f32>(slope + 4 * <usize>first);
    const row = table + <usize>first * step;
    const own = load<f32>(diagonal + 4 * <usize>first);
    const ofOwn = f32x4.splat(own);
    const ofHighest = f32x4.splat(highest);
    let least = f32x4.splat(Infinity);
    best = none;
    at = begin;
    place = minusOnes;
    for (let k: usize = 0; k < bytes; k += VECTOR) {
      const value = f32x4.add(v128.load(slope + k), v128.load(fall + k));
      const violation = f32x4.pmax(f32x4.sub(ofHighest, value), none);
      const product = v128.load(row + k);
      let curvature = f32x4.sub(f32x4.add(ofOwn, v128.load(diagonal + k)), f32x4.add(product, product));
      curvature = v128.bitselect(curvature, tiny, f32x4.gt(curvature, none));
      const gain = f32x4.div(f32x4.mul(violation, violation), curvature);
      place = v128.bitselect(at, place, f32x4.gt(gain, best));
      best = f32x4.pmax(best, gain);
      least = f32x4.pmin(least, value);
      at = i32x4.add(at, four);
    }
    const second = firstOfFour(best, place, 0);
    const smallest = Math.min(
      Math.min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      Math.min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
    );
    if (second < 0 || highest - <f32>smallest < tolerance) break;

    const otherRow = table + <usize>second * step;
    const bend =
      <f64>own + <f64>load<f32>(diagonal + 4 * <usize>second) - 2 * <f64>load<f32>(row + 4 * <usize>second);
    let delta =
      (<f64>highest - <f64>load<f32>(slope + 4 * <usize>second)) / (bend > 0 ? bend : LEAST_CURVATURE);
    const ofFirst = FLOAT * <usize>first;
    const ofSecond = FLOAT * <usize>second;
    const above = load<f64>(upper + ofFirst) - load<f64>(signed + ofFirst);
    const below = load<f64>(signed + ofSecond) - load<f64>(lower + ofSecond);
    if (above < delta) delta = above;
    if (below < delta) delta = below;
    store<f64>(
      signed + ofFirst,
      delta === above ? load<f64>(upper + ofFirst) : load<f64>(signed + ofFirst) + delta,
    );
    store<f64>(
      signed + ofSecond,
      delta === below ? load<f64>(lower + ofSecond) : load<f64>(signed + ofSecond) - delta,
    );
    markCoarse(first, signed, lower, upper, rise, fall);
    markCoarse(second, signed, lower, upper, rise, fall);

    const length = f32x4.splat(<f32>delta);
    best = lowest;
    at = begin;
    place = minusOnes;
    for (let k: usize = 0; k < bytes; k += VECTOR) {
      const difference = f32x4.sub(v128.load(row + k), v128.load(otherRow + k));
      const value = f32x4.sub(v128.load(slope + k), f32x4.mul(length, difference));
      v128.store(slope + k, value);
      const risen = f32x4.add(value, v128.load(rise + k));
      place = v128.bitselect(at, place, f32x4.gt(risen, best));
      best = f32x4.pmax(best, risen);
      at = i32x4.add(at, four);
    }
    first = firstOfFour(best, place, -Infinity);
  }
  store<i32>(state, 1, 4);
}

/** Takes lines of a table, each times its factor, away from the slopes. */
@inline
function subtract(isWide: bool, table: usize, n: i32, step: usize, which: usize, factors: usize, many: i32, slope: usize): void {
  const size: usize = isWide ? 8 : 4;
  const bytes = FLOAT * <usize>n;
  for (let i = 0; i < many; i++, which += 4, factors += FLOAT) {
    const factor = v128.load64_splat(factors);
    let p = table + <usize>load<u32>(which) * step;
    for (let k: usize = 0; k < bytes; k += VECTOR, p += 2 * size) {
      v128.store(slope + k, f64x2.sub(v128.load(slope + k), f64x2.mul(factor, pair(p, isWide))));
    }
  }
}

/** Takes lines of a table of double precision away: see `subtract`. */
export function subtractWide(table: usize, n: i32, step: usize, which: usize, factors: usize, many: i32, slope: usize): void {
  subtract(true, table, n, step, which, factors, many, slope);
}

/** Takes lines of a table of single precision away: see `subtract`. */
export function subtractNarrow(table: usize, n: i32, step: usize, which: usize, factors: usize, many: i32, slope: usize): void {
  subtract(false, table, n, step, which, factors, many, slope);
}

/** Copies the pairs of some rows into a table of their own, whose lines are `toStep` bytes apart. */
export function takeWide(table: usize, step: usize, which: usize, many: i32, to: usize, toStep: usize): void {
  for (let a = 0; a < many; a++, to += toStep) {
    const row = table + <usize>load<u32>(which + 4 * <usize>a) * step;
    for (let b: usize = 0; b < <usize>many; b++) {
      store<f64>(to + 8 * b, load<f64>(row + 8 * <usize>load<u32>(which + 4 * b)));
    }
  }
}

/** The same for tables of single precision. */
export function takeNarrow(table: usize, step: usize, which: usize, many: i32, to: usize, toStep: usize): void {
  for (let a = 0; a < many; a++, to += toStep) {
    const row = table + <usize>load<u32>(which + 4 * <usize>a) * step;
    for (let b: usize = 0; b < <usize>many; b++) {
      store<f32>(to + 4 * b, load<f32>(row + 4 * <usize>load<u32>(which + 4 * b)));
    }
  }
}

/** Rounds to a whole number when it is added and taken away again, and has that number in its lowest bits. */
const ROUND: f64 = 6755399441055744;
const LOG2E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;
/** Two to this power is 0 in single precision, and a number of double precision. */
const LEAST_POWER: f64 = -1000;

/** e^x for x <= 0, within 1e-11 of itself. */
@inline
function exponential(x: v128): v128 {
  const power = f64x2.pmax(f64x2.mul(x, f64x2.splat(LOG2E)), f64x2.splat(LEAST_POWER));
  const rounded = f64x2.add(power, f64x2.splat(ROUND));
  const whole = f64x2.sub(rounded, f64x2.splat(ROUND));
  const rest = f64x2.mul(f64x2.sub(power, whole), f64x2.splat(LN2));
  let sum = f64x2.splat(1.0 / 362880);
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 40320));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 5040));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 720));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 120));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 24));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1.0 / 6));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(0.5));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1));
  sum = f64x2.add(f64x2.mul(sum, rest), f64x2.splat(1));
  const scale = i64x2.shl(i64x2.add(rounded, i64x2.splat(1023)), 52);
  return f64x2.mul(sum, scale);
}

/**
 * Turns the inner products of two blocks of rows into their Gaussian kernel, and writes it on both sides of the diagonal.
 *
 * @param products `rows` lines, `line` bytes apart, of an even number of products
 * @param squares of the rows of the first block, and `otherSquares` of the second
 * @param gamma less than 0: the factor of the squared distance
 * @param to where the first row meets the first of the others in a table of single precision, and `across` where they meet the other way round
 */
export function gaussian(
  products: usize,
  rows: i32,
  others: i32,
  line: usize,
  squares: usize,
  otherSquares: usize,
  gamma: f64,
  to: usize,
  across: usize,
  step: usize,
): void {
  const minus = f64x2.splat(gamma);
  const none = f64x2.splat(0);
  for (let i = 0; i < rows; i++) {
    const own = v128.load64_splat(squares + FLOAT * <usize>i);
    let other = across + 4 * <usize>i;
    for (let j = 0; j < others; j += 2) {
      const product = v128.load(products + FLOAT * <usize>j);
      const lengths = f64x2.add(own, v128.load(otherSquares + FLOAT * <usize>j));
      const distance = f64x2.pmax(f64x2.sub(lengths, f64x2.add(product, product)), none);
      const value = f32x4.demote_f64x2_zero(exponential(f64x2.mul(minus, distance)));
      const at = to + 4 * <usize>j;
      if (j + 1 < others) {
        v128.store64_lane(at, value, 0);
        v128.store32_lane(other, value, 0);
        v128.store32_lane(other + step, value, 1);
      } else {
        v128.store32_lane(at, value, 0);
        v128.store32_lane(other, value, 0);
      }
      other += 2 * step;
    }
    products += line;
    to += step;
  }
}

/**
 * Adds what some columns give to the inner products of two blocks of rows of 16-bit numbers: four rows with eight others at a time, two columns in
 * each product, whose sums over these columns stay in registers. Sums must be below 2^31.
 *
 * @param a rows in groups of eight: of each group, for each two columns, both numbers of each row
 * @param fours groups of four rows of `a`
 * @param b other rows, put in the same way, and `eights` the groups of them
 * @param twos how many pairs of columns there are
 * @param sums `4 * fours` lines, `line` bytes apart, of `8 * eights` numbers of double precision
 */
export function addStepProducts(
  a: usize,
  fours: i32,
  b: usize,
  eights: i32,
  twos: i32,
  sums: usize,
  line: usize,
): void {
  const group = GROUP * <usize>twos;
  for (let eight = 0; eight < eights; eight++, b += group, sums += 8 * FLOAT) {
    const end = b + group;
    let to = sums;
    for (let four = 0; four < fours; four++, to += 4 * line) {
      let sum00 = i32x4.splat(0);
      let sum01 = sum00;
      let sum10 = sum00;
      let sum11 = sum00;
      let sum20 = sum00;
      let sum21 = sum00;
      let sum30 = sum00;
      let sum31 = sum00;
      let own = a + <usize>(four >> 1) * group + VECTOR * <usize>(four & 1);
      for (let p = b; p < end; p += GROUP, own += GROUP) {
        const left = v128.load(p);
        const right = v128.load(p, VECTOR);
        let value = v128.load32_splat(own);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(value, left));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(value, right));
        value = v128.load32_splat(own, 4);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(value, left));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(value, right));
        value = v128.load32_splat(own, 8);
        sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(value, left));
        sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(value, right));
        value = v128.load32_splat(own, 12);
        sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(value, left));
        sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(value, right));
      }
      addWidened(to, sum00, sum01);
      addWidened(to + line, sum10, sum11);
      addWidened(to + 2 * line, sum20, sum21);
      addWidened(to + 3 * line, sum30, sum31);
    }
  }
}

/** Bytes of two columns of eight rows. */
const GROUP: usize = 32;

/**
 * Writes some numbers of a row in its steps, rounded to whole ones of 16 bits, to its place in a group of eight rows.
 *
 * @param from as many numbers as `columns`, which is even
 */
export function packRow(from: usize, columns: i32, step: f64, to: usize): void {
  const own = f64x2.splat(step);
  const half = f64x2.splat(0.5);
  for (const end = from + FLOAT * <usize>columns; from < end; from += VECTOR, to += GROUP) {
    const whole = f64x2.floor(f64x2.add(f64x2.div(v128.load(from), own), half));
    const words = i32x4.trunc_sat_f64x2_s_zero(whole);
    v128.store32_lane(to, i16x8.narrow_i32x4_s(words, words), 0);
  }
}

/** Adds eight whole numbers to as many of double precision. */
@inline
function addWidened(to: usize, left: v128, right: v128): void {
  addTwo(to, left);
  addTwo(to + VECTOR, v128.shuffle<f64>(left, left, 1, 1));
  addTwo(to + 2 * VECTOR, right);
  addTwo(to + 3 * VECTOR, v128.shuffle<f64>(right, right, 1, 1));
}

@inline
function addTwo(to: usize, values: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.convert_low_i32x4_s(values)));
}

/**
 * Writes the inner products of two blocks of rows into a table of single precision, on both sides of the diagonal.
 *
 * @param products `rows` lines, `line` bytes apart, in steps
 * @param ofRows the step of each row, and `ofOthers` that of each of the others
 * @param to where the first row meets the first of the others, and `across` where they meet the other way round
 */
export function writeProducts(
  products: usize,
  rows: i32,
  others: i32,
  line: usize,
  ofRows: usize,
  ofOthers: usize,
  to: usize,
  across: usize,
  step: usize,
): void {
  for (let i = 0; i < rows; i++, products += line, to += step, across += 4, ofRows += FLOAT) {
    let other = across;
    const own = load<f64>(ofRows);
    for (let j: usize = 0; j < <usize>others; j++, other += step) {
      const value = <f32>(load<f64>(products + FLOAT * j) * (own * load<f64>(ofOthers + FLOAT * j)));
      store<f32>(to + 4 * j, value);
      store<f32>(other, value);
    }
  }
}
