import { calibrators } from '../../calibration/catalogue.ts';
import { defineStage, scoresOf } from '../stage.ts';

/** Makes scores probabilities, by what scores of rows left out say of the labels. Decision values stay as they are. */
export const calibrate = defineStage({
  id: 'calibrate',
  version: 1,
  title: 'Calibration',
  methods: calibrators.entries,
  methodOf: (cell) => cell.calibration?.id ?? null,
  model: (method) => calibrators.get(method).model,
  fit({ cell, rows: { y, subjects }, leftOut }) {
    if (!cell.calibration) throw new Error('a cell without calibration has no such stage');
    const { id, parameters } = cell.calibration;
    return calibrators.get(id).fit({ ...leftOut(), y, subjects }, parameters);
  },
  apply(model, state, method) {
    const scores = scoresOf(state);
    return { ...state, scores: { ...scores, score: calibrators.get(method).apply(model, scores) } };
  },
});
