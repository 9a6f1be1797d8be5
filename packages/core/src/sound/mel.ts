import type { FrameBands } from '@wince/kernels';
import type { Matrix } from '../numbers/matrix.ts';

/** The two scales of mel that are in use: Slaney's, linear to 1 kHz and logarithmic above, and HTK's formula. */
export const MEL_SCALES = ['slaney', 'htk'] as const;
/** A scale of mel. */
export type MelScale = (typeof MEL_SCALES)[number];

/** Hz a mel below 1 kHz, and the logarithm of the ratio a mel above it, of Slaney's scale. */
const SLANEY_STEP = 200 / 3;
const SLANEY_BREAK = 1000;
const SLANEY_LOG_STEP = Math.log(6.4) / 27;

/**
 * A frequency in mel.
 *
 * @source Slaney 1998, Auditory Toolbox, Interval Research technical report 1998-010; Young et al. 2006, The HTK Book 3.4, equation 5.13
 */
export function melOf(hz: number, scale: MelScale): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + hz / 700);
  if (hz < SLANEY_BREAK) return hz / SLANEY_STEP;
  return SLANEY_BREAK / SLANEY_STEP + Math.log(hz / SLANEY_BREAK) / SLANEY_LOG_STEP;
}

/** The frequency in Hz of a value in mel: what {@link melOf} began with. */
export function hertzOf(mel: number, scale: MelScale): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  const atBreak = SLANEY_BREAK / SLANEY_STEP;
  if (mel < atBreak) return mel * SLANEY_STEP;
  return SLANEY_BREAK * Math.exp(SLANEY_LOG_STEP * (mel - atBreak));
}

/** What a bank of mel filters is made of. */
export interface MelBank {
  readonly sampleRate: number;
  /** Samples of a frame of the transform. */
  readonly size: number;
  readonly bands: number;
  /** Hz: where the first filter begins and the last one ends. */
  readonly low: number;
  readonly high: number;
  readonly scale: MelScale;
  /** `area`: each triangle has the area 1 over Hz; `height`: each has the height 1. */
  readonly norm: 'area' | 'height';
}

/**
 * Triangles over the bins of a spectrum, a row each, whose corners are at even steps of mel. Their sides are straight over Hz.
 * A triangle that is narrower than a bin may be empty.
 *
 * @source librosa.filters.mel, with `norm="slaney"` (area) or `norm=None` (height)
 */
export function melBank({ sampleRate, size, bands, low, high, scale, norm }: MelBank): Matrix<Float64Array> {
  const bins = size / 2 + 1;
  const [from, to] = [melOf(low, scale), melOf(high, scale)];
  const corners = Array.from({ length: bands + 2 }, (_, i) =>
    hertzOf(from + ((to - from) * i) / (bands + 1), scale),
  );
  const data = new Float64Array(bands * bins);
  for (let band = 0; band < bands; band++) {
    const [left, middle, right] = corners.slice(band, band + 3);
    const height = norm === 'area' ? 2 / (right - left) : 1;
    for (let bin = 0; bin < bins; bin++) {
      const hz = (bin * sampleRate) / size;
      const side = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
      data[band * bins + bin] = height * Math.max(0, side);
    }
  }
  return { rows: bands, columns: bins, data };
}

/**
 * A bank as bands of a spectrum: the zeros at both sides of each triangle are left out.
 *
 * @param ofRoots whether it is applied to magnitudes, the roots of powers
 */
export function bandsOfBank({ rows, columns, data }: Matrix, ofRoots: boolean): FrameBands {
  const firsts = new Int32Array(rows);
  const places = new Int32Array(rows + 1);
  const weights = new Float64Array(data.length);
  for (let band = 0; band < rows; band++) {
    const row = data.subarray(band * columns, (band + 1) * columns);
    firsts[band] = Math.max(
      0,
      row.findIndex((value) => value > 0),
    );
    const own = row.subarray(firsts[band], row.findLastIndex((value) => value > 0) + 1);
    weights.set(own, places[band]);
    places[band + 1] = places[band] + own.length;
  }
  return { firsts, places, weights: weights.slice(0, places[rows]), ofRoots };
}
