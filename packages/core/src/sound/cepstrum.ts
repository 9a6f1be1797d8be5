import { powerOfTwoFrom } from '../numbers/fourier.ts';
import type { Matrix } from '../numbers/matrix.ts';
import { frameFourier } from './fourier.ts';
import { copyFrame, frameCount, hammingWindow, hannWindow, type SoundFraming } from './frames.ts';
import { melBank, melFilter } from './mel.ts';

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
  readonly window: Float64Array;
  readonly emphasis: number;
  readonly bands: number;
  /** Of a frame in its window, the value of each band. */
  readonly mel: (frame: Float64Array, out: Float64Array) => void;
}

function stepsOf(sampleRate: number, convention: CepstrumConvention): Steps {
  const hop = Math.round(0.01 * sampleRate);
  const isHtk = convention === 'htk';
  const size = isHtk ? Math.round(0.025 * sampleRate) : powerOfTwoFrom(0.032 * sampleRate);
  const fourier = frameFourier(powerOfTwoFrom(size));
  const bands = isHtk ? 26 : 40;
  const apply = melFilter(
    melBank({
      ...{ sampleRate, size: fourier.size, bands, low: 0, high: sampleRate / 2 },
      ...{ scale: isHtk ? 'htk' : 'slaney', norm: isHtk ? 'height' : 'area' },
    }),
  );
  const spectrum = new Float64Array(fourier.bins);
  return {
    framing: { size, hop, anchor: isHtk ? 'start' : 'middle' },
    window: isHtk ? hammingWindow(size) : hannWindow(size),
    emphasis: isHtk ? 0.97 : 0,
    bands,
    mel(frame, out) {
      fourier.power(frame, spectrum);
      if (isHtk) for (let bin = 0; bin < spectrum.length; bin++) spectrum[bin] = Math.sqrt(spectrum[bin]);
      apply(spectrum, out);
    },
  };
}

/** Full scale of samples of 16 bits, whose units HTK's floor and logarithm are made for. */
const FULL_SCALE_OF_16_BITS = 32768;

/**
 * The logarithm of the energy in mel bands: a row a frame, 100 rows a second.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz
 * @returns rows x 40 in decibel (`librosa`), or rows x 26 natural logarithms (`htk`)
 */
export function logMel(
  samples: ArrayLike<number>,
  sampleRate: number,
  convention: CepstrumConvention = 'librosa',
): Matrix<Float64Array> {
  const { framing, window, emphasis, bands, mel } = stepsOf(sampleRate, convention);
  const rows = frameCount(samples.length, framing);
  const frame = new Float64Array(powerOfTwoFrom(framing.size));
  const data = new Float64Array(rows * bands);
  const isHtk = convention === 'htk';
  for (let row = 0; row < rows; row++) {
    copyFrame(samples, row, framing, frame);
    if (isHtk) {
      for (let i = framing.size - 1; i > 0; i--) frame[i] -= emphasis * frame[i - 1];
      frame[0] *= 1 - emphasis;
    }
    for (let i = 0; i < framing.size; i++) frame[i] *= window[i];
    mel(frame, data.subarray(row * bands, (row + 1) * bands));
  }
  if (isHtk)
    return { rows, columns: bands, data: data.map((x) => Math.log(Math.max(1, x * FULL_SCALE_OF_16_BITS))) };
  const decibel = data.map((power) => 10 * Math.log10(Math.max(1e-10, power)));
  const floor = decibel.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) - 80;
  return { rows, columns: bands, data: decibel.map((value) => Math.max(floor, value)) };
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
  samples: ArrayLike<number>,
  sampleRate: number,
  convention: CepstrumConvention = 'librosa',
  count = 13,
): Matrix<Float64Array> {
  const { rows, columns: bands, data: levels } = logMel(samples, sampleRate, convention);
  const basis = new Float64Array(count * bands);
  for (let c = 0; c < count; c++) {
    const scale = Math.sqrt(2 / bands) * (convention === 'librosa' && c === 0 ? Math.SQRT1_2 : 1);
    const lift = convention === 'htk' && c > 0 ? 1 + (LIFTER / 2) * Math.sin((Math.PI * c) / LIFTER) : 1;
    for (let band = 0; band < bands; band++)
      basis[c * bands + band] = scale * lift * Math.cos((Math.PI * c * (band + 0.5)) / bands);
  }
  const data = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < count; c++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) sum += basis[c * bands + band] * levels[row * bands + band];
      data[row * count + c] = sum;
    }
  }
  return { rows, columns: count, data };
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
