/**
 * Bilinear samples of a colour picture under an affine map, the same to the last bit as those of a plain loop in double precision.
 *
 * A new pixel is first told in single precision, its three colours in the lanes of one vector, which is wrong by less than
 * {@link DOUBT}. Only where a colour comes that near to the border between two whole numbers, double precision decides.
 */

/** Grey levels. Single precision is wrong by less than a third of this where a new pixel has at most {@link MOST_FINE} squared samples. */
const DOUBT: f32 = 0.001;
/** Samples along a side of a new pixel, above which all is done in double precision. */
const MOST_FINE: i32 = 4;
/** Added to a number below 2^19 in size, this leaves its value in units of 2^-32 in the last bits: conversions that look for NaN take longer. */
const FIXED: f64 = 1572864.0;

/**
 * New pixels of one row: each the mean of `fine` x `fine` samples, rounded.
 *
 * @param data three bytes a pixel; eight bytes behind the last one may be read, too
 * @param line bytes from one row to the next
 * @param y the row of the new pixels; they go from `x` to before `end`, and all of their samples lie within the picture, by a millionth
 *   of a pixel at least
 * @param out three bytes a new pixel
 */
export function fillSpan(
  data: usize,
  line: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  y: f64,
  x: i32,
  end: i32,
  fine: i32,
  out: usize,
): void {
  if (fine > MOST_FINE) {
    for (; x < end; x++, out += 3) fillExactly(data, line, a, b, c, d, e, f, y, x, fine, out);
    return;
  }
  const step: f64 = 1.0 / <f64>fine;
  const start: f64 = (step - 1.0) / 2.0;
  const share = f32x4.splat(<f32>(1.0 / <f64>(fine * fine)));
  const right = fixed(f64x2(a * step, d * step));
  const down = fixed(f64x2(b * step, e * step));
  for (; x < end; x++, out += 3) {
    const u = <f64>x + start;
    const v = y + start;
    let first = fixed(f64x2(a * u + b * v + c, d * u + e * v + f));
    let sum = f32x4.splat(0);
    for (let j = 0; j < fine; j++) {
      let place = first;
      for (let i = 0; i < fine; i++) {
        sum = f32x4.add(sum, sampled(data, line, place));
        place = i64x2.add(place, right);
      }
      first = i64x2.add(first, down);
    }
    const value = f32x4.add(f32x4.mul(sum, share), f32x4.splat(0.5));
    const below = f32x4.floor(value);
    const over = f32x4.sub(value, below);
    const doubtful = v128.or(f32x4.lt(over, f32x4.splat(DOUBT)), f32x4.gt(over, f32x4.splat(1 - DOUBT)));
    if (i32x4.bitmask(doubtful) & 7) {
      fillExactly(data, line, a, b, c, d, e, f, y, x, fine, out);
      continue;
    }
    const bytes = i32x4.trunc_sat_f32x4_s(below);
    store<u8>(out, i32x4.extract_lane(bytes, 0));
    store<u8>(out, i32x4.extract_lane(bytes, 1), 1);
    store<u8>(out, i32x4.extract_lane(bytes, 2), 2);
  }
}

/** One sample in single precision. `place`: its x and y, in units of 2^-32. */
@inline
function sampled(data: usize, line: i32, place: v128): v128 {
  const at = data + i32x4.extract_lane(place, 3) * line + i32x4.extract_lane(place, 1) * 3;
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

/** One new pixel in double precision. Each colour's sum takes the samples in the order of a plain loop. */
function fillExactly(
  data: usize,
  line: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  y: f64,
  x: i32,
  fine: i32,
  out: usize,
): void {
  const share: f64 = 1.0 / <f64>(fine * fine);
  const step: f64 = 1.0 / <f64>fine;
  const start: f64 = (step - 1.0) / 2.0;
  let sum01 = f64x2.splat(0);
  let sum2: f64 = 0;
  for (let j = 0; j < fine; j++) {
    const v = y + start + <f64>j * step;
    const bv = b * v;
    const ev = e * v;
    for (let i = 0; i < fine; i++) {
      const u = <f64>x + start + <f64>i * step;
      const sx = a * u + bv + c;
      const sy = d * u + ev + f;
      const column = Math.floor(sx);
      const row = Math.floor(sy);
      const right = f64x2.splat(sx - column);
      const low = sy - row;
      const at = data + whole(row) * line + whole(column) * 3;
      // Both pixels of a row, three colours each: the left one, and how much the right one is above it.
      const upperBytes = v128.load_ext<u8>(at);
      const lowerBytes = v128.load_ext<u8>(at + line);
      const upperRise = v128.extend_low<i16>(i16x8.sub(v128.load_ext<u8>(at, 3), upperBytes));
      const lowerRise = v128.extend_low<i16>(i16x8.sub(v128.load_ext<u8>(at + line, 3), lowerBytes));
      const upperLeft = v128.extend_low<i16>(upperBytes);
      const lowerLeft = v128.extend_low<i16>(lowerBytes);
      const upper = f64x2.add(two(upperLeft), f64x2.mul(right, two(upperRise)));
      const lower = f64x2.add(two(lowerLeft), f64x2.mul(right, two(lowerRise)));
      sum01 = f64x2.add(sum01, f64x2.add(upper, f64x2.mul(f64x2.splat(low), f64x2.sub(lower, upper))));
      const third = f64x2.add(
        two(v128.shuffle<i32>(upperLeft, lowerLeft, 2, 6, 2, 6)),
        f64x2.mul(right, two(v128.shuffle<i32>(upperRise, lowerRise, 2, 6, 2, 6))),
      );
      const thirdUpper = f64x2.extract_lane(third, 0);
      sum2 += thirdUpper + low * (f64x2.extract_lane(third, 1) - thirdUpper);
    }
  }
  store<u8>(out, <i32>(f64x2.extract_lane(sum01, 0) * share + 0.5));
  store<u8>(out, <i32>(f64x2.extract_lane(sum01, 1) * share + 0.5), 1);
  store<u8>(out, <i32>(sum2 * share + 0.5), 2);
}

/** A whole number of 0 or more, below 2^31: it stands in the last bits of its sum with 2^52. Conversions that look for NaN take longer. */
@inline
function whole(number: f64): i32 {
  return <i32>reinterpret<i64>(number + 4503599627370496.0);
}

/** The first two whole numbers as floats. */
@inline
function two(numbers: v128): v128 {
  return f64x2.convert_low_i32x4_s(numbers);
}
