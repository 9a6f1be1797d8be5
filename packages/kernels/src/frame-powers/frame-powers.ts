/** What frames are cut by before their spectra are taken. */
export interface FrameWindow {
  /** Samples of a spectrum: a power of two of 4 or more. */
  readonly size: number;
  /** A factor for each sample of a frame: `size` of them, or fewer, and then zeros follow. */
  readonly window: Float64Array;
  /** The share of the sample before that is taken from each; from a frame's first sample that of its own. */
  readonly emphasis: number;
  /** What is given in the place of the bins of a spectrum; all bins where there are none. */
  readonly bands?: FrameBands;
}

/** Weighted sums of neighbouring bins: all that a bank of filters has beside zeros. */
export interface FrameBands {
  /** The first bin of each band. */
  readonly firsts: Int32Array;
  /** Where the weights of each band begin, and behind them where those of the last one end: one number more than there are bands. */
  readonly places: Int32Array;
  readonly weights: Float64Array;
  /** Whether magnitudes are added up, the roots of powers. */
  readonly ofRoots: boolean;
  /** What is given in the place of the sums. */
  readonly levels?: FrameLevels;
}

/** `scale` times the natural logarithm of `factor` times a sum; `lowest` where that product is at most `least`. */
export interface FrameLevels {
  readonly factor: number;
  /** 0 or more. */
  readonly least: number;
  readonly lowest: number;
  readonly scale: number;
}

/** Numbers of a row that come of a frame. */
export const widthOf = ({ size, bands }: FrameWindow): number => bands?.firsts.length ?? size / 2 + 1;

/**
 * Power spectra of frames that overlap: squared magnitudes, without any scaling, `size / 2 + 1` from 0 to half of the sampling rate; or
 * the sums of each band of them. All forms give the same bits.
 *
 * @param samples frame `i` begins at sample `i * hop`; all of its window lies within
 * @param count of frames
 * @param out `count` rows
 * @source Cooley and Tukey 1965, doi:10.1090/S0025-5718-1965-0178586-1; Stockham 1966, doi:10.1145/1464182.1464209, for passes without reordering
 */
export type FramePowers = (
  samples: Float32Array | Float64Array,
  hop: number,
  count: number,
  out: Float64Array,
) => void;

/** How the spectra of frames are prepared. */
export type OpenFramePowers = (window: FrameWindow) => FramePowers;

/** Cosines and negated sines of a whole circle in `size` steps, in turn. */
export function circleOf(size: number): Float64Array {
  const circle = new Float64Array(2 * size);
  for (let k = 0; k < size; k++) {
    circle[2 * k] = Math.cos((2 * Math.PI * k) / size);
    circle[2 * k + 1] = -Math.sin((2 * Math.PI * k) / size);
  }
  return circle;
}

/** Half of each factor: what is halved here need not be when the spectra of even and odd samples are put together. */
export function halfWindow(window: Float64Array): Float64Array {
  return window.map((factor) => 0.5 * factor);
}
