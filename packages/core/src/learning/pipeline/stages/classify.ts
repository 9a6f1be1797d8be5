import { z } from 'zod';
import { classifiers } from '../../classifiers/catalogue.ts';
import { rowWeights } from '../../classifiers/row-weights.ts';
import { softRows } from '../../classifiers/soft-rows.ts';
import { defineStage } from '../stage.ts';

const parameters = z.record(z.string(), z.unknown());

/** Gives each row its scores. */
export const classify = defineStage({
  id: 'classify',
  version: 1,
  title: 'Classifier',
  methods: classifiers.entries,
  givesScores: true,
  methodOf: (cell) => (cell.features.late ? null : cell.classifier.id),
  model: (method) => z.object({ parameters, model: classifiers.get(method).model }),
  fit({ cell, setting, rows: { y, subjects, soft }, seed, state }) {
    const weights = cell.classWeights === 'none' ? undefined : rowWeights(cell.classWeights, y, subjects);
    const training = { x: state().x, y, subjects, weights, seed };
    const learned = soft ? softRows(training, soft) : training;
    const model = classifiers.get(cell.classifier.id).fit(learned, setting.parameters);
    return { parameters: { ...setting.parameters }, model };
  },
  apply: ({ model }, state, method) => ({
    ...state,
    scores: classifiers.get(method).predict(model, state.x),
  }),
});
