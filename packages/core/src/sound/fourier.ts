import { fourier } from '../numbers/fourier.ts';

/** The Fourier transform of real frames of one length, with tables that are computed once. */
export interface FrameFourier {
  /** Samples of a frame: a power of two. */
  readonly size: number;
  /** `size / 2 + 1`: from 0 Hz to half of the sampling rate. */
  readonly bins: number;
  /**
   * The squared magnitude of each bin, without any scaling.
   *
   * @param frame `size` samples, which are left as they are
   * @param out `bins` values
   */
  power(frame: ArrayLike<number>, out: Float64Array): void;
}

/**
 * Prepares the transform of real frames: that of half as many complex numbers, even samples as real and odd ones as imaginary parts.
 *
 * @param size samples of a frame: a power of two of 4 or more
 * @source Cooley and Tukey 1965, doi:10.1090/S0025-5718-1965-0178586-1
 */
export function frameFourier(size: number): FrameFourier {
  if (!Number.isInteger(Math.log2(size)) || size < 4)
    throw new Error(`a frame of ${size} samples is not a power of two of 4 or more`);
  const half = size / 2;
  const bins = half + 1;
  const cosine = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sine = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const re = new Float64Array(half);
  const im = new Float64Array(half);

  return {
    size,
    bins,
    power(frame, out) {
      for (let i = 0; i < half; i++) {
        re[i] = frame[2 * i];
        im[i] = frame[2 * i + 1];
      }
      fourier({ re, im });
      out[0] = (re[0] + im[0]) ** 2;
      out[half] = (re[0] - im[0]) ** 2;
      for (let k = 1; k < half; k++) {
        const evenRe = (re[k] + re[half - k]) / 2;
        const evenIm = (im[k] - im[half - k]) / 2;
        const oddRe = (im[k] + im[half - k]) / 2;
        const oddIm = (re[half - k] - re[k]) / 2;
        const x = evenRe + oddRe * cosine[k] + oddIm * sine[k];
        const y = evenIm + oddIm * cosine[k] - oddRe * sine[k];
        out[k] = x * x + y * y;
      }
    },
  };
}
