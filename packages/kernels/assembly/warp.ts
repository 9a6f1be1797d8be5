/**
 * Bilinear samples of a colour picture under an affine map. What is told is the same to the last bit as what a plain loop in double
 * precision gives; what is not told is left to such a loop.
 *
 * Four new pixels side by side are first told in whole numbers, which are wrong by less than {@link COARSE_DOUBT}. A pixel of which a colour comes
 * that near to the border between two levels is told in single precision, its three colours in the lanes of one vector, which is wrong
 * by less than {@link DOUBT}. Where a colour comes even nearer, the pixel is not told.
 */

/** Grey levels. Single precision is wrong by less than a third of this where a new pixel has at most 16 samples. */
const DOUBT: f32 = 0.001;
/**
 * Grey levels. In whole numbers a place is wrong by at most 1.25 / 2^16 pixels across and down: half of a step of 2^-15, and what up to eight roundings
 * to 2^-20 leave; two pixels differ by at most 255. The share of the fourth pixel is wrong by 1 / 2^16, and takes part with at most 510.
 * Together that is 0.01752; what is left is for the mean, which is made in single precision.
 */
const COARSE_DOUBT: f32 = 0.0177;
/** Of a place in whole numbers: a pixel, as a number and as a count of bits. */
const PIXEL: f64 = 1048576;
const PIXEL_BITS: i32 = 20;
/** Pixels: so far beyond the picture a first sample may lie, at most, when the others of its new pixel are counted from it. */
const BEYOND: f64 = 16;
/** Shares of pixels in whole numbers: 1, and how many bits of a place are below its last one. */
const WHOLE: i32 = 32768;
const BELOW_SHARE: i32 = 5;
/** Added to a number below 2^31 in size, this leaves it in the last bits of a double, rounded to a whole number. */
const ROUNDING: f64 = 6755399441055744.0;
/** The same for a number below 2^22 in single precision. */
const SINGLE_ROUNDING: f32 = 12582912.0;
/** Added to a number below 2^19 in size, this leaves its value in units of 2^-32 in the last bits: conversions that look for NaN take longer. */
const FIXED: f64 = 1572864.0;

/**
 * New pixels of some rows: each the mean of `fine` x `fine` samples, rounded. A sample beyond the picture is that of the nearest place in it.
 *
 * The picture lies at address 0, three bytes a pixel; a row and 16 bytes behind its last one may be read, too.
 *
 * @param line bytes from one row to the next
 * @param lastColumn of the picture, as `lastRow` is
 * @param a the new pixel at (x, y) comes from (a x + b y + c, d x + e y + f)
 * @param y the first of `rows` rows of `width` new pixels
 * @param fine at most 4
 * @param inWhole 1 where whole numbers may be used: sides of at most 2,000 pixels, and |a| + |b| and |d| + |e| of at most 8
 * @param out three bytes a new pixel, and 4 behind the last one that are overwritten
 * @param untold how many new pixels are not told, then the place of each, counted from that of the first new pixel
 */
export function fillRows(
  line: i32,
  lastColumn: i32,
  lastRow: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  y: i32,
  width: i32,
  rows: i32,
  fine: i32,
  inWhole: i32,
  out: usize,
  untold: usize,
): void {
  const step: f64 = 1.0 / <f64>fine;
  const start: f64 = (step - 1.0) / 2.0;
  const last = f64x2(<f64>lastColumn, <f64>lastRow);
  const alongs = f64x2(a, d);
  const right = f64x2(a * step, d * step);
  const down = f64x2(b * step, e * step);
  let next = untold + 4;
  for (let row = 0; row < rows; row++, out += 3 * width) {
    const v = <f64>(y + row) + start;
    // What the first sample of the new pixel at 0 comes from.
    const first = f64x2(a * start + b * v + c, d * start + e * v + f);
    const place = row * width;
    if (inWhole !== 0 && width >= 4) {
      next = fillWhole(line, last, alongs, first, right, down, width, fine, out, place, next);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const from = f64x2.add(first, f64x2.mul(alongs, f64x2.splat(<f64>x)));
      if (isTold(line, last, from, right, down, fine, out + 3 * x)) continue;
      store<i32>(next, place + x);
      next += 4;
    }
  }
  store<i32>(untold, (next - untold - 4) >> 2);
}

/**
 * One row of at least four new pixels in whole numbers, and in single precision where that is not enough.
 *
 * @param place that of the first new pixel
 * @param next where the place of one that is not told goes
 * @returns where the next one goes
 */
function fillWhole(
  line: i32,
  last: v128,
  alongs: v128,
  firsts: v128,
  right: v128,
  down: v128,
  width: i32,
  fine: i32,
  out: usize,
  place: i32,
  next: usize,
): usize {
  const lastX = f64x2.extract_lane(last, 0);
  const lastY = f64x2.extract_lane(last, 1);
  const mostX = i32x4.splat((<i32>lastX) << PIXEL_BITS);
  const mostY = i32x4.splat((<i32>lastY) << PIXEL_BITS);
  const none = i32x4.splat(0);
  // A share is the nearest one when half of a step is added before what is below it is left out.
  const half = <f64>(1 << (BELOW_SHARE - 1));
  const alongX = f64x2.splat(f64x2.extract_lane(alongs, 0) * PIXEL);
  const alongY = f64x2.splat(f64x2.extract_lane(alongs, 1) * PIXEL);
  const firstX = f64x2.splat(f64x2.extract_lane(firsts, 0) * PIXEL + half);
  const firstY = f64x2.splat(f64x2.extract_lane(firsts, 1) * PIXEL + half);
  const least = f64x2.splat(-BEYOND * PIXEL);
  const beyondX = f64x2.splat((lastX + BEYOND) * PIXEL);
  const beyondY = f64x2.splat((lastY + BEYOND) * PIXEL);
  const rightX = whole4(f64x2.extract_lane(right, 0) * PIXEL);
  const rightY = whole4(f64x2.extract_lane(right, 1) * PIXEL);
  const downX = whole4(f64x2.extract_lane(down, 0) * PIXEL);
  const downY = whole4(f64x2.extract_lane(down, 1) * PIXEL);
  const lines = i32x4.splat(line);
  const shares = i32x4.splat(WHOLE - 1);
  // Shares are kept below 0: 1 itself would not fit 16 bits above it.
  const mean = f32x4.splat(<f32>(-1.0 / <f64>(fine * fine * WHOLE)));
  // Two pixels side by side: the pair of each colour in a lane.
  const pairs = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const rounding = f32x4.splat(SINGLE_ROUNDING);
  const sure = f32x4.splat(0.5 - COARSE_DOUBT);
  for (let x = 0, ended = false; !ended; ) {
    const u = <f64>x;
    const left2 = f64x2(u, u + 1.0);
    const right2 = f64x2(u + 2.0, u + 3.0);
    let rowX = places(
      between(f64x2.add(f64x2.mul(alongX, left2), firstX), least, beyondX),
      between(f64x2.add(f64x2.mul(alongX, right2), firstX), least, beyondX),
    );
    let rowY = places(
      between(f64x2.add(f64x2.mul(alongY, left2), firstY), least, beyondY),
      between(f64x2.add(f64x2.mul(alongY, right2), firstY), least, beyondY),
    );
    let sum0 = i32x4.splat(0);
    let sum1 = i32x4.splat(0);
    let sum2 = i32x4.splat(0);
    let sum3 = i32x4.splat(0);
    for (let j = 0; j < fine; j++) {
      let placeX = rowX;
      let placeY = rowY;
      for (let i = 0; i < fine; i++) {
        const inX = i32x4.min_s(i32x4.max_s(placeX, none), mostX);
        const inY = i32x4.min_s(i32x4.max_s(placeY, none), mostY);
        const column = i32x4.shr_u(inX, PIXEL_BITS);
        const at = i32x4.add(
          i32x4.mul(i32x4.shr_u(inY, PIXEL_BITS), lines),
          i32x4.add(column, i32x4.shl(column, 1)),
        );
        const across = v128.and(i32x4.shr_u(inX, BELOW_SHARE), shares);
        const under = v128.and(i32x4.shr_u(inY, BELOW_SHARE), shares);
        const both = i32x4.shr_u(i32x4.add(i32x4.mul(across, under), i32x4.splat(WHOLE >> 1)), 15);
        // The four shares with their sign turned: of the upper two pixels, and of the lower two.
        const share = i32x4.sub(i32x4.sub(i32x4.add(across, under), both), i32x4.splat(WHOLE));
        const upper = both16(share, i32x4.sub(both, across));
        const lower = both16(i32x4.sub(both, under), i32x4.neg(both));
        sum0 = sampled4(i32x4.extract_lane(at, 0), line, pairs, splat0(upper), splat0(lower), sum0);
        sum1 = sampled4(i32x4.extract_lane(at, 1), line, pairs, splat1(upper), splat1(lower), sum1);
        sum2 = sampled4(i32x4.extract_lane(at, 2), line, pairs, splat2(upper), splat2(lower), sum2);
        sum3 = sampled4(i32x4.extract_lane(at, 3), line, pairs, splat3(upper), splat3(lower), sum3);
        placeX = i32x4.add(placeX, rightX);
        placeY = i32x4.add(placeY, rightY);
      }
      rowX = i32x4.add(rowX, downX);
      rowY = i32x4.add(rowY, downY);
    }
    const value0 = f32x4.mul(f32x4.convert_i32x4_s(sum0), mean);
    const value1 = f32x4.mul(f32x4.convert_i32x4_s(sum1), mean);
    const value2 = f32x4.mul(f32x4.convert_i32x4_s(sum2), mean);
    const value3 = f32x4.mul(f32x4.convert_i32x4_s(sum3), mean);
    const level0 = f32x4.add(value0, rounding);
    const level1 = f32x4.add(value1, rounding);
    const level2 = f32x4.add(value2, rounding);
    const level3 = f32x4.add(value3, rounding);
    const levels = v128.narrow<u16>(
      v128.narrow<i32>(levelBits(level0), levelBits(level1)),
      v128.narrow<i32>(levelBits(level2), levelBits(level3)),
    );
    const to = out + 3 * x;
    v128.store(to, i8x16.swizzle(levels, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1)));
    const doubts = v128.narrow<i16>(
      v128.narrow<i32>(doubt(value0, level0, rounding, sure), doubt(value1, level1, rounding, sure)),
      v128.narrow<i32>(doubt(value2, level2, rounding, sure), doubt(value3, level3, rounding, sure)),
    );
    let mask = i8x16.bitmask(doubts);
    for (let p = x; mask !== 0; p++, mask >>= 4) {
      if ((mask & 7) === 0) continue;
      const from = f64x2.add(firsts, f64x2.mul(alongs, f64x2.splat(<f64>p)));
      if (isTold(line, last, from, right, down, fine, out + 3 * p)) continue;
      store<i32>(next, place + p);
      next += 4;
    }
    // The last four may overlap those before them.
    ended = x + 4 === width;
    x = min(x + 4, width - 4);
  }
  return next;
}

/** The whole number nearest to a double, four times. */
@inline
function whole4(number: f64): v128 {
  return i32x4.splat(<i32>Math.round(number));
}

/** Four numbers of 0 or more as whole ones. */
@inline
function places(first: v128, second: v128): v128 {
  const rounding = f64x2.splat(ROUNDING);
  return v128.shuffle<i32>(f64x2.add(first, rounding), f64x2.add(second, rounding), 0, 2, 4, 6);
}

/** Two numbers of 16 bits in each lane. */
@inline
function both16(low: v128, high: v128): v128 {
  return v128.or(v128.and(low, i32x4.splat(0xffff)), i32x4.shl(high, 16));
}

@inline
function splat0(four: v128): v128 {
  return v128.shuffle<i32>(four, four, 0, 0, 0, 0);
}

@inline
function splat1(four: v128): v128 {
  return v128.shuffle<i32>(four, four, 1, 1, 1, 1);
}

@inline
function splat2(four: v128): v128 {
  return v128.shuffle<i32>(four, four, 2, 2, 2, 2);
}

@inline
function splat3(four: v128): v128 {
  return v128.shuffle<i32>(four, four, 3, 3, 3, 3);
}

/** Adds a sample in whole numbers to the sums of its three colours. */
@inline
function sampled4(at: usize, line: i32, pairs: v128, upper: v128, lower: v128, sum: v128): v128 {
  const above = v128.dot<i16>(i8x16.swizzle(v128.load(at), pairs), upper);
  const below = v128.dot<i16>(i8x16.swizzle(v128.load(at + line), pairs), lower);
  return i32x4.add(sum, i32x4.add(above, below));
}

@inline
function levelBits(level: v128): v128 {
  return i32x4.sub(level, i32x4.splat(reinterpret<i32>(SINGLE_ROUNDING)));
}

/** Where a value is so near to the border between two levels that it may be the other one. */
@inline
function doubt(value: v128, level: v128, rounding: v128, sure: v128): v128 {
  return f32x4.gt(f32x4.abs(f32x4.sub(value, f32x4.sub(level, rounding))), sure);
}

/**
 * Tells one new pixel in single precision.
 *
 * @param from what its first sample comes from; `right` and `down` lead to the others
 * @returns whether it is told: else double precision must decide
 */
function isTold(
  line: i32,
  last: v128,
  from: v128,
  right: v128,
  down: v128,
  fine: i32,
  out: usize,
): bool {
  const none = f64x2.splat(0);
  let first = from;
  let sum = f32x4.splat(0);
  for (let j = 0; j < fine; j++) {
    let place = first;
    for (let i = 0; i < fine; i++) {
      sum = f32x4.add(sum, sampled(line, fixed(between(place, none, last))));
      place = f64x2.add(place, right);
    }
    first = f64x2.add(first, down);
  }
  const value = f32x4.add(f32x4.mul(sum, f32x4.splat(<f32>(1.0 / <f64>(fine * fine)))), f32x4.splat(0.5));
  const below = f32x4.floor(value);
  const over = f32x4.sub(value, below);
  const doubtful = v128.or(f32x4.lt(over, f32x4.splat(DOUBT)), f32x4.gt(over, f32x4.splat(1 - DOUBT)));
  if (i32x4.bitmask(doubtful) & 7) return false;
  const bytes = i32x4.trunc_sat_f32x4_s(below);
  store<u8>(out, i32x4.extract_lane(bytes, 0));
  store<u8>(out, i32x4.extract_lane(bytes, 1), 1);
  store<u8>(out, i32x4.extract_lane(bytes, 2), 2);
  return true;
}

/** Two numbers, none below `least` or above `most`. */
@inline
function between(numbers: v128, least: v128, most: v128): v128 {
  return f64x2.pmin(most, f64x2.pmax(least, numbers));
}

/** One sample in single precision. `place`: its x and y, in units of 2^-32. */
@inline
function sampled(line: i32, place: v128): v128 {
  const at: usize = i32x4.extract_lane(place, 3) * line + i32x4.extract_lane(place, 1) * 3;
  // 24 bits of what lies behind the point: single precision holds no more.
  const fraction = f32x4.mul(
    f32x4.convert_i32x4_s(i32x4.shr_u(place, 8)),
    f32x4.splat(5.9604644775390625e-8),
  );
  const right = v128.shuffle<i32>(fraction, fraction, 0, 0, 0, 0);
  const low = v128.shuffle<i32>(fraction, fraction, 2, 2, 2, 2);
  // Both pixels of a row: the left one, and how much the right one is above it.
  const upperBytes = v128.load_ext<u8>(at);
  const lowerBytes = v128.load_ext<u8>(at + line);
  const upperRise = i16x8.sub(v128.load_ext<u8>(at, 3), upperBytes);
  const lowerRise = i16x8.sub(v128.load_ext<u8>(at + line, 3), lowerBytes);
  const upper = f32x4.add(four(upperBytes), f32x4.mul(right, four(upperRise)));
  const lower = f32x4.add(four(lowerBytes), f32x4.mul(right, four(lowerRise)));
  return f32x4.add(upper, f32x4.mul(low, f32x4.sub(lower, upper)));
}

/** Two numbers below 2^19 in size, in units of 2^-32. */
@inline
function fixed(numbers: v128): v128 {
  return i64x2.sub(f64x2.add(numbers, f64x2.splat(FIXED)), i64x2.splat(reinterpret<i64>(FIXED)));
}

/** The first four whole numbers of eight as floats. */
@inline
function four(numbers: v128): v128 {
  return f32x4.convert_i32x4_s(v128.extend_low<i16>(numbers));
}
