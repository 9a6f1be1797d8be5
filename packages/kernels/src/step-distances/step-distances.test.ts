import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openStepDistances } from './fastest.ts';
import { MOST_STEPS } from './step-rows.ts';

function drawn(rows: number, columns: number, seed: number) {
  const next = numbersFrom(seed);
  return {
    rows,
    columns,
    data: Int16Array.from({ length: rows * columns }, () => Math.floor(next() * (MOST_STEPS + 1))),
  };
}

it('gives the same distances with and without WebAssembly, for any rows', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(150), size(1200), fc.nat(149), fc.nat(), (rows, columns, first, seed) => {
      const table = drawn(rows, columns, seed);
      const from = first % rows;
      const [found, expected] = [0, 1].map(() => new Int32Array((rows - from) * rows));
      openStepDistances(table)(from, rows, found);
      openStepDistances(table, { plain: true })(from, rows, expected);
      expect(found).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});

it('adds up the largest steps of many columns', () => {
  const columns = 60_000;
  const data = new Int16Array(2 * columns);
  data.fill(MOST_STEPS, columns);
  const out = new Int32Array(4);
  openStepDistances({ rows: 2, columns, data })(0, 2, out);
  expect([...out]).toEqual([0, columns * MOST_STEPS, columns * MOST_STEPS, 0]);
});
