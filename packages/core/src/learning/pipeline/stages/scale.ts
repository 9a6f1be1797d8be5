import { z } from 'zod';
import { addRows, addSquares } from '../../../numbers/column-sums.ts';
import { type Matrix, rowOf } from '../../../numbers/matrix.ts';
import { classifiers } from '../../classifiers/catalogue.ts';
import { noteFinite } from '../../selection/labelled-rows.ts';
import { defineStage } from '../stage.ts';

const scaling = z
  .object({
    /** Of each kept column over the training rows. */
    mean: z.array(z.number()),
    /** The population's standard deviation; 1 for a column that does not vary. */
    deviation: z.array(z.number().positive()),
  })
  .refine(
    ({ mean, deviation }) => mean.length === deviation.length,
    'it does not have a mean and a deviation for each column',
  );
type Scaling = z.infer<typeof scaling>;

/** Turns kept columns into z-scores of the training rows, where the classifier asks for them. */
export const scale = defineStage({
  id: 'scale',
  version: 1,
  title: 'Columns as z-scores',
  methods: [{ id: 'z-score', version: 1 }],
  methodOf: ({ features, classifier }) =>
    !features.late && classifiers.get(classifier.id).standardise ? 'z-score' : null,
  model: () => scaling,
  fit({ state }) {
    const { x } = state();
    const model = known.get(x)?.model ?? measureScaling(x);
    if (!known.has(x)) known.set(x, { model, z: scaled(x, model) });
    return model;
  },
  apply(model, state) {
    const own = known.get(state.x);
    return { ...state, x: own?.model === model ? own.z : scaled(state.x, model) };
  },
});

/** What was measured on training rows, and their z-scores: cells of one selection share both, and no stage writes into them. */
const known = new WeakMap<Matrix, { readonly model: Scaling; readonly z: Matrix<Float64Array> }>();

function measureScaling(x: Matrix): Scaling {
  const { rows, columns } = x;
  const every = Int32Array.from({ length: rows }, (_, row) => row);
  const mean = new Float64Array(columns);
  addRows(x, every, undefined, mean);
  for (let c = 0; c < columns; c++) mean[c] /= rows;
  const deviation = new Float64Array(columns);
  addSquares(x, every, mean, undefined, deviation);
  // A column that does not vary carries nothing: 1 leaves it at 0 instead of dividing by 0.
  for (let c = 0; c < columns; c++) deviation[c] = Math.sqrt(deviation[c] / rows) || 1;
  return { mean: [...mean], deviation: [...deviation] };
}

function scaled(x: Matrix, { mean, deviation }: Scaling): Matrix<Float64Array> {
  const { rows, columns } = x;
  // Plain arrays of a model may hold their numbers one by one.
  const [middle, spread] = [Float64Array.from(mean), Float64Array.from(deviation)];
  const z = new Float64Array(rows * columns);
  // A number less itself is 0, or NaN where it is not finite: seen here, nobody need look through the table for it.
  const off = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const row = z.subarray(r * columns, (r + 1) * columns);
    row.set(rowOf(x, r));
    for (let c = 0; c < columns; c++) {
      const value = (row[c] - middle[c]) / spread[c];
      row[c] = value;
      off[c] += value - value;
    }
  }
  if (off.every((sum) => sum === 0)) noteFinite(z);
  return { rows, columns, data: z };
}
