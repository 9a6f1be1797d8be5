import { factorise, solveFactorised } from '../numbers/cholesky.ts';
import { bandPass } from './band-pass.ts';
import { detrend, smoothnessFor } from './detrend.ts';
import { BLOOD, relativeTo, weighted } from './methods/channels.ts';
import type { Projection, PulseInput } from './methods/pulse-method.ts';

/** A trace of noise in each projection, as a share of their power, where they are the same but for a factor. */
const RIDGE = 1e-6;

/**
 * Of all weighted sums of some projections of the channels in which a pulse with the colour of blood has size 1, the one with the least power
 * inside the band: what PBV is to three channels, this is to the plane in which a method looks. Where noise is as strong at every frequency,
 * nothing that both projections tell of a pulse is lost in it. The weights are those of the whole stretch.
 *
 * @param projections of which none is a weighted sum of the others
 * @returns detrended, not band-passed
 */
export function planeSignal(
  { colours, rate, band }: PulseInput,
  projections: readonly Projection[],
): Float64Array {
  const relative = relativeTo(colours);
  const signals = projections.map((each) => weighted(relative, each));
  const inBand = signals.map((signal) => bandPass(signal, rate, band));
  const n = projections.length;
  const products = new Float64Array(n * n);
  inBand.forEach((a, i) => {
    inBand.forEach((b, j) => {
      for (let t = 0; t < a.length; t++) products[n * i + j] += a[t] * b[t];
    });
  });
  const power = products.reduce((sum, value, k) => sum + (k % (n + 1) === 0 ? value : 0), 0);
  for (let k = 0; k < n; k++) products[k * (n + 1)] += RIDGE * power;
  const blood = Float64Array.from(projections, (each) =>
    each.reduce((sum, weight, channel) => sum + weight * BLOOD[channel], 0),
  );
  const weights = blood.slice();
  if (power > 0 && factorise(products, n)) solveFactorised(products, n, weights);
  const size = weights.reduce((sum, weight, k) => sum + weight * blood[k], 0);
  const joined = relative.green.map((_, t) =>
    signals.reduce((sum, signal, k) => sum + (weights[k] / size) * signal[t], 0),
  );
  return detrend(joined, smoothnessFor(band.low / 2, rate));
}
