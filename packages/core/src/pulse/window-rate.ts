import { pulseMethods } from './methods/catalogue.ts';
import type { PulseInput } from './methods/pulse-method.ts';
import { planeSignal } from './plane-signal.ts';
import { rateByWelch } from './rate.ts';
import { blindQuality } from './signal-quality.ts';
import { steadyRate } from './steady-rate.ts';

/** Decibels from which the line of a beat stands out of a spectrum, which is then as good as following each beat, and faster. */
const CLEAR = -2;

/** What a method made of a window. */
export interface MethodSignal {
  /** Id of the method. */
  readonly method: string;
  /** Its signal, detrended. */
  readonly signal: Float64Array;
}

/**
 * The rate of a window: by the spectrum of a method's signal (`rateByWelch`) where its own peak stands at least -2 dB above the noise, and by its beats
 * (`steadyRate`) where it does not. A method that joins projections of the channels weighs them for the signal in windows of 1.6 seconds, by what is mostly noise there;
 * its beats are sought in the sum of the same projections that has the least noise over the whole window (`planeSignal`).
 * Of drawn hearts in windows of 30 seconds the spectrum is right to 2 beats per minute in all above -2 dB, and in seven of ten below -7 dB.
 *
 * @param input the colours that the signal was made of, without a gap
 * @returns hertz
 */
export function windowRate({ method, signal }: MethodSignal, input: PulseInput): number {
  const { rate, band } = input;
  const { snr } = blindQuality(signal, rate, band);
  if (snr >= CLEAR) return rateByWelch(signal, rate, band);
  const { projections } = pulseMethods.get(method);
  return steadyRate(projections ? planeSignal(input, projections) : signal, rate, band);
}
