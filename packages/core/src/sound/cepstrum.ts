import { type FrameLevels, type FramePowers, openCosineSums, openFramePowers } from '@wince/kernels';
import { powerOfTwoFrom } from '../numbers/fourier.ts';
import type { Matrix } from '../numbers/matrix.ts';
import { copyFrames, frameCount, hammingWindow, hannWindow, type SoundFraming } from './frames.ts';
import { bandsOfBank, melBank } from './mel.ts';

/**
 * The two conventions of cepstral coefficients. They differ in every step, and a number of the one says nothing of the other:
 *
 * - `librosa`: frames of 32 ms around every 10 ms, periodic Hann, power, 40 Slaney triangles of area 1 to half of the sampling rate,
 *   decibel with a floor at 80 below the loudest value, orthonormal cosine transform; deltas are slopes over 9 frames, at both ends
 *   those of the first and last 9.
 * - `htk`: frames of 25 ms that begin every 10 ms, pre-emphasis of 0.97 in each frame, Hamming, magnitude of samples of 16 bits, 26
 *   triangles of height 1 on HTK's scale to half of the sampling rate, natural logarithm of at least 1, cosine transform times
 *   sqrt(2 / 26), lifter 22; deltas are HTK's regression over 2 frames at each side, where the first and last frames repeat. The
 *   first coefficient is HTK's C0. Sides of triangles are straight over Hz, as `librosa.filters.mel(htk=True)` has them; those of HTK are
 *   straight over mel.
 */
export const CEPSTRUM_CONVENTIONS = ['librosa', 'htk'] as const;
/** A convention of cepstral coefficients. */
export type CepstrumConvention = (typeof CEPSTRUM_CONVENTIONS)[number];

interface Steps {
  readonly framing: SoundFraming;
  readonly bands: number;
  /** Of frames in their window, the logarithm of the energy in each band. */
  readonly levels: FramePowers;
}

function stepsOf(sampleRate: number, convention: CepstrumConvention): Steps {
  const hop = Math.round(0.01 * sampleRate);
  const isHtk = convention === 'htk';
  const length = isHtk ? Math.round(0.025 * sampleRate) : powerOfTwoFrom(0.032 * sampleRate);
  const size = powerOfTwoFrom(length);
  const bands = isHtk ? 26 : 40;
  const window = isHtk ? hammingWindow(length) : hannWindow(length);
  const bank = melBank({
    ...{ sampleRate, size, bands, low: 0, high: sampleRate / 2 },
    ...{ scale: isHtk ? 'htk' : 'slaney', norm: isHtk ? 'height' : 'area' },
  });
  return {
    framing: { size: length, hop, anchor: isHtk ? 'start' : 'middle' },
    bands,
    levels: openFramePowers({
      ...{ size, window, emphasis: isHtk ? 0.97 : 0 },
      bands: { ...bandsOfBank(bank, isHtk), levels: isHtk ? NATURAL : DECIBEL },
    }),
  };
}

/** The natural logarithm of at least 1, of magnitudes in the units of samples of 16 bits, which HTK's floor is made for. */
const NATURAL: FrameLevels = { factor: 32768, least: 1, lowest: 0, scale: 1 };
/** Decibel, of powers of at least 1e-10. */
const DECIBEL: FrameLevels = { factor: 1, least: 1e-10, lowest: -100, scale: 10 / Math.LN10 };

/** Frames that are taken out of the sound at a time. */
const TOGETHER = 64;

/**
 * The logarithm of the energy in mel bands: a row a frame, 100 rows a second.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz
 * @returns rows x 40 in decibel (`librosa`), or rows x 26 natural logarithms (`htk`)
 */
export function logMel(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  convention: CepstrumConvention = 'librosa',
): Matrix<Float64Array> {
  const { floor, ...levels } = levelsOf(samples, sampleRate, convention);
  const { data } = levels;
  for (let i = 0; i < data.length; i++) if (data[i] < floor) data[i] = floor;
  return levels;
}

/** Levels as they are, and what those below it count as. */
function levelsOf(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  convention: CepstrumConvention,
): Matrix<Float64Array> & { readonly floor: number } {
  const { framing, bands, levels } = stepsOf(sampleRate, convention);
  const rows = frameCount(samples.length, framing);
  const data = new Float64Array(rows * bands);
  const length = (TOGETHER - 1) * framing.hop + framing.size;
  // In the precision of the samples, so that none is converted.
  const piece = samples instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  for (let row = 0; row < rows; row += TOGETHER) {
    const count = Math.min(TOGETHER, rows - row);
    copyFrames(samples, row, framing, piece, count);
    levels(piece, framing.hop, count, data.subarray(row * bands, (row + count) * bands));
  }
  const floor = convention === 'librosa' ? loudest(data) - 80 : Number.NEGATIVE_INFINITY;
  return { rows, columns: bands, data, floor };
}

function loudest(levels: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < levels.length; i++) if (levels[i] > most) most = levels[i];
  return most;
}

/** How far HTK's lifter reaches. */
const LIFTER = 22;

/**
 * Mel-frequency cepstral coefficients: a row a frame, 100 rows a second.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz
 * @param count coefficients, the first of which is the mean level
 * @source Davis and Mermelstein 1980, doi:10.1109/TASSP.1980.1163420; conventions: {@link CEPSTRUM_CONVENTIONS}
 */
export function cepstrum(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  convention: CepstrumConvention = 'librosa',
  count = 13,
): Matrix<Float64Array> {
  const { rows, columns: bands, data: levels, floor } = levelsOf(samples, sampleRate, convention);
  const transform = { bands, count, weights: cosines(count, bands, convention) };
  const data = new Float64Array(rows * count);
  openCosineSums(transform)(levels, floor, rows, data);
  return { rows, columns: count, data };
}

/** The first half of the cosine of each coefficient, in its scale. */
function cosines(count: number, bands: number, convention: CepstrumConvention): Float64Array {
  const half = bands / 2;
  const basis = new Float64Array(count * half);
  for (let c = 0; c < count; c++) {
    const scale = Math.sqrt(2 / bands) * (convention === 'librosa' && c === 0 ? Math.SQRT1_2 : 1);
    const lift = convention === 'htk' && c > 0 ? 1 + (LIFTER / 2) * Math.sin((Math.PI * c) / LIFTER) : 1;
    for (let band = 0; band < half; band++)
      basis[c * half + band] = scale * lift * Math.cos((Math.PI * c * (band + 0.5)) / bands);
  }
  return basis;
}

/** Frames at each side that a slope is taken over. */
const REACH = { librosa: 4, htk: 2 } as const;

/**
 * The slope of each column over time, a frame being the unit of time: the line of least squares through the frames around.
 * Deltas of deltas are accelerations.
 *
 * @source librosa.feature.delta (`width=9`, `mode="interp"`); Young et al. 2006, The HTK Book 3.4, equation 5.16 (`DELTAWINDOW` 2)
 */
export function deltas(
  of: Matrix<Float64Array>,
  convention: CepstrumConvention = 'librosa',
): Matrix<Float64Array> {
  const { rows, columns, data } = of;
  const reach = REACH[convention];
  const out = new Float64Array(data.length);
  // Too short for a slope.
  if (rows === 0 || (convention === 'librosa' && rows < 2 * reach + 1)) return { rows, columns, data: out };
  let squares = 0;
  for (let k = 1; k <= reach; k++) squares += 2 * k * k;
  for (let row = 0; row < rows; row++) {
    const around = convention === 'librosa' ? Math.min(Math.max(row, reach), rows - 1 - reach) : row;
    for (let k = 1; k <= reach; k++) {
      const after = Math.min(around + k, rows - 1) * columns;
      const before = Math.max(around - k, 0) * columns;
      for (let c = 0; c < columns; c++)
        out[row * columns + c] += (k * (data[after + c] - data[before + c])) / squares;
    }
  }
  return { rows, columns, data: out };
}
