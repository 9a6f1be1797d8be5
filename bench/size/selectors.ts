import { parseArgs } from 'node:util';
import { selectors } from '../../packages/core/src/learning/selection/catalogue.ts';
import { randomFrom } from '../../packages/core/src/numbers/random.ts';

/**
 * How long each selector takes to weigh a wide table in all folds of leave one subject out.
 *
 *     npx node bench/size/selectors.ts [--columns 50000] [--subjects 36] [--rows 2]
 */
const { values } = parseArgs({
  options: {
    columns: { type: 'string', default: '50000' },
    subjects: { type: 'string', default: '36' },
    rows: { type: 'string', default: '2' },
  },
});
const [columns, subjects, each] = [values.columns, values.subjects, values.rows].map(Number);
const rows = subjects * each;
const random = randomFrom('wide table');
const data = Float32Array.from(
  { length: rows * columns },
  (_, i) => random.normal() + (i % 10 === 0 ? Math.floor(i / columns) % 2 : 0),
);
const table = {
  x: { rows, columns, data },
  y: Uint8Array.from({ length: rows }, (_, row) => row % 2),
  subjects: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / each)),
};
const training = Array.from({ length: subjects }, (_, subject) =>
  Int32Array.from(table.subjects.keys()).filter((row) => table.subjects[row] !== subject),
);

console.log(`${rows} rows of ${subjects} subjects, ${columns} columns, ${training.length} folds`);
for (const selector of selectors.entries) {
  const parameters = selector.parameters.parse({});
  const began = performance.now();
  if (selector.weightsOfFolds) selector.weightsOfFolds(table, training, parameters);
  else for (const fold of training) selector.weights(taken(fold), parameters);
  console.log(`${selector.id.padEnd(24)} ${((performance.now() - began) / 1000).toFixed(2)} s`);
}

function taken(fold: Int32Array) {
  const x = { rows: fold.length, columns, data: new Float32Array(fold.length * columns) };
  fold.forEach((row, r) => {
    x.data.set(data.subarray(row * columns, (row + 1) * columns), r * columns);
  });
  return {
    x,
    y: Uint8Array.from(fold, (row) => table.y[row]),
    subjects: Int32Array.from(fold, (row) => table.subjects[row]),
  };
}
