import { z } from 'zod';
import { filled, lacksValues, meansOfPresent } from '../missing-values.ts';
import { defineStage } from '../stage.ts';

const means = z.object({
  /** Of each kept column over the training rows that have it. */
  means: z.array(z.number()),
});

/**
 * Puts the mean of the training rows wherever a row lacks a family, where a cell joins several: a recording without sound still has
 * its face. After z-scores the mean is 0: what is missing speaks neither for pain nor against it.
 */
export const impute = defineStage({
  id: 'impute',
  version: 1,
  title: 'The mean of the training rows where a family is missing',
  methods: [{ id: 'mean', version: 1 }],
  methodOf: ({ features }) => (!features.late && features.families.length > 1 ? 'mean' : null),
  model: () => means,
  fit: ({ state }) => ({ means: [...meansOfPresent(state().x)] }),
  apply: (model, state) => (lacksValues(state.x) ? { ...state, x: filled(state.x, model.means) } : state),
});
