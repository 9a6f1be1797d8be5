import { fourier } from './fourier.ts';

/** Power by frequency: bin k is `k * step` hertz. */
export interface PowerSpectrum {
  /** Hertz from bin to bin. */
  readonly step: number;
  /** Squared units of the signal a hertz, one entry for each bin from 0 to half the sampling rate. */
  readonly power: Float64Array;
}

/** How a signal is cut for Welch's method. */
export interface WelchOptions {
  /** Samples a segment. */
  readonly segment: number;
  /** Samples that two neighbouring segments share: half a segment by default, rounded down. */
  readonly overlap?: number;
  /** Points of the transform, at least those of a segment: a segment's own by default. */
  readonly size?: number;
}

/**
 * Welch's estimate of the power spectral density: the mean of the periodograms of overlapping segments, each less its mean and
 * under a Hann window. One-sided, scaled to density.
 *
 * @param rate samples a second
 * @source Welch 1967, doi:10.1109/TAU.1967.1161901
 */
export function welch(
  signal: Float64Array,
  rate: number,
  { segment, overlap = Math.floor(segment / 2), size = segment }: WelchOptions,
): PowerSpectrum {
  if (segment > signal.length || segment <= overlap) {
    throw new RangeError(
      `Segments of ${segment} with ${overlap} shared do not fit into ${signal.length} samples.`,
    );
  }
  const window = hann(segment);
  const scale = 1 / (rate * window.reduce((sum, w) => sum + w * w, 0));
  const power = new Float64Array(Math.floor(size / 2) + 1);
  // Two segments make one complex signal: the powers of both add up to half of its power at a frequency and at the negative one.
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const write = (from: number, out: Float64Array) => {
    let mean = 0;
    for (let i = 0; i < segment; i++) mean += signal[from + i];
    mean /= segment;
    for (let i = 0; i < segment; i++) out[i] = (signal[from + i] - mean) * window[i];
  };
  const step = segment - overlap;
  const segments = 1 + Math.floor((signal.length - segment) / step);
  for (let first = 0; first < segments; first += 2) {
    re.fill(0);
    im.fill(0);
    write(first * step, re);
    if (first + 1 < segments) write((first + 1) * step, im);
    fourier({ re, im });
    for (let k = 0; k < power.length; k++) {
      const mirror = k === 0 ? 0 : size - k;
      power[k] += (re[k] ** 2 + im[k] ** 2 + re[mirror] ** 2 + im[mirror] ** 2) / 2;
    }
  }
  for (let k = 0; k < power.length; k++) {
    const alone = k === 0 || 2 * k === size;
    power[k] *= ((alone ? 1 : 2) * scale) / segments;
  }
  return { step: rate / size, power };
}

/** The periodic Hann window: `0.5 - 0.5 cos(2 pi i / length)`. */
export function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length));
}
