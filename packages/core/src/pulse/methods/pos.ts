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
  projections: [
    [0, 1, -1],
    [-2, 1, 1],
  ],
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
      for (let i = 0; i < length; i++) out[i] += signal[i] * (own[i + 1] - own[0]);
      for (let i = length; i < n; i++) out[i] += signal[i] * (own[i + 1] - own[i - length + 1]);
    });
    return out;
  },
});

/** Adds the weights that the windows which begin at from <= i < to give to each channel to the running sums. */
function addWindows(
  colours: Colours,
  from: number,
  to: number,
  length: number,
  [redWeights, greenWeights, blueWeights]: readonly Float64Array[],
): void {
  const end = to - 1 + length;
  const { signal: r, mean: redMean, sums: redSums } = around(colours.red, from, end);
  const { signal: g, mean: greenMean, sums: greenSums } = around(colours.green, from, end);
  const { signal: b, mean: blueMean, sums: blueSums } = around(colours.blue, from, end);
  const [rrSums, ggSums, bbSums] = [productSums(r, r), productSums(g, g), productSums(b, b)];
  const [rgSums, rbSums, gbSums] = [productSums(r, g), productSums(r, b), productSums(g, b)];
  for (let i = 0, last = length; i < to - from; i++, last++) {
    const red = (redSums[last] - redSums[i]) / length;
    const green = (greenSums[last] - greenSums[i]) / length;
    const blue = (blueSums[last] - blueSums[i]) / length;
    const [redLevel, greenLevel, blueLevel] = [redMean + red, greenMean + green, blueMean + blue];
    const rr = ((rrSums[last] - rrSums[i]) / length - red * red) / (redLevel * redLevel);
    const gg = ((ggSums[last] - ggSums[i]) / length - green * green) / (greenLevel * greenLevel);
    const bb = ((bbSums[last] - bbSums[i]) / length - blue * blue) / (blueLevel * blueLevel);
    const rg = ((rgSums[last] - rgSums[i]) / length - red * green) / (redLevel * greenLevel);
    const rb = ((rbSums[last] - rbSums[i]) / length - red * blue) / (redLevel * blueLevel);
    const gb = ((gbSums[last] - gbSums[i]) / length - green * blue) / (greenLevel * blueLevel);
    const first = gg + bb - 2 * gb;
    const second = gg + bb + 4 * rr + 2 * gb - 4 * (rg + rb);
    const share = second > LEAST_SHARE * (gg + bb + 4 * rr) ? Math.sqrt(Math.max(0, first) / second) : 0;
    const at = from + i;
    redWeights[at + 1] = redWeights[at] + (-2 * share) / redLevel;
    greenWeights[at + 1] = greenWeights[at] + (1 + share) / greenLevel;
    blueWeights[at + 1] = blueWeights[at] + (share - 1) / blueLevel;
  }
}

/** A part of a signal less its mean, and the sums of all of its values before a place. */
function around(whole: Float64Array, from: number, end: number) {
  const mean = meanOf(whole, from, end);
  const signal = whole.slice(from, end);
  const sums = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) {
    signal[i] -= mean;
    sums[i + 1] = sums[i] + signal[i];
  }
  return { signal, mean, sums };
}

/** The sums of all products of two signals before a place. */
function productSums(signal: Float64Array, other: Float64Array): Float64Array {
  const sums = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) sums[i + 1] = sums[i] + signal[i] * other[i];
  return sums;
}
