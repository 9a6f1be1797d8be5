import { FACE_LOOK, LIGHT_MEASURES } from '../../../face/look.ts';
import type { Matrix } from '../../../numbers/matrix.ts';
import { fitOutside, fittedOutside, tellOutside } from '../../outside/outside.ts';
import { columnRange } from '../joined-rows.ts';
import { divideByName } from '../seeded-inner-folds.ts';
import { defineStage } from '../stage.ts';

/** Folds of the training rows in which rows are seen by a fit without their subject. */
const FOLDS = 5;

/**
 * Says of a row whether it lies outside what the cell was trained on: by its distance from the training rows in the columns that the classifier
 * sees, in light and sharpness, and in apparent age, compared with the distances of training subjects that a fit has not seen. It changes no score.
 */
export const outside = defineStage({
  id: 'outside',
  version: 2,
  title: 'Rows that are unlike the training rows',
  methods: [{ id: 'distance', version: 2 }],
  // A cell whose modalities have scores of their own has no rows of columns that all of them see.
  methodOf: ({ outside: share, features }) => (share === undefined || features.late ? null : 'distance'),
  model: () => fittedOutside,
  fit({ cell, rows, seed, inputs }) {
    if (cell.outside === undefined) throw new Error('a cell that scores every row has no such stage');
    return fitOutside(
      { x: inputs(), ...lightAndAge(rows.look ?? null), subjects: rows.subjects },
      divideByName(rows, FOLDS, seed),
      cell.outside,
    );
  },
  apply: (model, state) => ({
    ...state,
    outside: tellOutside(model, { x: state.x, ...lightAndAge(state.look) }),
  }),
});

/** Light and sharpness apart from the apparent age: the one has many units that hang together, the other is one number. */
function lightAndAge(look: Matrix | null): { readonly look: Matrix | null; readonly age: Matrix | null } {
  if (!look) return { look, age: null };
  return {
    look: columnRange(look, 0, LIGHT_MEASURES),
    age: columnRange(look, LIGHT_MEASURES, FACE_LOOK.length),
  };
}
