import { z } from 'zod';
import { shiftPrevalence } from '../../../evaluation/calibration/prior-shift.ts';
import { rowWeights } from '../../classifiers/row-weights.ts';
import { defineStage, type StageTraining, scoresOf } from '../stage.ts';

const share = z.number().gt(0).lt(1);
const heldAt = z.object({
  /** The share of pain in the training rows, as the scores have learned it. */
  training: share,
  /** The share of pain at which the scores hold. */
  value: share,
});
/** The shares of pain that a fitted cell's scores come from and hold at. */
export type HeldAt = z.infer<typeof heldAt>;

/** Says at which share of pain the scores hold, and shifts them to the one that is named. */
export const holdAtPrevalence = defineStage({
  id: 'prevalence',
  version: 1,
  title: 'The prevalence at which scores hold',
  methods: [
    { id: 'of-training', version: 1 },
    { id: 'named', version: 1 },
  ],
  methodOf: (cell) => (cell.prevalence === null ? 'of-training' : 'named'),
  model: () => heldAt,
  fit(training) {
    const learned = learnedPrevalence(training);
    return { training: learned, value: training.cell.prevalence ?? learned };
  },
  apply({ training, value }, state) {
    if (training === value) return state;
    const { raw, score } = scoresOf(state);
    return {
      ...state,
      scores: { raw, score: score.map((each) => shiftPrevalence(each, training, value)) },
    };
  },
});

/** The share of pain that the scores know: of weighted rows where the classifier saw weights and nothing was calibrated behind it. */
function learnedPrevalence({ cell, rows: { y, subjects } }: StageTraining): number {
  const scheme = cell.calibration ? 'none' : cell.classWeights;
  const weights = rowWeights(scheme, y, subjects);
  let all = 0;
  let positive = 0;
  weights.forEach((weight, row) => {
    all += weight;
    positive += weight * y[row];
  });
  return positive / all;
}
