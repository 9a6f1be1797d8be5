import { powerOfTwoFrom, realSpectrum } from '../numbers/fourier.ts';
import { hann } from '../numbers/welch.ts';
import type { PulseBand } from './band.ts';

/** Hertz on either side of the beat that count as pulse. */
const AROUND_BEAT = 0.1;
/** Hertz on either side of twice the beat that count as pulse. */
const AROUND_SECOND = 0.2;
/** Hertz up to which noise counts, so that the second harmonic of a newborn's pulse lies inside. */
const HIGHEST = 8;

/**
 * How far the pulse stands above the noise, **against a known rate**: power within 0.1 Hz of the rate and within 0.2 Hz of twice
 * the rate, over all other power from the lower edge of the band to 8 Hz (or half the sampling rate), in decibels. For
 * evaluation, where a reference tells the rate.
 *
 * @param signal detrended, not band-passed: noise above the band must count
 * @param rate samples a second
 * @param hertz the rate of the reference
 * @source de Haan and Jeanne 2013, doi:10.1109/TBME.2013.2266196, with bounds for newborns
 */
export function snrAtReference(signal: Float64Array, rate: number, band: PulseBand, hertz: number): number {
  return ratioAt(quality(signal, rate, band), hertz);
}

/** The peak of a signal, and how far it stands above the noise. */
export interface BlindQuality {
  /** Frequency of the highest peak inside the band, in hertz. */
  readonly hertz: number;
  /** The ratio at that frequency, in decibels. */
  readonly snr: number;
}

/**
 * How far a signal's **own peak** inside the band stands above the noise: the same ratio as `snrAtReference`, without a reference.
 * Noise has a peak, too, and the best of many signals has a high one: see `surrogatesOf` for what the number is worth.
 *
 * @param signal detrended, not band-passed
 * @param rate samples a second
 */
export function blindQuality(signal: Float64Array, rate: number, band: PulseBand): BlindQuality {
  const spectrum = quality(signal, rate, band);
  let best = spectrum.first;
  for (let k = spectrum.first; k * spectrum.step <= band.high && k < spectrum.power.length; k++) {
    if (spectrum.power[k] > spectrum.power[best]) best = k;
  }
  const hertz = best * spectrum.step;
  return { hertz, snr: ratioAt(spectrum, hertz) };
}

/** Power of a whole signal, and the sums of it up to each bin, from the lower edge of the band on. */
interface QualitySpectrum {
  readonly step: number;
  readonly power: Float64Array;
  readonly first: number;
  readonly last: number;
  /** Entry k is the power from the bin `first` to the bin k - 1. */
  readonly sums: Float64Array;
}

function quality(signal: Float64Array, rate: number, band: PulseBand): QualitySpectrum {
  const window = hann(signal.length);
  const size = powerOfTwoFrom(2 * signal.length);
  const { re, im } = realSpectrum(
    signal.map((value, i) => value * window[i]),
    size,
  );
  // Each bin stands for two frequencies, plus and minus, but for that at half the rate.
  const power = re.map((value, k) => (2 * k === size ? 0.5 : 1) * (value * value + im[k] * im[k]));
  const step = rate / size;
  const first = Math.ceil(band.low / step);
  const last = Math.min(power.length - 1, Math.floor(HIGHEST / step));
  const sums = new Float64Array(power.length + 1);
  for (let k = first; k <= last; k++) sums[k + 1] = sums[k] + power[k];
  return { step, power, first, last, sums };
}

function ratioAt({ step, first, last, sums }: QualitySpectrum, hertz: number): number {
  const within = (from: number, to: number) => {
    const begin = Math.max(first, Math.ceil(from / step - 1e-9));
    const end = Math.min(last, Math.floor(to / step + 1e-9));
    return end < begin ? 0 : sums[end + 1] - sums[begin];
  };
  // Close to 0 Hz both lie over each other, and what is in both counts once.
  const beat = within(hertz - AROUND_BEAT, hertz + AROUND_BEAT);
  const second = within(
    Math.max(2 * hertz - AROUND_SECOND, hertz + AROUND_BEAT + step),
    2 * hertz + AROUND_SECOND,
  );
  const pulse = beat + second;
  const noise = within(0, HIGHEST) - pulse;
  if (!(pulse > 0)) return Number.NEGATIVE_INFINITY;
  return 10 * Math.log10(pulse / Math.max(noise, pulse * 1e-12));
}
