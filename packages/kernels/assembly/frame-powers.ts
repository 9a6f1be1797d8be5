/**
 * Power spectra of frames of real numbers, two frames at a time, one in each lane. A frame of `size` samples is taken as `size / 2` complex
 * numbers, even samples as real and odd ones as imaginary parts; passes over four parts each (and one over two where there is need) go from
 * one buffer to another, so that nothing has to be put in order.
 */

const FLOAT: usize = 8;
const VECTOR: usize = 16;
/** Bytes of a complex number of two frames: both real parts, then both imaginary ones. */
const COMPLEX: usize = 32;

/**
 * @param samples the first frame; `hop` bytes on is the second one
 * @param window half of `size` factors; those behind the end of a short window are 0
 * @param emphasis of the sample before, taken from each; of a frame's first sample that of its own
 * @param circle `size` complex numbers around a circle, from 1 on, clockwise
 * @param x `size / 2` complex numbers of two frames, which are written over; so is `y`
 * @param out `size / 2 + 1` floats; those of the second frame stand `row` bytes on
 */
export function powersOfTwoFrames(
  samples: usize,
  hop: usize,
  window: usize,
  emphasis: f64,
  size: i32,
  circle: usize,
  x: usize,
  y: usize,
  out: usize,
  row: usize,
): void {
  readFrames<f64>(samples, hop, window, emphasis, size, x);
  writeSpectra(size, circle, x, y, out, row);
}

/** The same of samples in single precision. */
export function powersOfTwoSingleFrames(
  samples: usize,
  hop: usize,
  window: usize,
  emphasis: f64,
  size: i32,
  circle: usize,
  x: usize,
  y: usize,
  out: usize,
  row: usize,
): void {
  readFrames<f32>(samples, hop, window, emphasis, size, x);
  writeSpectra(size, circle, x, y, out, row);
}

function writeSpectra(size: i32, circle: usize, x: usize, y: usize, out: usize, row: usize): void {
  const half = size >> 1;
  let part = half;
  let stride = 1;
  for (; part >= 4; part >>= 2, stride <<= 2) {
    passOfFour(part, stride, circle, x, y);
    const written = y;
    y = x;
    x = written;
  }
  if (part === 2) {
    passOfTwo(stride, x, y);
    x = y;
  }
  writePowers(half, circle, x, out, row);
}

/** Both frames in their window, even samples as real and odd ones as imaginary parts. */
function readFrames<T>(samples: usize, hop: usize, window: usize, emphasis: f64, size: i32, x: usize): void {
  const end = window + FLOAT * <usize>size;
  if (emphasis === 0) {
    for (; window < end; window += VECTOR, samples += 2 * sizeof<T>(), x += COMPLEX) {
      storeFrames(x, pairAt<T>(samples), pairAt<T>(samples + hop), v128.load(window));
    }
    return;
  }
  const taken = f64x2.splat(emphasis);
  const start = x;
  const first = samples;
  const factors = window;
  for (; window < end; window += VECTOR, samples += 2 * sizeof<T>(), x += COMPLEX) {
    const other = samples + hop;
    const a = f64x2.sub(pairAt<T>(samples), f64x2.mul(taken, pairAt<T>(samples - sizeof<T>())));
    const b = f64x2.sub(pairAt<T>(other), f64x2.mul(taken, pairAt<T>(other - sizeof<T>())));
    storeFrames(x, a, b, v128.load(window));
  }
  const weight = load<f64>(factors);
  const own = <f64>load<T>(first);
  const others = <f64>load<T>(first + hop);
  store<f64>(start, (own - emphasis * own) * weight);
  store<f64>(start + FLOAT, (others - emphasis * others) * weight);
}

/** Two samples, in double precision. */
@inline
function pairAt<T>(at: usize): v128 {
  if (sizeof<T>() === 4) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  return v128.load(at);
}

@inline
function storeFrames(at: usize, a: v128, b: v128, factor: v128): void {
  const first = f64x2.mul(a, factor);
  const second = f64x2.mul(b, factor);
  v128.store(at, v128.shuffle<f64>(first, second, 0, 2));
  v128.store(at, v128.shuffle<f64>(first, second, 1, 3), 16);
}

/** A pass that makes four spectra of a quarter of `part` numbers of each spectrum of `part`; `stride` of them lie side by side. */
function passOfFour(part: i32, stride: i32, circle: usize, x: usize, y: usize): void {
  const across = COMPLEX * <usize>stride;
  const quarter = across * <usize>(part >> 2);
  const end = x + quarter;
  // The first numbers are not turned.
  for (const last = x + across; x < last; x += COMPLEX, y += COMPLEX) {
    const b = x + quarter;
    const c = b + quarter;
    const d = c + quarter;
    const sumRe = f64x2.add(v128.load(x), v128.load(c));
    const sumIm = f64x2.add(v128.load(x, 16), v128.load(c, 16));
    const lessRe = f64x2.sub(v128.load(x), v128.load(c));
    const lessIm = f64x2.sub(v128.load(x, 16), v128.load(c, 16));
    const oddRe = f64x2.add(v128.load(b), v128.load(d));
    const oddIm = f64x2.add(v128.load(b, 16), v128.load(d, 16));
    const turnedRe = f64x2.sub(v128.load(b, 16), v128.load(d, 16));
    const turnedIm = f64x2.sub(v128.load(d), v128.load(b));
    storeComplex(y, f64x2.add(sumRe, oddRe), f64x2.add(sumIm, oddIm));
    storeComplex(y + across, f64x2.add(lessRe, turnedRe), f64x2.add(lessIm, turnedIm));
    storeComplex(y + 2 * across, f64x2.sub(sumRe, oddRe), f64x2.sub(sumIm, oddIm));
    storeComplex(y + 3 * across, f64x2.sub(lessRe, turnedRe), f64x2.sub(lessIm, turnedIm));
  }
  // The circle has twice as many steps as there are complex numbers.
  const turn = VECTOR * <usize>(2 * stride);
  for (let angle = turn; x < end; angle += turn) {
    y += 3 * across;
    const re1 = v128.load64_splat(circle + angle);
    const im1 = v128.load64_splat(circle + angle, 8);
    const re2 = v128.load64_splat(circle + 2 * angle);
    const im2 = v128.load64_splat(circle + 2 * angle, 8);
    const re3 = v128.load64_splat(circle + 3 * angle);
    const im3 = v128.load64_splat(circle + 3 * angle, 8);
    for (const last = x + across; x < last; x += COMPLEX, y += COMPLEX) {
      const b = x + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const sumRe = f64x2.add(v128.load(x), v128.load(c));
      const sumIm = f64x2.add(v128.load(x, 16), v128.load(c, 16));
      const lessRe = f64x2.sub(v128.load(x), v128.load(c));
      const lessIm = f64x2.sub(v128.load(x, 16), v128.load(c, 16));
      const oddRe = f64x2.add(v128.load(b), v128.load(d));
      const oddIm = f64x2.add(v128.load(b, 16), v128.load(d, 16));
      const turnedRe = f64x2.sub(v128.load(b, 16), v128.load(d, 16));
      const turnedIm = f64x2.sub(v128.load(d), v128.load(b));
      storeComplex(y, f64x2.add(sumRe, oddRe), f64x2.add(sumIm, oddIm));
      storeProduct(y + across, f64x2.add(lessRe, turnedRe), f64x2.add(lessIm, turnedIm), re1, im1);
      storeProduct(y + 2 * across, f64x2.sub(sumRe, oddRe), f64x2.sub(sumIm, oddIm), re2, im2);
      storeProduct(y + 3 * across, f64x2.sub(lessRe, turnedRe), f64x2.sub(lessIm, turnedIm), re3, im3);
    }
  }
}

@inline
function storeComplex(at: usize, re: v128, im: v128): void {
  v128.store(at, re);
  v128.store(at, im, 16);
}

@inline
function storeProduct(at: usize, re: v128, im: v128, otherRe: v128, otherIm: v128): void {
  const product = f64x2.sub(f64x2.mul(re, otherRe), f64x2.mul(im, otherIm));
  storeComplex(at, product, f64x2.add(f64x2.mul(re, otherIm), f64x2.mul(im, otherRe)));
}

/** The last pass, where two numbers of each spectrum are left. */
function passOfTwo(stride: i32, x: usize, y: usize): void {
  const across = COMPLEX * <usize>stride;
  for (const end = x + across; x < end; x += COMPLEX, y += COMPLEX) {
    const b = x + across;
    v128.store(y, f64x2.add(v128.load(x), v128.load(b)));
    v128.store(y, f64x2.add(v128.load(x, 16), v128.load(b, 16)), 16);
    v128.store(y + across, f64x2.sub(v128.load(x), v128.load(b)));
    v128.store(y + across, f64x2.sub(v128.load(x, 16), v128.load(b, 16)), 16);
  }
}

/** Half of the spectra of the even and the odd samples become one, whose squared magnitudes are written. */
function writePowers(half: i32, circle: usize, x: usize, out: usize, row: usize): void {
  const re = f64x2.add(v128.load(x), v128.load(x));
  const im = f64x2.add(v128.load(x, 16), v128.load(x, 16));
  const lowest = f64x2.add(re, im);
  const highest = f64x2.sub(re, im);
  let top = out + FLOAT * <usize>half;
  storeBoth(out, row, f64x2.mul(lowest, lowest));
  storeBoth(top, row, f64x2.mul(highest, highest));
  let mirror = x + COMPLEX * <usize>half;
  for (let k = 0; k < half >> 1; k++) {
    x += COMPLEX;
    mirror -= COMPLEX;
    circle += VECTOR;
    out += FLOAT;
    top -= FLOAT;
    const evenRe = f64x2.add(v128.load(x), v128.load(mirror));
    const evenIm = f64x2.sub(v128.load(x, 16), v128.load(mirror, 16));
    const oddRe = f64x2.add(v128.load(x, 16), v128.load(mirror, 16));
    const oddIm = f64x2.sub(v128.load(mirror), v128.load(x));
    const cosine = v128.load64_splat(circle);
    const sine = v128.load64_splat(circle, 8);
    const moreRe = f64x2.sub(f64x2.mul(oddRe, cosine), f64x2.mul(oddIm, sine));
    const moreIm = f64x2.add(f64x2.mul(oddRe, sine), f64x2.mul(oddIm, cosine));
    storeSquares(out, row, f64x2.add(evenRe, moreRe), f64x2.add(evenIm, moreIm));
    storeSquares(top, row, f64x2.sub(evenRe, moreRe), f64x2.sub(evenIm, moreIm));
  }
}

@inline
function storeSquares(at: usize, row: usize, re: v128, im: v128): void {
  storeBoth(at, row, f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im)));
}

@inline
function storeBoth(at: usize, row: usize, values: v128): void {
  v128.store64_lane(at, values, 0);
  v128.store64_lane(at + row, values, 1);
}

/** Magnitudes in the place of powers. */
export function takeRoots(powers: usize, count: i32): void {
  const pairs = powers + FLOAT * <usize>(count & ~1);
  for (; powers < pairs; powers += VECTOR) v128.store(powers, f64x2.sqrt(v128.load(powers)));
  if ((count & 1) === 1) store<f64>(powers, Math.sqrt(load<f64>(powers)));
}

/**
 * Weighted sums of neighbouring bins of spectra, two spectra at a time: where `count` is odd, one more is read and written.
 *
 * @param powers the first spectrum; the next ones stand `row` bytes on each
 * @param firsts the first bin of each band
 * @param places where the weights of each band begin, and where those of the last one end
 * @param out `bands` floats a spectrum
 */
export function addBands(
  powers: usize,
  row: usize,
  count: i32,
  firsts: usize,
  places: usize,
  weights: usize,
  bands: i32,
  out: usize,
): void {
  const width = FLOAT * <usize>bands;
  for (let spectrum = 0; spectrum < count; spectrum += 2, powers += 2 * row, out += width) {
    for (let band: usize = 0; band < <usize>bands; band++, out += FLOAT) {
      let bin = powers + FLOAT * <usize>load<i32>(firsts + 4 * band);
      let weight = weights + FLOAT * <usize>load<i32>(places + 4 * band);
      const end = weights + FLOAT * <usize>load<i32>(places + 4 * band, 4);
      let sums = f64x2.splat(0);
      let others = f64x2.splat(0);
      for (; weight + FLOAT < end; weight += VECTOR, bin += VECTOR) {
        const factors = v128.load(weight);
        sums = f64x2.add(sums, f64x2.mul(factors, v128.load(bin)));
        others = f64x2.add(others, f64x2.mul(factors, v128.load(bin + row)));
      }
      let even = f64x2.extract_lane(sums, 0);
      let otherEven = f64x2.extract_lane(others, 0);
      if (weight < end) {
        even += load<f64>(weight) * load<f64>(bin);
        otherEven += load<f64>(weight) * load<f64>(bin + row);
      }
      store<f64>(out, even + f64x2.extract_lane(sums, 1));
      store<f64>(out + width, otherEven + f64x2.extract_lane(others, 1));
    }
  }
}

/**
 * Levels in the place of values, two at a time: where `count` is odd, one more is written over.
 *
 * @param numbers those of `src/frame-powers/logarithm.ts`, in their order; the steps are explained there
 */
export function takeLevels(values: usize, count: i32, numbers: usize): void {
  const end = values + FLOAT * <usize>count;
  for (; values < end; values += VECTOR) {
    const value = f64x2.mul(v128.load(values), v128.load64_splat(numbers));
    const small = f64x2.lt(value, v128.load64_splat(numbers, 32));
    const raised = v128.bitselect(f64x2.mul(value, v128.load64_splat(numbers, 40)), value, small);
    const shifted = i64x2.add(raised, v128.load64_splat(numbers, 56));
    // Whole numbers become floats as the last digits of 2^52.
    const counted = v128.or(i64x2.shr_u(shifted, 52), v128.load64_splat(numbers, 80));
    const lowered = v128.and(small, v128.load64_splat(numbers, 48));
    const exponent = f64x2.sub(f64x2.sub(counted, v128.load64_splat(numbers, 88)), lowered);
    const bits = i64x2.add(v128.and(shifted, v128.load64_splat(numbers, 64)), v128.load64_splat(numbers, 72));
    const f = f64x2.sub(bits, v128.load64_splat(numbers, 96));
    const s = f64x2.div(f, f64x2.add(f, v128.load64_splat(numbers, 104)));
    const square = f64x2.mul(s, s);
    let sum = v128.load64_splat(numbers, 136);
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 144));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 152));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 160));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 168));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 176));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 184));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 192));
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(numbers, 200));
    const half = f64x2.mul(f64x2.mul(f, v128.load64_splat(numbers, 112)), f);
    const product = f64x2.mul(f64x2.add(f64x2.mul(sum, square), half), s);
    const rest = f64x2.sub(
      half,
      f64x2.add(product, f64x2.mul(exponent, v128.load64_splat(numbers, 128))),
    );
    const logarithm = f64x2.sub(
      f64x2.mul(exponent, v128.load64_splat(numbers, 120)),
      f64x2.sub(rest, f),
    );
    const finite = f64x2.lt(value, f64x2.splat(Infinity));
    const level = f64x2.mul(v128.bitselect(logarithm, value, finite), v128.load64_splat(numbers, 24));
    const low = f64x2.le(value, v128.load64_splat(numbers, 8));
    v128.store(values, v128.bitselect(v128.load64_splat(numbers, 16), level, low));
  }
}
