import { circleOf, type FrameBands, halfWindow, type OpenFramePowers } from './frame-powers.ts';
import { takeLevels } from './logarithm.ts';

interface Numbers {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Power spectra wherever TypeScript runs. */
export const plainFramePowers: OpenFramePowers = ({ size, window, emphasis, bands }) => {
  const half = size / 2;
  const circle = circleOf(size);
  const zeros = (): Numbers => ({ re: new Float64Array(half), im: new Float64Array(half) });
  const buffers = [zeros(), zeros()];
  const spectrum = new Float64Array(half + 1);
  const factors = halfWindow(window);
  return (samples, hop, count, out) => {
    for (let frame = 0; frame < count; frame++) {
      let [x, y] = buffers;
      x.re.fill(0);
      x.im.fill(0);
      const first = frame * hop;
      for (let i = 0; i < window.length; i++) {
        const before = samples[first + Math.max(0, i - 1)];
        (i % 2 === 0 ? x.re : x.im)[i >> 1] = (samples[first + i] - emphasis * before) * factors[i];
      }
      let part = half;
      let stride = 1;
      for (; part >= 4; part /= 4, stride *= 4) {
        passOfFour(part, stride, circle, x, y);
        [x, y] = [y, x];
      }
      if (part === 2) {
        passOfTwo(stride, x, y);
        x = y;
      }
      if (bands) {
        writePowers(half, circle, x, spectrum, 0);
        writeBands(spectrum, bands, out, frame * bands.firsts.length);
      } else writePowers(half, circle, x, out, frame * (half + 1));
    }
    if (bands?.levels) takeLevels(out.subarray(0, count * bands.firsts.length), bands.levels);
  };
};

/** A pass that makes four spectra of a quarter of `part` numbers of each spectrum of `part`; `stride` of them lie side by side. */
function passOfFour(part: number, stride: number, circle: Float64Array, x: Numbers, y: Numbers): void {
  const quarter = (stride * part) / 4;
  const store = (at: number, re: number, im: number, place: number) => {
    if (place === 0) {
      y.re[at] = re;
      y.im[at] = im;
      return;
    }
    const [otherRe, otherIm] = [circle[2 * place], circle[2 * place + 1]];
    y.re[at] = re * otherRe - im * otherIm;
    y.im[at] = re * otherIm + im * otherRe;
  };
  for (let p = 0, a = 0, at = 0; p < part / 4; p++, at += 3 * stride) {
    // The circle has twice as many steps as there are complex numbers.
    const angle = 2 * stride * p;
    for (let q = 0; q < stride; q++, a++, at++) {
      const [b, c, d] = [a + quarter, a + 2 * quarter, a + 3 * quarter];
      const [sumRe, sumIm] = [x.re[a] + x.re[c], x.im[a] + x.im[c]];
      const [lessRe, lessIm] = [x.re[a] - x.re[c], x.im[a] - x.im[c]];
      const [oddRe, oddIm] = [x.re[b] + x.re[d], x.im[b] + x.im[d]];
      const [turnedRe, turnedIm] = [x.im[b] - x.im[d], x.re[d] - x.re[b]];
      y.re[at] = sumRe + oddRe;
      y.im[at] = sumIm + oddIm;
      store(at + stride, lessRe + turnedRe, lessIm + turnedIm, angle);
      store(at + 2 * stride, sumRe - oddRe, sumIm - oddIm, 2 * angle);
      store(at + 3 * stride, lessRe - turnedRe, lessIm - turnedIm, 3 * angle);
    }
  }
}

/** The last pass, where two numbers of each spectrum are left. */
function passOfTwo(stride: number, x: Numbers, y: Numbers): void {
  for (let a = 0; a < stride; a++) {
    const b = a + stride;
    y.re[a] = x.re[a] + x.re[b];
    y.im[a] = x.im[a] + x.im[b];
    y.re[b] = x.re[a] - x.re[b];
    y.im[b] = x.im[a] - x.im[b];
  }
}

/** Half of the spectra of the even and the odd samples become one, whose squared magnitudes are written. */
function writePowers(
  half: number,
  circle: Float64Array,
  { re, im }: Numbers,
  out: Float64Array,
  at: number,
): void {
  out[at] = (2 * (re[0] + im[0])) ** 2;
  out[at + half] = (2 * (re[0] - im[0])) ** 2;
  for (let k = 1; k <= half / 2; k++) {
    const mirror = half - k;
    const evenRe = re[k] + re[mirror];
    const evenIm = im[k] - im[mirror];
    const oddRe = im[k] + im[mirror];
    const oddIm = re[mirror] - re[k];
    const [cosine, sine] = [circle[2 * k], circle[2 * k + 1]];
    const moreRe = oddRe * cosine - oddIm * sine;
    const moreIm = oddRe * sine + oddIm * cosine;
    out[at + k] = (evenRe + moreRe) * (evenRe + moreRe) + (evenIm + moreIm) * (evenIm + moreIm);
    out[at + mirror] = (evenRe - moreRe) * (evenRe - moreRe) + (evenIm - moreIm) * (evenIm - moreIm);
  }
}

function writeBands(
  spectrum: Float64Array,
  { firsts, places, weights, ofRoots }: FrameBands,
  out: Float64Array,
  at: number,
): void {
  if (ofRoots) for (let bin = 0; bin < spectrum.length; bin++) spectrum[bin] = Math.sqrt(spectrum[bin]);
  for (let band = 0; band < firsts.length; band++) {
    let bin = firsts[band];
    let i = places[band];
    // Two sums, as the lanes of a vector hold them.
    let [even, odd] = [0, 0];
    for (const end = places[band + 1] - 1; i < end; i += 2, bin += 2) {
      even += weights[i] * spectrum[bin];
      odd += weights[i + 1] * spectrum[bin + 1];
    }
    if (i < places[band + 1]) even += weights[i] * spectrum[bin];
    out[at + band] = even + odd;
  }
}
