import { fourier, inverseFourier } from '../numbers/fourier.ts';
import type { Random } from '../numbers/random.ts';

/** Hertz on either side of a frequency from which a surrogate draws what stands there. */
const REACH = 0.75;

/**
 * Signals as they would be without a pulse: as long as the given ones, with random phases, the same smooth spectrum, and as much in
 * common between the signals as at the frequencies nearby; but without a line. What stands at a frequency is a sum of all that the
 * given signals have within 0.75 Hz of it, with complex weights drawn from a normal distribution, the same for all signals.
 *
 * Random phases alone would not do: they keep the power at each frequency, so that a line remains a line.
 *
 * @param signals all of the same length, each detrended
 * @param rate samples a second
 * @source after Theiler and others 1992, doi:10.1016/0167-2789(92)90102-S, and Prichard and Theiler 1994,
 * doi:10.1103/PhysRevLett.73.951; the smoothing is ours
 */
export function surrogatesOf(
  signals: readonly Float64Array[],
  rate: number,
  random: Random,
): readonly Float64Array[] {
  const n = signals.length > 0 ? signals[0].length : 0;
  const bins = Math.floor(n / 2) + 1;
  const reach = Math.max(1, Math.round((REACH * n) / rate));
  const given = signals.map((signal) => {
    const spectrum = { re: Float64Array.from(signal), im: new Float64Array(n) };
    fourier(spectrum);
    return spectrum;
  });
  const made = signals.map(() => ({ re: new Float64Array(n), im: new Float64Array(n) }));
  const weights = { re: new Float64Array(bins), im: new Float64Array(bins) };
  for (let k = 1; k < bins; k++) {
    const from = Math.max(1, k - reach);
    const to = Math.min(bins - 1, k + reach);
    const share = 1 / Math.sqrt(2 * (to - from + 1));
    for (let j = from; j <= to; j++) {
      weights.re[j] = share * random.normal();
      weights.im[j] = share * random.normal();
    }
    for (let s = 0; s < made.length; s++) {
      const { re, im } = given[s];
      let [x, y] = [0, 0];
      for (let j = from; j <= to; j++) {
        x += weights.re[j] * re[j] - weights.im[j] * im[j];
        y += weights.re[j] * im[j] + weights.im[j] * re[j];
      }
      made[s].re[k] = x;
      made[s].im[k] = y;
    }
    for (const { re, im } of made) {
      if (2 * k === n) im[k] = 0;
      else [re[n - k], im[n - k]] = [re[k], -im[k]];
    }
  }
  return made.map((spectrum) => {
    inverseFourier(spectrum);
    return spectrum.re;
  });
}
