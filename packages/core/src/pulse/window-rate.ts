import type { PulseBand } from './band.ts';
import { rateByWelch } from './rate.ts';
import { blindQuality } from './signal-quality.ts';
import { steadyRate } from './steady-rate.ts';

/** Decibels from which the line of a beat stands out of a spectrum, which is then as good as following each beat, and faster. */
const CLEAR = -2;

/**
 * The rate of a signal in a window: by its spectrum (`rateByWelch`) where its own peak stands at least -2 dB above the noise, and by its beats
 * (`steadyRate`) where it does not. Of drawn hearts in windows of 30 seconds the spectrum is right to 2 beats per minute in all above -2 dB,
 * and in seven of ten below -7 dB.
 *
 * @param signal detrended, without a gap
 * @param rate samples a second
 * @returns hertz
 */
export function windowRate(signal: Float64Array, rate: number, band: PulseBand): number {
  const { snr } = blindQuality(signal, rate, band);
  return snr >= CLEAR ? rateByWelch(signal, rate, band) : steadyRate(signal, rate, band);
}
