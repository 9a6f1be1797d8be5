/** Manhattan distances of rows of whole numbers of 16 bits: four rows with two at a time, eight columns in a vector. */

const LANES: usize = 16;

/**
 * Adds what some columns give to the distances of rows of `a` from rows of `b`. Differences must be below 2^15, and their sums below
 * 2^31.
 *
 * @param a `4 * fours` rows, `step` bytes apart
 * @param b `2 * pairs` rows, `step` bytes apart
 * @param bytes of each row that are added, a multiple of 16
 * @param sums `4 * fours` lines of 32-bit sums, `line` bytes apart
 */
export function addStepDistances(
  a: usize,
  fours: i32,
  b: usize,
  pairs: i32,
  step: usize,
  bytes: usize,
  sums: usize,
  line: usize,
): void {
  const ones = i16x8.splat(1);
  for (let four = 0; four < fours; four++) {
    let p = b;
    let out = sums;
    for (let pair = 0; pair < pairs; pair++) {
      let sum00 = i32x4.splat(0);
      let sum01 = i32x4.splat(0);
      let sum10 = i32x4.splat(0);
      let sum11 = i32x4.splat(0);
      let sum20 = i32x4.splat(0);
      let sum21 = i32x4.splat(0);
      let sum30 = i32x4.splat(0);
      let sum31 = i32x4.splat(0);
      let first = a;
      let third = a + 2 * step;
      let left = p;
      for (const end = a + bytes; first < end; first += LANES, third += LANES, left += LANES) {
        const l = v128.load(left);
        const r = v128.load(left + step);
        let value = v128.load(first);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, l)), ones));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, r)), ones));
        value = v128.load(first + step);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, l)), ones));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, r)), ones));
        value = v128.load(third);
        sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, l)), ones));
        sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, r)), ones));
        value = v128.load(third + step);
        sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, l)), ones));
        sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(i16x8.abs(i16x8.sub(value, r)), ones));
      }
      addTo(out, sum00);
      addTo(out + 4, sum01);
      addTo(out + line, sum10);
      addTo(out + line + 4, sum11);
      addTo(out + 2 * line, sum20);
      addTo(out + 2 * line + 4, sum21);
      addTo(out + 3 * line, sum30);
      addTo(out + 3 * line + 4, sum31);
      p += 2 * step;
      out += 8;
    }
    a += 4 * step;
    sums += 4 * line;
  }
}

@inline
function addTo(at: usize, sum: v128): void {
  store<i32>(
    at,
    load<i32>(at) +
      i32x4.extract_lane(sum, 0) +
      i32x4.extract_lane(sum, 1) +
      i32x4.extract_lane(sum, 2) +
      i32x4.extract_lane(sum, 3),
  );
}
