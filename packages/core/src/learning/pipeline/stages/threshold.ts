import { z } from 'zod';
import { chooseThreshold } from '../../../evaluation/thresholds.ts';
import { defineStage, scoresOf } from '../stage.ts';

const decided = z.object({
  /** A score at or above it is decided positive. */
  value: z.number(),
});

/** Decides on each row by its score: at a fixed threshold, or at one that is chosen on the scores of rows left out. */
export const threshold = defineStage({
  id: 'threshold',
  version: 1,
  title: 'Decision threshold',
  methods: [
    { id: 'fixed', version: 1 },
    { id: 'youden', version: 1 },
    { id: 'costs', version: 1 },
  ],
  methodOf({ threshold: rule }) {
    if (typeof rule === 'number') return 'fixed';
    return rule === 'youden' ? 'youden' : 'costs';
  },
  model: () => decided,
  fit({ cell: { threshold: rule }, rows, state }) {
    if (typeof rule === 'number') return { value: rule };
    return { value: chooseThreshold(rows.y, scoresOf(state()).score, rule) };
  },
  apply({ value }, state) {
    const decision = Uint8Array.from(scoresOf(state).score, (score) => (score >= value ? 1 : 0));
    return { ...state, decision };
  },
});
