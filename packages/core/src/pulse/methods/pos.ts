import { z } from 'zod';
import { CHANNELS, type Colours } from '../colour-trace.ts';
import { meanOf } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/** Windows whose moments are taken around the same means: sums stay as small as the colours move in this time. */
const TOGETHER = 256;

/** Where the deviation of the second projection is this share of the channels' or less, it is their rounding. */
const LEAST_SHARE = 1e-12;

/**
 * POS, the plane orthogonal to the skin: in windows that move by a sample, each channel is divided by its mean, projected on
 * g - b and g + b - 2 r, and the second, scaled to the deviation of the first, is added to it. Windows are added up: each
 * is a weighted sum of the channels, whose weights come from running sums, so that the time does not depend on the window.
 *
 * @source Wang, den Brinker, Stuijk and de Haan 2017, doi:10.1109/TBME.2016.2609282
 */
export const pos = definePulseMethod({
  id: 'pos',
  version: 2,
  title: 'Plane orthogonal to skin',
  source: 'Wang, den Brinker, Stuijk and de Haan 2017, doi:10.1109/TBME.2016.2609282',
  parameters: z.strictObject({
    /** Seconds of a window. */
    window: z.number().positive().max(20).default(1.6),
  }),
  extract({ colours, rate }, { window }) {
    const n = colours.red.length;
    const length = Math.min(n, Math.max(2, Math.round(window * rate)));
    // The sums of the weights of all windows that begin before a sample.
    const weights = CHANNELS.map(() => new Float64Array(n + 1));
    for (let from = 0; from + length <= n; from += TOGETHER) {
      const to = Math.min(from + TOGETHER, n - length + 1);
      addWindows(colours, from, to, length, weights);
    }
    const last = n - length + 1;
    for (const own of weights) for (let i = last; i < n; i++) own[i + 1] = own[last];
    const out = new Float64Array(n);
    CHANNELS.forEach((name, channel) => {
      const [signal, own] = [colours[name], weights[channel]];
      for (let i = 0; i < n; i++) {
        out[i] += signal[i] * (own[i + 1] - own[Math.max(0, i - length + 1)]);
      }
    });
    return out;
  },
});

/** The pairs of channels whose products are summed: red, green and blue with themselves and each other. */
const PAIRS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/** Adds the weights that the windows which begin at from <= i < to give to each channel to the running sums. */
function addWindows(
  colours: Colours,
  from: number,
  to: number,
  length: number,
  weights: readonly Float64Array[],
): void {
  const end = to - 1 + length;
  const means = CHANNELS.map((name) => meanOf(colours[name], from, end));
  const around = CHANNELS.map((name, channel) =>
    colours[name].subarray(from, end).map((level) => level - means[channel]),
  );
  const sums = around.map((signal) => runningSums(signal));
  const products = PAIRS.map(([a, b]) => runningSums(around[a], around[b]));
  const mean = new Float64Array(3);
  const together = new Float64Array(PAIRS.length);
  for (let i = 0; i < to - from; i++) {
    for (let channel = 0; channel < 3; channel++) {
      mean[channel] = (sums[channel][i + length] - sums[channel][i]) / length;
    }
    for (let pair = 0; pair < PAIRS.length; pair++) {
      const [a, b] = PAIRS[pair];
      const product = (products[pair][i + length] - products[pair][i]) / length;
      const scale = (means[a] + mean[a]) * (means[b] + mean[b]);
      together[pair] = (product - mean[a] * mean[b]) / scale;
    }
    const [rr, gg, bb, rg, rb, gb] = together;
    const first = gg + bb - 2 * gb;
    const second = gg + bb + 4 * rr + 2 * gb - 4 * (rg + rb);
    const share = second > LEAST_SHARE * (gg + bb + 4 * rr) ? Math.sqrt(Math.max(0, first) / second) : 0;
    const own = [-2 * share, 1 + share, share - 1];
    for (let channel = 0; channel < 3; channel++) {
      const at = from + i;
      weights[channel][at + 1] = weights[channel][at] + own[channel] / (means[channel] + mean[channel]);
    }
  }
}

/** The sums of all values before a place, or of their products with those of another signal. */
function runningSums(signal: Float64Array, other?: Float64Array): Float64Array {
  const sums = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) {
    sums[i + 1] = sums[i] + (other ? signal[i] * other[i] : signal[i]);
  }
  return sums;
}
