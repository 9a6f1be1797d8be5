import { z } from 'zod';
import { chooseThreshold, type ThresholdRule } from '../../../evaluation/thresholds.ts';
import { defineStage, scoresOf } from '../stage.ts';

type Costs = Exclude<ThresholdRule, number | 'youden'>;

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
  fit({ cell: { threshold: rule, prevalence }, rows: { y }, leftOut }) {
    if (typeof rule === 'number') return { value: rule };
    const { score } = leftOut();
    return { value: chooseThreshold(y, score, rule === 'youden' ? rule : costsAt(prevalence, y, rule)) };
  },
  apply({ value }, state) {
    const decision = Uint8Array.from(scoresOf(state).score, (score) => (score >= value ? 1 : 0));
    return { ...state, decision };
  },
});

/** Costs of rows as they would be if pain were as frequent as it is said to be. */
function costsAt(prevalence: number | null, y: Uint8Array, costs: Costs): Costs {
  const own = y.reduce((sum, label) => sum + label, 0) / y.length;
  if (prevalence === null || !(own > 0 && own < 1)) return costs;
  return {
    false_negative: (costs.false_negative * prevalence) / own,
    false_positive: (costs.false_positive * (1 - prevalence)) / (1 - own),
  };
}
