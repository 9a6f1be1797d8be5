import { powerOfTwoFrom } from '../numbers/fourier.ts';
import { median } from '../numbers/quantile.ts';
import { type PowerSpectrum, welch } from '../numbers/welch.ts';
import type { PulseBand } from './band.ts';
import { bandPass } from './band-pass.ts';

/** Seconds of a segment of Welch's spectrum. */
const SEGMENT = 30;
/** Hertz on either side of a beat whose power belongs to it. */
const AROUND_BEAT = 0.08;
/** Hertz on either side of the beat whose power says where exactly it is. */
const AROUND_CENTRE = 0.2;
/** Rounds in which the beat moves to the centre of the power around it. */
const ROUNDS = 3;
/** Seconds up to which a signal is compared with itself. */
const FARTHEST = 6;
/** Steps a sample in which lags are tried. */
const STEPS = 16;
/** A lag that is this share as good as the best one, and shorter, is the beat: the best one is a multiple of it. */
const NEARLY = 0.8;

/**
 * The heart rate by Welch's spectrum: segments of up to 30 seconds, Hann, at least 4 times as many points. The beat is where the power
 * within 0.08 Hz, and that around twice the frequency up to the same amount, is largest; the rate is the centre of the power around
 * it, which is the mean rate of a heart whose beats come unevenly.
 *
 * @param signal detrended
 * @param rate samples a second
 * @returns hertz
 */
export function rateByWelch(signal: Float64Array, rate: number, band: PulseBand): number {
  const segment = Math.min(signal.length, Math.round(SEGMENT * rate));
  const spectrum = welch(signal, rate, { segment, size: powerOfTwoFrom(4 * segment) });
  return centreOfPower(spectrum, band, beatOf(spectrum, band));
}

function beatOf({ step, power }: PowerSpectrum, { low, high }: PulseBand): number {
  const sums = new Float64Array(power.length + 1);
  for (let k = 0; k < power.length; k++) sums[k + 1] = sums[k] + power[k];
  const reach = Math.max(1, Math.round(AROUND_BEAT / step));
  const around = (k: number, wide: number) =>
    k - wide >= power.length ? 0 : sums[Math.min(power.length, k + wide + 1)] - sums[Math.max(0, k - wide)];
  const first = Math.ceil(low / step - 1e-9);
  let best = first;
  let most = -1;
  for (let k = first; k < power.length && k * step <= high + 1e-9; k++) {
    const beat = around(k, reach);
    const both = beat + Math.min(beat, around(2 * k, reach));
    if (both > most) [best, most] = [k, both];
  }
  return best * step;
}

function centreOfPower({ step, power }: PowerSpectrum, { low, high }: PulseBand, beat: number): number {
  const floor = median(power.subarray(Math.ceil(low / step), Math.floor(high / step) + 1));
  let centre = beat;
  for (let round = 0; round < ROUNDS; round++) {
    const from = Math.max(1, Math.ceil((centre - AROUND_CENTRE) / step));
    const to = Math.min(power.length - 1, Math.floor((centre + AROUND_CENTRE) / step));
    let sum = 0;
    let moment = 0;
    for (let k = from; k <= to; k++) {
      const above = Math.max(0, power[k] - 4 * floor);
      sum += above;
      moment += above * k * step;
    }
    if (!(sum > 0)) return beat;
    centre = moment / sum;
  }
  return Math.min(high, Math.max(low, centre));
}

/**
 * The heart rate by autocorrelation of the signal inside the band: the lag at which, and at whose multiples up to 6 seconds, the
 * signal is most like itself; a shorter lag that is nearly as good comes first, as multiples of the beat are as good as the beat.
 *
 * @param signal detrended
 * @param rate samples a second
 * @returns hertz; NaN where the signal is not like itself at any lag of the band
 */
export function rateByAutocorrelation(signal: Float64Array, rate: number, band: PulseBand): number {
  const inBand = bandPass(signal, rate, band);
  const n = inBand.length;
  const farthest = Math.min(n - 2, Math.ceil(Math.max(FARTHEST, 2 / band.low) * rate));
  const correlations = new Float64Array(farthest + 2);
  for (let lag = 0; lag < correlations.length; lag++) {
    let sum = 0;
    for (let i = 0; i + lag < n; i++) sum += inBand[i] * inBand[i + lag];
    correlations[lag] = sum / (n - lag);
  }
  const from = Math.floor((rate / band.high) * STEPS);
  const scores = new Float64Array(Math.ceil((rate / band.low) * STEPS) - from + 1);
  for (let s = 0; s < scores.length; s++) {
    const beat = (from + s) / STEPS;
    const multiples = Math.floor(farthest / beat);
    for (let m = 1; m <= multiples; m++) {
      const lag = Math.floor(m * beat);
      const share = m * beat - lag;
      scores[s] += ((1 - share) * correlations[lag] + share * correlations[lag + 1]) / multiples;
    }
  }
  const most = scores.reduce((best, score) => Math.max(best, score), 0);
  if (!(most > 0)) return Number.NaN;
  let at = scores.findIndex((score) => score >= NEARLY * most);
  while (at + 1 < scores.length && scores[at + 1] > scores[at]) at++;
  return (rate * STEPS) / (from + at);
}
