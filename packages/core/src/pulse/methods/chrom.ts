import { z } from 'zod';
import { hann } from '../../numbers/welch.ts';
import { bandPass } from '../band-pass.ts';
import { type Colours, coloursWithin } from '../colour-trace.ts';
import { relativeTo, standardDeviation, weighted } from './channels.ts';
import { definePulseMethod, type Projection } from './pulse-method.ts';

/** Both differences of chrominance. */
const X: Projection = [3, -2, 0];
const Y: Projection = [1.5, 1, -1.5];

/**
 * CHROM, differences of chrominance: in windows that overlap by half, each channel is taken relative to its mean; of x = 3 r - 2 g and
 * y = 1.5 r + g - 1.5 b, which light that is reflected by the surface leaves alone, y is scaled to the deviation of x inside the
 * band, and taken from it. Windows are added up under a Hann window. The sign is turned, so that it rises with green; what lies
 * outside the band stays in the signal.
 *
 * @source de Haan and Jeanne 2013, doi:10.1109/TBME.2013.2266196
 */
export const chrom = definePulseMethod({
  id: 'chrom',
  version: 1,
  title: 'Chrominance',
  source: 'de Haan and Jeanne 2013, doi:10.1109/TBME.2013.2266196',
  parameters: z.strictObject({
    /** Seconds of a window. */
    window: z.number().positive().max(20).default(1.6),
  }),
  projections: [X, Y],
  extract({ colours, rate, band }, { window }) {
    const n = colours.red.length;
    const half = Math.max(1, Math.min(n >> 1, Math.round((window * rate) / 2)));
    const whole = differences(relativeTo(colours));
    const [xInBand, yInBand] = [whole.x, whole.y].map((signal) => bandPass(signal, rate, band));
    const shape = hann(2 * half);
    const out = new Float64Array(n);
    // Windows begin before the signal and end behind it, so that the weights of all samples add up to 1.
    for (let from = -half; from < n; from += half) {
      const [begin, end] = [Math.max(0, from), Math.min(n, from + 2 * half)];
      const { x, y } = differences(relativeTo(coloursWithin(colours, { from: begin, to: end })));
      const deviation = standardDeviation(yInBand, begin, end);
      const share = deviation > 0 ? standardDeviation(xInBand, begin, end) / deviation : 0;
      for (let i = begin; i < end; i++) out[i] -= shape[i - from] * (x[i - begin] - share * y[i - begin]);
    }
    return out;
  },
});

function differences(relative: Colours) {
  return { x: weighted(relative, X), y: weighted(relative, Y) };
}
