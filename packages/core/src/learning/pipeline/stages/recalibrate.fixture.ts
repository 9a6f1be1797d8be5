import { z } from 'zod';
import { sigmoid } from '../../../numbers/sigmoid.ts';
import { fitSigmoid } from '../../calibration/platt.ts';
import { defineStage, scoresOf } from '../stage.ts';

/**
 * Makes a score a probability: Platt's sigmoid of the classifier's decision value, fitted on rows left out.
 *
 * @source Platt 1999; Lin, Lin and Weng 2007, doi:10.1007/s10994-007-5018-6
 */
export const recalibrate = defineStage({
  id: 'recalibrate',
  version: 1,
  title: 'Platt scaling of any score',
  methodOf: () => 'recalibrate',
  model: () => z.object({ slope: z.number(), intercept: z.number() }),
  fit({ rows, leftOut }) {
    const { slope, intercept } = fitSigmoid(leftOut().raw, rows.y);
    return { slope, intercept };
  },
  apply({ slope, intercept }, state) {
    const { raw } = scoresOf(state);
    return { ...state, scores: { raw, score: raw.map((value) => sigmoid(slope * value + intercept)) } };
  },
});
