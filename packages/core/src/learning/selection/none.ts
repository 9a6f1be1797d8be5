import { z } from 'zod';
import { checkLabelledRows, checkTwoClassesOf } from './labelled-rows.ts';
import { defineSelector } from './selector.ts';

/** No selection: every column weighs the same, so the first ones are kept, in their own order. */
export const none = defineSelector({
  id: 'none',
  version: 1,
  title: 'No selection: all columns are kept',
  source: 'none needed',
  parameters: z.strictObject({}),
  least: -Infinity,
  isConstant: true,
  weights(rows) {
    checkLabelledRows(rows);
    return new Float64Array(rows.x.columns).fill(1);
  },
  weightsOfFolds(rows, training) {
    checkLabelledRows(rows);
    return training.map((fold) => {
      checkTwoClassesOf(rows.y, fold);
      return new Float64Array(rows.x.columns).fill(1);
    });
  },
});
