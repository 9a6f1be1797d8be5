import { z } from 'zod';
import { fitLogistic } from '../../numbers/logistic-fit.ts';
import { heldShare } from '../../numbers/logit.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { defineCalibrator } from './calibrator.ts';
import { LEAST_SLOPE } from './platt.ts';

const model = z.object({
  /** Of ln s. */
  a: z.number().nonnegative(),
  /** Of -ln(1 - s). */
  b: z.number().nonnegative(),
  c: z.number(),
});

/**
 * Beta calibration: the log-odds of pain at a score s are a ln s - b ln(1 - s) + c, the map that is right where the scores of each label
 * follow a beta distribution. It holds the identity (a = b = 1, c = 0), Platt's sigmoid of a logit (a = b), and curves that are steep at
 * one end alone. A coefficient that would be negative is 0, and the other one is fitted again, so that the map never falls.
 *
 * Scores are held at least 1e-6 away from 0 and 1.
 *
 * @source Kull, Silva Filho and Flach 2017, doi:10.1214/17-EJS1338SI
 */
export const beta = defineCalibrator({
  id: 'beta',
  version: 1,
  title: 'Beta calibration',
  source: 'doi:10.1214/17-EJS1338SI',
  maps: 'score',
  parameters: z.strictObject({}),
  model,
  fit({ score, y }) {
    const rising = score.map((s) => Math.log(heldShare(s)));
    const falling = score.map((s) => -Math.log1p(-heldShare(s)));
    const ones = new Float64Array(y.length).fill(1);
    const [a, b, c] = fitLogistic({ columns: [rising, falling, ones], y });
    if (a >= 0 && b >= 0) return { a, b, c };
    const [own, intercept] = fitLogistic({ columns: [a < 0 ? falling : rising, ones], y });
    if (own > 0) return a < 0 ? { a: 0, b: own, c: intercept } : { a: own, b: 0, c: intercept };
    // Scores run against the labels: the order stays, and the mean score is the share of pain.
    const offset = score.map((_, r) => LEAST_SLOPE * (rising[r] + falling[r]));
    const [level] = fitLogistic({ columns: [ones], y, offset });
    return { a: LEAST_SLOPE, b: LEAST_SLOPE, c: level };
  },
  apply: ({ a, b, c }, { score }) =>
    score.map((s) => {
      const held = heldShare(s);
      return sigmoid(a * Math.log(held) - b * Math.log1p(-held) + c);
    }),
});
