/** A spectrum, or a complex signal: real and imaginary parts, one entry each. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Cosines and sines of the first half of a circle in `size` steps, by size. */
const circles = new Map<number, Complex>();

/** The chirp of a length and its spectrum, by length. */
const chirps = new Map<number, { readonly chirp: Complex; readonly spectrum: Complex }>();

/**
 * The discrete Fourier transform, in place: `X[k] = sum over t of x[t] exp(-2 pi i k t / n)`, for any length n.
 * A power of two is divided by two again and again; another length becomes a convolution whose length is one.
 *
 * @source Cooley and Tukey 1965, doi:10.1090/S0025-5718-1965-0178586-1; Bluestein 1970, doi:10.1109/TAU.1970.1162132
 */
export function fourier(signal: Complex): void {
  const { re, im } = signal;
  if (re.length !== im.length)
    throw new RangeError(`There are ${re.length} real parts and ${im.length} imaginary ones.`);
  if (re.length < 2) return;
  if ((re.length & (re.length - 1)) === 0) byHalves(signal);
  else byChirps(signal);
}

/** The inverse of `fourier`, in place: the sum with `+i` in the exponent, divided by n. */
export function inverseFourier(spectrum: Complex): void {
  fourier({ re: spectrum.im, im: spectrum.re });
  const { re, im } = spectrum;
  for (let k = 0; k < re.length; k++) {
    re[k] /= re.length;
    im[k] /= re.length;
  }
}

/**
 * The spectrum of a real signal: bins 0 to `size / 2`, the rest being their mirror.
 *
 * @param size the signal is filled up with zeros to this length; its own length by default
 */
export function realSpectrum(signal: ArrayLike<number>, size: number = signal.length): Complex {
  if (signal.length > size)
    throw new RangeError(`A signal of ${signal.length} samples does not fit into ${size}.`);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(signal);
  fourier({ re, im });
  const bins = Math.floor(size / 2) + 1;
  return { re: re.slice(0, bins), im: im.slice(0, bins) };
}

/** The least power of two that is not below `length`. */
export function powerOfTwoFrom(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}

function byHalves({ re, im }: Complex): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const [ownRe, ownIm] = [re[i], im[i]];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = ownRe;
      im[j] = ownIm;
    }
  }
  const { re: cosine, im: sine } = circleOf(n);
  let half = 1;
  // Two steps at a time, while four numbers are at hand.
  for (; 2 * half < n; half *= 4) doubleStep(re, im, half, cosine, sine);
  if (half < n) {
    for (let a = 0, b = half; a < half; a++, b++) {
      const re1 = re[b] * cosine[a] + im[b] * sine[a];
      const im1 = im[b] * cosine[a] - re[b] * sine[a];
      re[b] = re[a] - re1;
      im[b] = im[a] - im1;
      re[a] += re1;
      im[a] += im1;
    }
  }
}

/** Joins spectra of `half` numbers in pairs, and these in pairs again. */
function doubleStep(
  re: Float64Array,
  im: Float64Array,
  half: number,
  cosine: Float64Array,
  sine: Float64Array,
): void {
  const n = re.length;
  const step = n / (4 * half);
  for (let from = 0; from < n; from += 4 * half) {
    for (let k = 0, turn = 0; k < half; k++, turn += step) {
      const cos1 = cosine[2 * turn];
      const sin1 = sine[2 * turn];
      const cos2 = cosine[turn];
      const sin2 = sine[turn];
      const cos3 = cosine[turn + half * step];
      const sin3 = sine[turn + half * step];
      const a = from + k;
      const b = a + half;
      const c = b + half;
      const d = c + half;
      const bRe = re[b] * cos1 + im[b] * sin1;
      const bIm = im[b] * cos1 - re[b] * sin1;
      const dRe = re[d] * cos1 + im[d] * sin1;
      const dIm = im[d] * cos1 - re[d] * sin1;
      const lowRe = re[a] + bRe;
      const lowIm = im[a] + bIm;
      const lessRe = re[a] - bRe;
      const lessIm = im[a] - bIm;
      const sumRe = re[c] + dRe;
      const sumIm = im[c] + dIm;
      const restRe = re[c] - dRe;
      const restIm = im[c] - dIm;
      const highRe = sumRe * cos2 + sumIm * sin2;
      const highIm = sumIm * cos2 - sumRe * sin2;
      const lastRe = restRe * cos3 + restIm * sin3;
      const lastIm = restIm * cos3 - restRe * sin3;
      re[a] = lowRe + highRe;
      im[a] = lowIm + highIm;
      re[b] = lessRe + lastRe;
      im[b] = lessIm + lastIm;
      re[c] = lowRe - highRe;
      im[c] = lowIm - highIm;
      re[d] = lessRe - lastRe;
      im[d] = lessIm - lastIm;
    }
  }
}

function circleOf(size: number): Complex {
  const known = circles.get(size);
  if (known) return known;
  const angle = (k: number) => (2 * Math.PI * k) / size;
  const circle = {
    re: Float64Array.from({ length: size / 2 }, (_, k) => Math.cos(angle(k))),
    im: Float64Array.from({ length: size / 2 }, (_, k) => Math.sin(angle(k))),
  };
  circles.set(size, circle);
  return circle;
}

/** As `k t = (k^2 + t^2 - (k - t)^2) / 2`, the transform is a convolution with a chirp. */
function byChirps({ re, im }: Complex): void {
  const n = re.length;
  const { chirp, spectrum } = chirpOf(n);
  const size = spectrum.re.length;
  const product = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let t = 0; t < n; t++) {
    product.re[t] = re[t] * chirp.re[t] + im[t] * chirp.im[t];
    product.im[t] = im[t] * chirp.re[t] - re[t] * chirp.im[t];
  }
  fourier(product);
  for (let k = 0; k < size; k++) {
    const real = product.re[k] * spectrum.re[k] - product.im[k] * spectrum.im[k];
    product.im[k] = product.re[k] * spectrum.im[k] + product.im[k] * spectrum.re[k];
    product.re[k] = real;
  }
  inverseFourier(product);
  for (let k = 0; k < n; k++) {
    re[k] = product.re[k] * chirp.re[k] + product.im[k] * chirp.im[k];
    im[k] = product.im[k] * chirp.re[k] - product.re[k] * chirp.im[k];
  }
}

function chirpOf(n: number) {
  const known = chirps.get(n);
  if (known) return known;
  // The angle repeats every 2 n, which keeps it exact where k^2 is large.
  const angle = (k: number) => (Math.PI * ((k * k) % (2 * n))) / n;
  const chirp = {
    re: Float64Array.from({ length: n }, (_, k) => Math.cos(angle(k))),
    im: Float64Array.from({ length: n }, (_, k) => Math.sin(angle(k))),
  };
  const size = powerOfTwoFrom(2 * n - 1);
  const spectrum = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < n; k++) {
    for (const at of k === 0 ? [0] : [k, size - k]) {
      spectrum.re[at] = chirp.re[k];
      spectrum.im[at] = chirp.im[k];
    }
  }
  fourier(spectrum);
  const made = { chirp, spectrum };
  if (chirps.size >= 16) chirps.clear();
  chirps.set(n, made);
  return made;
}
