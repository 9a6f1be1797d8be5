import { observeChange } from './moments-family.ts';
import { defineOverTime } from './over-time.ts';

/** `change:FAMILY`: the mean of each column of a family over all described frames, less what is usual for the subject at rest. */
export const change = defineOverTime({
  id: 'change',
  version: 1,
  title: "Change of a family from the subject's own reference",
  source: 'own: the mean over frames minus the median of the reference rows',
  unit: 'the unit of the family',
  plan: (of) => ({
    columns: of.columns.map((column) => `${column} change`),
    sinceReference: true,
    open: (observing) => observeChange(of.moment, observing),
  }),
});
