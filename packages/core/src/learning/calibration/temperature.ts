import { z } from 'zod';
import { fitLogistic } from '../../numbers/logistic-fit.ts';
import { logit } from '../../numbers/logit.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { defineCalibrator } from './calibrator.ts';
import { LEAST_SLOPE } from './platt.ts';

/**
 * Temperature scaling: the log-odds of the score are divided by one number, the temperature, which maximises the likelihood of the labels. Above 1 it
 * makes scores less certain, below 1 more so. A score of 0.5 stays where it is, so that decisions at 0.5 do not change, and neither does a
 * bias: a score that is too high on the whole stays too high.
 *
 * Scores are held at least 1e-6 away from 0 and 1.
 *
 * @source Guo, Pleiss, Sun and Weinberger 2017, arXiv:1706.04599
 */
export const temperature = defineCalibrator({
  id: 'temperature',
  version: 1,
  title: 'Temperature scaling',
  source: 'arXiv:1706.04599',
  maps: 'score',
  parameters: z.strictObject({}),
  model: z.object({ temperature: z.number().positive() }),
  fit({ score, y }) {
    const [slope] = fitLogistic({ columns: [score.map(logit)], y });
    return { temperature: 1 / Math.max(slope, LEAST_SLOPE) };
  },
  apply: ({ temperature: own }, { score }) => score.map((s) => sigmoid(logit(s) / own)),
});
