import type { PulseBand } from './band.ts';
import { bandPass } from './band-pass.ts';
import { rateByAutocorrelation } from './rate.ts';

/** Beats are at least this share of the mean interval apart. */
const LEAST_INTERVAL = 0.6;

/**
 * The beats of a pulse: maxima of the signal inside the band that are at least 0.6 of its interval by autocorrelation apart, the
 * higher one first, and above its mean.
 *
 * @param signal a signal that is highest once a beat
 * @param rate samples a second
 * @returns seconds from the first sample, rising; each between samples, by a parabola
 */
export function beatsOf(signal: Float64Array, rate: number, band: PulseBand): Float64Array {
  const inBand = bandPass(signal, rate, band);
  const apart = (LEAST_INTERVAL * rate) / rateByAutocorrelation(signal, rate, band);
  if (!Number.isFinite(apart)) return new Float64Array(0);
  const maxima: number[] = [];
  for (let i = 1; i + 1 < inBand.length; i++) {
    if (inBand[i] > 0 && inBand[i] > inBand[i - 1] && inBand[i] >= inBand[i + 1]) maxima.push(i);
  }
  const kept: number[] = [];
  for (const at of maxima.toSorted((a, b) => inBand[b] - inBand[a])) {
    if (kept.every((other) => Math.abs(other - at) >= apart)) kept.push(at);
  }
  return Float64Array.from(
    kept.toSorted((a, b) => a - b),
    (at) => {
      const [before, here, behind] = [inBand[at - 1], inBand[at], inBand[at + 1]];
      return (at + (before - behind) / (2 * (before - 2 * here + behind))) / rate;
    },
  );
}

/** Beats per minute between the first and the last beat; NaN of fewer than two. @param beats seconds, rising */
export function rateOfBeats(beats: ArrayLike<number>): number {
  return beats.length < 2 ? Number.NaN : (60 * (beats.length - 1)) / (beats[beats.length - 1] - beats[0]);
}
