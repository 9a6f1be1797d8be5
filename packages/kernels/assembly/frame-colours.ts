/**
 * Stored channels of a video's frames as red, green and blue: resized row by row, and converted. All in single precision and in a fixed
 * order, so that a plain loop that rounds each step to single precision gives the same bits.
 */

/**
 * Resizes rows of a channel: down first, then across.
 *
 * @param data the first value of the first row that is needed; 16 bytes behind the last value may be read, too
 * @param stride bytes from one row to the next
 * @param bytes of a value, 1 or 2
 * @param step values from one pixel to the next
 * @param values from the first to the last one of a row that are needed
 * @param downFirst for each new row the first row it comes from, counted from `data`
 * @param downWeights `downCount` a new row; rows of weight 0 are not read
 * @param acrossFirst for each new pixel of a row the first pixel it comes from
 * @param acrossWeights `acrossCount` a new pixel
 * @param acrossCount 0 where a row stays as long as it is
 * @param width pixels of a new row
 * @param rows how many new rows
 * @param line room for `values`, 8 floats more, and what taps of weight 0 reach behind them, all of them finite
 * @param out `width` floats a new row
 */
export function resizeRows(
  data: usize,
  stride: i32,
  bytes: i32,
  step: i32,
  values: i32,
  downFirst: usize,
  downWeights: usize,
  downCount: i32,
  acrossFirst: usize,
  acrossWeights: usize,
  acrossCount: i32,
  width: i32,
  rows: i32,
  line: usize,
  out: usize,
): void {
  for (let y = 0; y < rows; y++, downFirst += 4, out += <usize>width << 2) {
    let row: usize = data + <usize>(load<i32>(downFirst) * stride);
    let adds = false;
    for (let t = 0; t < downCount; t++, row += stride, downWeights += 4) {
      const weight = load<f32>(downWeights);
      if (weight == 0) continue;
      if (bytes == 1) weighBytes(row, values, weight, adds, line);
      else weighWords(row, values, weight, adds, line);
      adds = true;
    }
    if (acrossCount == 0) {
      memory.copy(out, line, <usize>width << 2);
      continue;
    }
    spread(line, <usize>step << 2, acrossFirst, acrossWeights, acrossCount, width, out);
  }
}

/**
 * Means of 2 x 2 bytes. They are exact: what two taps of one half each give, down and across, to the last bit.
 *
 * @param data the first of the bytes; 16 bytes behind the last one may be read, too
 * @param stride bytes from one row to the next
 * @param width means of a row; their bytes stand side by side
 * @param rows how many rows of means
 * @param out `width` floats a row, and up to 7 more behind the last row that are overwritten
 */
export function halveRows(data: usize, stride: i32, width: i32, rows: i32, out: usize): void {
  const share = f32x4.splat(0.25);
  for (let y = 0; y < rows; y++, data += <usize>stride << 1, out += <usize>width << 2) {
    let row = data;
    let to = out;
    for (const end = out + (<usize>width << 2); to < end; row += 16, to += 32) {
      const sums = i16x8.add(
        v128.extadd_pairwise<u8>(v128.load(row)),
        v128.extadd_pairwise<u8>(v128.load(row + stride)),
      );
      v128.store(to, f32x4.mul(v128.convert<i32>(v128.extend_low<u16>(sums)), share));
      v128.store(to, f32x4.mul(v128.convert<i32>(v128.extend_high<u16>(sums)), share), 16);
    }
  }
}

/**
 * Bytes as floats, as many as there are.
 *
 * @param data the first of the bytes; 8 bytes behind the last one may be read, too
 * @param stride bytes from one row to the next
 * @param width bytes of a row
 * @param out `width` floats a row, and up to 7 more behind the last row that are overwritten
 */
export function floatRows(data: usize, stride: i32, width: i32, rows: i32, out: usize): void {
  for (let y = 0; y < rows; y++, data += stride, out += <usize>width << 2) {
    let row = data;
    let to = out;
    for (const end = out + (<usize>width << 2); to < end; row += 8, to += 32) {
      const words = v128.load_ext<u8>(row);
      v128.store(to, v128.convert<i32>(v128.extend_low<u16>(words)));
      v128.store(to, v128.convert<i32>(v128.extend_high<u16>(words)), 16);
    }
  }
}

function weighBytes(row: usize, values: i32, weight: f32, adds: bool, line: usize): void {
  const w = f32x4.splat(weight);
  for (let x = 0; x < values; x += 8, row += 8, line += 32) {
    const words = v128.load_ext<u8>(row);
    weigh(v128.extend_low<u16>(words), w, adds, line);
    weigh(v128.extend_high<u16>(words), w, adds, line + 16);
  }
}

function weighWords(row: usize, values: i32, weight: f32, adds: bool, line: usize): void {
  const w = f32x4.splat(weight);
  for (let x = 0; x < values; x += 4, row += 8, line += 16) weigh(v128.load_ext<u16>(row), w, adds, line);
}

@inline
function weigh(four: v128, weight: v128, adds: bool, line: usize): void {
  const share = f32x4.mul(v128.convert<i32>(four), weight);
  v128.store(line, adds ? f32x4.add(v128.load(line), share) : share);
}

function spread(
  line: usize,
  step: usize,
  first: usize,
  weights: usize,
  count: i32,
  width: i32,
  out: usize,
): void {
  for (const end: usize = out + (<usize>width << 2); out < end; out += 4, first += 4) {
    let from: usize = line + <usize>load<i32>(first) * step;
    let sum: f32 = load<f32>(weights) * load<f32>(from);
    weights += 4;
    for (let t = 1; t < count; t++, weights += 4) {
      from += step;
      sum += load<f32>(weights) * load<f32>(from);
    }
    store<f32>(out, sum);
  }
}

/** Added to a number below 2^22 in size, this leaves it in the last bits, rounded to a whole number, ties to even. */
const ROUNDING: f32 = 12582912.0;

/**
 * Converts luma and colour differences to R, G and B, rounded (ties to even) and clipped.
 *
 * @param luma `count` floats, and up to 15 more that are read and not used, as in `blue` and `red`
 * @param light what a step of luma adds to each colour; no sum of shares may reach 2^22
 * @param toRed what a step of the red difference adds to red; `greenOfRed`, `greenOfBlue` and `toBlue` alike
 * @param redBase what red is where all three are 0; `greenBase` and `blueBase` alike
 * @param out three bytes a pixel, and up to 45 more that are overwritten
 */
export function convert(
  luma: usize,
  blue: usize,
  red: usize,
  count: i32,
  light: f32,
  toRed: f32,
  greenOfRed: f32,
  greenOfBlue: f32,
  toBlue: f32,
  redBase: f32,
  greenBase: f32,
  blueBase: f32,
  out: usize,
): void {
  const l = f32x4.splat(light);
  const rr = f32x4.splat(toRed);
  const gr = f32x4.splat(greenOfRed);
  const gb = f32x4.splat(greenOfBlue);
  const bb = f32x4.splat(toBlue);
  const r0 = f32x4.splat(redBase);
  const g0 = f32x4.splat(greenBase);
  const b0 = f32x4.splat(blueBase);
  for (let i = 0; i < count; i += 16, luma += 64, blue += 64, red += 64, out += 48) {
    const lights0 = f32x4.mul(v128.load(luma), l);
    const lights1 = f32x4.mul(v128.load(luma, 16), l);
    const lights2 = f32x4.mul(v128.load(luma, 32), l);
    const lights3 = f32x4.mul(v128.load(luma, 48), l);
    const reds0 = v128.load(red);
    const reds1 = v128.load(red, 16);
    const reds2 = v128.load(red, 32);
    const reds3 = v128.load(red, 48);
    const blues0 = v128.load(blue);
    const blues1 = v128.load(blue, 16);
    const blues2 = v128.load(blue, 32);
    const blues3 = v128.load(blue, 48);
    const r = packed(
      whole(sum2(lights0, reds0, rr, r0)),
      whole(sum2(lights1, reds1, rr, r0)),
      whole(sum2(lights2, reds2, rr, r0)),
      whole(sum2(lights3, reds3, rr, r0)),
    );
    const g = packed(
      whole(sum3(lights0, reds0, gr, blues0, gb, g0)),
      whole(sum3(lights1, reds1, gr, blues1, gb, g0)),
      whole(sum3(lights2, reds2, gr, blues2, gb, g0)),
      whole(sum3(lights3, reds3, gr, blues3, gb, g0)),
    );
    const b = packed(
      whole(sum2(lights0, blues0, bb, b0)),
      whole(sum2(lights1, blues1, bb, b0)),
      whole(sum2(lights2, blues2, bb, b0)),
      whole(sum2(lights3, blues3, bb, b0)),
    );
    const first = v128.shuffle<u8>(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    v128.store(out, v128.shuffle<u8>(first, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
    const second = v128.shuffle<u8>(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    v128.store(
      out,
      v128.shuffle<u8>(second, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15),
      16,
    );
    const third = v128.shuffle<u8>(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    v128.store(
      out,
      v128.shuffle<u8>(third, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31),
      32,
    );
  }
}

@inline
function sum2(lights: v128, others: v128, share: v128, base: v128): v128 {
  return f32x4.add(f32x4.add(lights, f32x4.mul(others, share)), base);
}

@inline
function sum3(lights: v128, reds: v128, ofRed: v128, blues: v128, ofBlue: v128, base: v128): v128 {
  const both = f32x4.add(lights, f32x4.mul(reds, ofRed));
  return f32x4.add(f32x4.add(both, f32x4.mul(blues, ofBlue)), base);
}

/** Sixteen whole numbers as bytes, clipped. */
@inline
function packed(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.narrow<u16>(v128.narrow<i32>(a, b), v128.narrow<i32>(c, d));
}

@inline
function whole(four: v128): v128 {
  return i32x4.sub(f32x4.add(four, f32x4.splat(ROUNDING)), i32x4.splat(reinterpret<i32>(ROUNDING)));
}
