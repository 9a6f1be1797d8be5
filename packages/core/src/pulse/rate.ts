import { fourier, inverseFourier, powerOfTwoFrom } from '../numbers/fourier.ts';
import { type PowerSpectrum, welch } from '../numbers/welch.ts';
import type { PulseBand } from './band.ts';
import { bandPass } from './band-pass.ts';

/** Seconds of a segment of Welch's spectrum. */
const SEGMENT = 30;
/** Hertz on either side of a beat whose power belongs to it. */
const AROUND_BEAT = 0.08;
/** Width of the band around a beat, as a share of it, and the least in hertz. */
const WIDTH = 0.1;
const LEAST_WIDTH = 0.1;
/** Rounds in which the band moves to the mean rate inside it. */
const ROUNDS = 2;
/** Seconds at either end that do not count, as a transform sees the ends beside each other. */
const END = 0.5;
/** Seconds up to which a signal is compared with itself. */
const FARTHEST = 6;
/** Steps a sample in which lags are tried. */
const STEPS = 16;
/** A lag that is this share as good as the best one, and shorter, is the beat: the best one is a multiple of it. */
const NEARLY = 0.8;

/**
 * The heart rate by Welch's spectrum: segments of up to 30 seconds, Hann, at least 4 times as many points. The beat is where the power
 * within 0.08 Hz, and that around twice the frequency up to the same amount, is largest; the rate is the mean advance of the
 * phase around it.
 *
 * @param signal detrended
 * @param rate samples a second
 * @returns hertz
 */
export function rateByWelch(signal: Float64Array, rate: number, band: PulseBand): number {
  const segment = Math.min(signal.length, Math.round(SEGMENT * rate));
  const spectrum = welch(signal, rate, { segment, size: powerOfTwoFrom(4 * segment) });
  return meanRateNear(signal, rate, beatOf(spectrum, band));
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

/**
 * The mean rate of a heart whose beats come unevenly: how far the phase of the signal advances on average, after all but a band around
 * the beat is taken away. The band has the form of a normal distribution, of 10 percent of the beat and at least 0.1 Hz.
 */
function meanRateNear(signal: Float64Array, rate: number, beat: number): number {
  const n = signal.length;
  const given = { re: Float64Array.from(signal), im: new Float64Array(n) };
  fourier(given);
  const ends = Math.min(Math.round(END * rate), Math.floor(n / 4));
  let centre = beat;
  for (let round = 0; round < ROUNDS; round++) {
    const width = Math.max(LEAST_WIDTH, WIDTH * centre);
    const shape = (k: number) => Math.exp(-0.5 * (((k * rate) / n - centre) / width) ** 2);
    const near = { re: given.re.map((v, k) => v * shape(k)), im: given.im.map((v, k) => v * shape(k)) };
    inverseFourier(near);
    let turned = 0;
    for (let i = ends + 1; i < n - ends; i++) {
      const along = near.re[i] * near.re[i - 1] + near.im[i] * near.im[i - 1];
      const across = near.im[i] * near.re[i - 1] - near.re[i] * near.im[i - 1];
      turned += Math.atan2(across, along);
    }
    centre = (turned * rate) / (2 * Math.PI * (n - 2 * ends - 1));
    if (!(Math.abs(centre - beat) < 2 * width)) return beat;
  }
  return centre;
}

/**
 * The heart rate by autocorrelation of the signal inside the band: the lag at which, and at whose multiples up to 6 seconds, the
 * signal is most like itself; a shorter lag that is nearly as good comes first, as multiples of the beat are as good as the beat.
 * The rate is the mean advance of the phase around it.
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
  return meanRateNear(inBand, rate, (rate * STEPS) / (from + at));
}
