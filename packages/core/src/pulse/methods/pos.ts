import { z } from 'zod';
import { meanOf, standardDeviation } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/**
 * POS, the plane orthogonal to the skin: in windows that move by a sample, each channel is divided by its mean, projected on
 * g - b and g + b - 2 r, and the second, scaled to the deviation of the first, is added to it. Windows are added up.
 *
 * @source Wang, den Brinker, Stuijk and de Haan 2017, doi:10.1109/TBME.2016.2609282
 */
export const pos = definePulseMethod({
  id: 'pos',
  version: 1,
  title: 'Plane orthogonal to skin',
  source: 'Wang, den Brinker, Stuijk and de Haan 2017, doi:10.1109/TBME.2016.2609282',
  parameters: z.strictObject({
    /** Seconds of a window. */
    window: z.number().positive().max(20).default(1.6),
  }),
  extract({ colours: { red, green, blue }, rate }, { window }) {
    const n = red.length;
    const length = Math.min(n, Math.max(2, Math.round(window * rate)));
    const out = new Float64Array(n);
    const first = new Float64Array(length);
    const second = new Float64Array(length);
    for (let from = 0; from + length <= n; from++) {
      const to = from + length;
      const [r, g, b] = [red, green, blue].map((channel) => 1 / meanOf(channel, from, to));
      for (let i = 0; i < length; i++) {
        const [x, y, z] = [red[from + i] * r, green[from + i] * g, blue[from + i] * b];
        first[i] = y - z;
        second[i] = y + z - 2 * x;
      }
      const deviation = standardDeviation(second);
      const share = deviation > 0 ? standardDeviation(first) / deviation : 0;
      const mean = meanOf(first) + share * meanOf(second);
      for (let i = 0; i < length; i++) out[from + i] += first[i] + share * second[i] - mean;
    }
    return out;
  },
});
