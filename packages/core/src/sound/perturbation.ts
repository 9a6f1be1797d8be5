import { PITCHES_A_SECOND, type PitchContour } from './pitch.ts';
import { resample } from './resample.ts';

/** How even a voice is, after Praat's local forms. */
export interface Perturbation {
  /** Mean absolute difference of consecutive periods over the mean period. */
  readonly jitter: number;
  /** Mean absolute difference of the amplitudes of consecutive periods over the mean amplitude. */
  readonly shimmer: number;
  /** Decibel: the power that repeats after a period over the power that does not; mean over frames. */
  readonly harmonicity: number;
  /** Periods that were found. */
  readonly periods: number;
}

/** A stretch of a recording, in seconds. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** How much finer than the sound its periods are measured. */
const FINER = 4;
/** Periods and amplitudes that differ by more than these factors are not neighbours. @source Praat's manual, "Voice 2" and "Voice 3" */
const MOST_PERIOD_FACTOR = 1.3;
const MOST_AMPLITUDE_FACTOR = 1.6;
/** The least correlation of two periods that follow each other. */
const LEAST_CORRELATION = 0.3;
/** Fewer periods say nothing. */
const LEAST_PERIODS = 5;
/** The largest correlation that is told from 1: 60 dB. */
const MOST_CORRELATION = 1 - 1e-6;

/**
 * Jitter, shimmer and harmonic-to-noise ratio of a stretch of voice, or null where fewer than five periods are found in it.
 * Periods are found by cross-correlation of each with the next, from the highest peak in the middle; an amplitude is the root mean square
 * around the peak of a period, 0.2 of a period to each side under Hann's window.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz
 * @param contour of the same samples
 * @source Boersma 1993, IFA Proceedings 17, 97-110 (harmonicity); Boersma and Weenink, Praat's manual: "Voice 2. Jitter", "Voice 3. Shimmer"
 */
export function perturbation(
  samples: Float32Array,
  sampleRate: number,
  contour: PitchContour,
  { start, end }: Span,
): Perturbation | null {
  const first = Math.max(0, Math.round(start * sampleRate));
  const piece = samples.subarray(first, Math.min(samples.length, Math.round(end * sampleRate)));
  const rate = FINER * sampleRate;
  const fine = resample(piece, sampleRate, rate);
  const offset = first / sampleRate;
  const periodAt = (sample: number): number => {
    const frame = Math.round((offset + sample / rate) * PITCHES_A_SECOND);
    return rate / (contour.hertz[frame] ?? Number.NaN);
  };
  const marks = periodMarks(fine, periodAt);
  if (marks.length <= LEAST_PERIODS) return null;
  const periods = marks.slice(1).map((mark, i) => mark - marks[i]);
  const jitter = localDifference(periods, MOST_PERIOD_FACTOR);
  const peaks = periods
    .slice(1)
    .map((after, i) => amplitude(fine, marks[i + 1], 0.2 * periods[i], 0.2 * after));
  const shimmer = localDifference(peaks, MOST_AMPLITUDE_FACTOR);
  const harmonicity = meanHarmonicity(fine, rate, periodAt);
  if (jitter === null || shimmer === null || harmonicity === null) return null;
  return { jitter, shimmer, harmonicity, periods: periods.length };
}

/** The mean absolute difference of neighbours over the mean; neighbours that differ by more than a factor are left out. */
function localDifference(values: readonly number[], most: number): number | null {
  let [sum, pairs] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    const [a, b] = [values[i - 1], values[i]];
    if (!(Math.max(a, b) <= most * Math.min(a, b))) continue;
    sum += Math.abs(a - b);
    pairs++;
  }
  const mean = values.reduce((all, each) => all + each, 0) / values.length;
  return pairs === 0 || mean === 0 ? null : sum / pairs / mean;
}

/** The places of the periods of a voice, in samples and parts of them, from the highest peak in the middle to both sides. */
function periodMarks(fine: Float32Array, periodAt: (sample: number) => number): readonly number[] {
  const middle = nearestVoiced(fine.length, periodAt);
  if (middle === null) return [];
  const period = periodAt(middle);
  let begin = middle;
  for (
    let i = Math.max(0, Math.floor(middle - period / 2));
    i < Math.min(fine.length, middle + period / 2);
    i++
  )
    if (Math.abs(fine[i]) > Math.abs(fine[begin])) begin = i;
  const walk = (direction: 1 | -1): number[] => {
    const found: number[] = [];
    let at = begin;
    for (;;) {
      const expected = periodAt(at);
      if (Number.isNaN(expected)) return found;
      const half = Math.round(expected / 2);
      const lags = [Math.floor(0.8 * expected), Math.ceil(1.25 * expected)] as const;
      const match = bestMatch(fine, Math.round(at) - half, 2 * half, lags, direction);
      if (match === null || match.correlation < LEAST_CORRELATION) return found;
      at += direction * match.lag;
      found.push(at);
    }
  };
  return [...walk(-1).reverse(), begin, ...walk(1)];
}

/** The voiced sample nearest to the middle; null where no frame is voiced. */
function nearestVoiced(length: number, periodAt: (sample: number) => number): number | null {
  const middle = Math.floor(length / 2);
  for (let away = 0; away <= middle; away += 16)
    for (const at of [middle + away, middle - away])
      if (at >= 0 && at < length && !Number.isNaN(periodAt(at))) return at;
  return null;
}

/** The lag, between two bounds, at which a piece is most like the sound later or earlier; null where that is outside of the sound. */
function bestMatch(
  fine: Float32Array,
  from: number,
  size: number,
  [least, most]: readonly [number, number],
  direction: 1 | -1,
): { readonly lag: number; readonly correlation: number } | null {
  const far = direction === 1 ? from + size + most : from - most;
  if (from < 0 || from + size > fine.length || far < 0 || far > fine.length) return null;
  const values = new Float64Array(most - least + 1);
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = correlation(fine, from, from + direction * (least + i), size);
    if (values[i] > values[best]) best = i;
  }
  const { shift, height } = peak(values, best);
  return { lag: least + best + shift, correlation: height };
}

/** The correlation of two pieces of the same length around zero. */
function correlation(fine: Float32Array, a: number, b: number, size: number): number {
  let [both, first, second] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    const [x, y] = [fine[a + i], fine[b + i]];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return first * second === 0 ? 0 : both / Math.sqrt(first * second);
}

/** Where and how high a parabola through a value and its neighbours is highest. */
function peak(values: Float64Array, at: number): { readonly shift: number; readonly height: number } {
  if (at === 0 || at === values.length - 1) return { shift: 0, height: values[at] };
  const [before, here, after] = values.subarray(at - 1, at + 2);
  const curve = before - 2 * here + after;
  if (curve >= 0) return { shift: 0, height: here };
  const shift = (before - after) / (2 * curve);
  return { shift, height: here - ((before - after) * shift) / 4 };
}

/** The root mean square around a place, `left` and `right` samples wide, under Hann's window. */
function amplitude(fine: Float32Array, at: number, left: number, right: number): number {
  let [sum, weights] = [0, 0];
  for (
    let i = Math.max(0, Math.ceil(at - left));
    i <= Math.min(fine.length - 1, Math.floor(at + right));
    i++
  ) {
    const share = i < at ? (i - at) / left : (i - at) / right;
    const weight = 0.5 + 0.5 * Math.cos(Math.PI * share);
    sum += weight * fine[i] ** 2;
    weights += weight;
  }
  return weights === 0 ? 0 : Math.sqrt(sum / weights);
}

/** Periods that are compared with those that follow. */
const PERIODS = 4.5;

/** The mean over voiced frames of the harmonic-to-noise ratio; null where none has room for its periods. */
function meanHarmonicity(
  fine: Float32Array,
  rate: number,
  periodAt: (sample: number) => number,
): number | null {
  let [sum, frames] = [0, 0];
  for (let at = 0; at < fine.length; at += rate / PITCHES_A_SECOND) {
    const period = periodAt(at);
    if (Number.isNaN(period)) continue;
    const size = Math.round(PERIODS * period);
    const lags = [Math.floor(0.9 * period), Math.ceil(1.1 * period)] as const;
    const match = bestMatch(fine, Math.round(at - (size + period) / 2), size, lags, 1);
    if (match === null || match.correlation <= 0) continue;
    const r = Math.min(MOST_CORRELATION, match.correlation);
    sum += 10 * Math.log10(r / (1 - r));
    frames++;
  }
  return frames === 0 ? null : sum / frames;
}
