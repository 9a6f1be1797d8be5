import { powerOfTwoFrom, realSpectrum } from '../../numbers/fourier.ts';
import { hann } from '../../numbers/welch.ts';
import type { PulseBand } from '../../pulse/band.ts';
import { bandPass } from '../../pulse/band-pass.ts';
import { beatsOf } from '../../pulse/beats.ts';
import { rateByWelch } from '../../pulse/rate.ts';
import { blindQuality } from '../../pulse/signal-quality.ts';

/** What is measured in a signal of a window, in the order of the columns. */
export const PULSE_MEASURES = [
  'rate',
  'snr',
  'breath power',
  'pulse power',
  'harmonic power',
  'entropy',
  'width',
  'amplitude',
  'skewness',
  'kurtosis',
  'interval spread',
  'rise share',
] as const;

/** Hertz of a breath, and the highest that counts for the shares of power. */
const BREATH = [0.5, 1.2] as const;
const HIGHEST = 8;
/** Hertz above half the samples of which no filter works. */
const ROOM = 0.05;

/**
 * Measures a signal of skin in a window: beats per minute; how far its peak stands above the noise in decibels, at least -30; shares of the power
 * from 0.5 to 8 Hz that lie in the band of breath, of the pulse and above it; the entropy of the spectrum in the band in [0, 1]; its
 * width in hertz; the size of the pulse as a share of the level; skewness and kurtosis of the wave; the deviation of the
 * intervals between beats, as a share of their mean; and the share of an interval in which the wave rises.
 *
 * @param signal detrended
 * @param rate samples a second
 * @returns a finite number for each of `PULSE_MEASURES`
 */
export function pulseMeasures(signal: Float64Array, rate: number, band: PulseBand): Float64Array {
  const usable = { low: band.low, high: Math.min(band.high, rate / 2 - ROOM) };
  const inBand = bandPass(signal, rate, usable);
  const { hertz, snr } = blindQuality(signal, rate, usable);
  const { breath, pulse, harmonic, entropy, width } = shapeOf(signal, rate, usable);
  const [amplitude, skewness, kurtosis] = waveOf(inBand);
  // A signal without any change has no rate: it stands in the middle of nothing, at the peak of its spectrum.
  const isStill = !(amplitude > 1e-9);
  const beats = isStill ? [] : beatsOf(signal, rate, usable);
  return Float64Array.of(
    60 * (isStill ? hertz : rateByWelch(signal, rate, usable)),
    Math.max(-30, snr),
    ...[breath, pulse, harmonic, entropy, width, amplitude, skewness, kurtosis],
    spreadOf(beats),
    riseOf(inBand),
  );
}

function shapeOf(signal: Float64Array, rate: number, { low, high }: PulseBand) {
  const window = hann(signal.length);
  const size = powerOfTwoFrom(2 * signal.length);
  const { re, im } = realSpectrum(
    signal.map((value, i) => value * window[i]),
    size,
  );
  const step = rate / size;
  const power = re.map((value, k) => value * value + im[k] * im[k]);
  const between = (from: number, to: number) => {
    let sum = 0;
    for (let k = Math.ceil(from / step); k < power.length && k * step < to; k++) sum += power[k];
    return sum;
  };
  const whole = between(BREATH[0], HIGHEST);
  const share = (from: number, to: number) => (whole > 0 ? between(from, to) / whole : 0);
  const own = between(low, high);
  let [entropy, mean, square, bins] = [0, 0, 0, 0];
  for (let k = Math.ceil(low / step); k < power.length && k * step < high; k++) {
    const p = own > 0 ? power[k] / own : 0;
    bins++;
    if (p > 0) entropy -= p * Math.log(p);
    mean += p * k * step;
    square += p * (k * step) ** 2;
  }
  return {
    breath: share(BREATH[0], Math.min(BREATH[1], low)),
    pulse: share(low, high),
    harmonic: share(high, HIGHEST),
    entropy: entropy / Math.log(Math.max(2, bins)),
    width: Math.sqrt(Math.max(0, square - mean * mean)),
  };
}

function waveOf(signal: Float64Array): readonly [number, number, number] {
  const n = signal.length;
  const mean = signal.reduce((sum, value) => sum + value, 0) / n;
  const moment = (power: number) => signal.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
  const deviation = Math.sqrt(moment(2));
  if (!(deviation > 1e-12)) return [0, 0, 0];
  return [deviation, moment(3) / deviation ** 3, moment(4) / deviation ** 4 - 3];
}

function spreadOf(beats: ArrayLike<number>): number {
  const intervals = Array.from({ length: Math.max(0, beats.length - 1) }, (_, i) => beats[i + 1] - beats[i]);
  if (intervals.length < 2) return 0;
  const mean = intervals.reduce((sum, value) => sum + value, 0) / intervals.length;
  return Math.sqrt(intervals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / intervals.length) / mean;
}

/** The share of samples from which the wave rises. */
function riseOf(signal: Float64Array): number {
  let rising = 0;
  for (let i = 1; i < signal.length; i++) if (signal[i] > signal[i - 1]) rising++;
  return signal.length > 1 ? rising / (signal.length - 1) : 0;
}
