import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomFrom } from '../../../numbers/random.ts';
import { asFloat64, sourceOf } from '../../../numbers/source-rows.ts';
import { takeRows } from '../../pipeline/joined-rows.ts';
import { binColumns } from './bins.ts';
import { randomForest } from './forest.ts';

/** The bin of each value, as the definition has it. */
function binsOf(values: readonly number[]): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  return values.map((value) =>
    distinct.length <= 256
      ? distinct.indexOf(value)
      : Math.floor((256 * values.filter((other) => other < value).length) / values.length),
  );
}

it('cuts a column into the bins of its definition, for values of any size and precision', () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 1e300, -1e300, 1 + 2 ** -40, 1),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
    fc.float({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 700 }), (values) => {
      const { of, lowest, highest } = binColumns({
        rows: values.length,
        columns: 1,
        data: Float64Array.from(values),
      });
      expect([...of]).toEqual(binsOf(values.map((number) => number + 0)));
      for (const bin of new Set(of)) {
        const own = values.filter((_, r) => of[r] === bin);
        expect(values[lowest[bin]] + 0).toBe(Math.min(...own) + 0);
        expect(values[highest[bin]] + 0).toBe(Math.max(...own) + 0);
      }
    }),
    { numRuns: 40 },
  );
});

it('bins folds of a table, and inner folds of these, as it bins each alone', () => {
  const value = fc.oneof(fc.constantFrom(0, -0, 1, 2), fc.float({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 600 }).chain((rows) =>
        fc.record({
          values: fc.array(value, { minLength: 2 * rows, maxLength: 2 * rows }),
          isIn: fc.array(fc.boolean(), { minLength: rows, maxLength: rows }),
        }),
      ),
      ({ values, isIn }) => {
        const rows = isIn.length;
        const table = {
          x: { rows, columns: 2, data: Float32Array.from(values) },
          y: new Uint8Array(rows),
          subjects: new Int32Array(rows),
        };
        const which = Int32Array.from(isIn.keys()).filter((row) => isIn[row]);
        const fold = takeRows(table, which);
        const inner = takeRows(
          fold,
          Int32Array.from(which.keys()).filter((row) => row % 3 !== 0),
        );
        for (const { x } of [fold, inner]) {
          expect(sourceOf(asFloat64(x))?.table).toBe(table.x);
          expect(binColumns(asFloat64(x))).toEqual(binColumns({ ...x, data: Float64Array.from(x.data) }));
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('bins rows of a table that are taken in another order, and several times, as it bins them alone', () => {
  const table = {
    x: { rows: 5, columns: 1, data: Float32Array.of(2, 0, 7, 5, 1) },
    ...{ y: new Uint8Array(5), subjects: new Int32Array(5) },
  };
  const { x } = takeRows(table, Int32Array.of(3, 1, 1, 4, 0, 3));
  expect(sourceOf(x)).toBeUndefined();
  expect([...binColumns(x).of]).toEqual([3, 0, 0, 1, 2, 3]);
});

it('has a bin for each value where they are few, so that a forest of one tree knows every row that it drew', () => {
  const random = randomFrom('few values');
  const rows = 200;
  const x = { rows, columns: 3, data: new Float64Array(3 * rows).map(() => random.normal()) };
  const y = new Uint8Array(rows).map(() => random.below(2));
  const model = randomForest.fit({ x, y, subjects: new Int32Array(rows), seed: 'one' }, { trees: 1 });
  // A bootstrap sample holds 63 % of the rows, and the tree guesses the others.
  const { score } = randomForest.predict(model, x);
  expect(score.every((share) => share === 0 || share === 1)).toBe(true);
  expect(score.filter((share, r) => share === y[r]).length).toBeGreaterThan(0.7 * rows);
});
