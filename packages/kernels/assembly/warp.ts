/**
 * Bilinear samples of a colour picture under an affine map. Both rows around a sample are read at once; two colours, or the third
 * colour of both rows, stand in the lanes of a vector. Each colour's sum takes the samples in the order of a plain loop: the results
 * are the same to the last bit.
 */

/**
 * New pixels of one row: each the mean of `fine` x `fine` samples, rounded.
 *
 * @param data three bytes a pixel; eight bytes behind the last one may be read, too
 * @param line bytes from one row to the next
 * @param y the row of the new pixels; they go from `x` to before `end`, and all of their samples lie within the picture
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
  const share: f64 = 1.0 / <f64>(fine * fine);
  const step: f64 = 1.0 / <f64>fine;
  const start: f64 = (step - 1.0) / 2.0;
  for (; x < end; x++, out += 3) {
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
