import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openRowDifferences } from './fastest.ts';

it('gives the same with and without WebAssembly, for any rows', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(20), size(600), fc.nat(), (rows, columns, seed) => {
      const results = [false, true].map((plain) => {
        const next = numbersFrom(seed);
        const below = (bound: number) => Math.floor(next() * bound);
        const table = openRowDifferences(rows, columns, { plain });
        for (let i = 0; i < table.values.length; i++) table.values[i] = below(2 ** 34);
        const which = Int32Array.from({ length: below(3 * rows) }, () => below(rows));
        const out = new Float64Array(which.length);
        const to = columns - below(2);
        const first = Math.min(below(columns), to);
        const some = below(which.length + 1);
        const part = out.slice();
        table.distances(0, which, which.length, out);
        table.distances(rows - 1, which, which.length, part, first, to);
        const [sums, others] = [new Float64Array(columns).fill(7), new Float64Array(to - first)];
        const factor = below(5) - 2;
        table.add(0, which, which.length, factor, sums);
        table.add(0, which, some, factor, others, first, to);
        table.add(rows - 1, which, some, 1, sums);
        table.settle();
        return { out, part, sums, others, which, factor, some, first, values: table.values.slice() };
      });
      expect(results[0]).toEqual(results[1]);
      const { out, sums, others, which, factor, some, first, values } = results[0];
      const apart = (row: number, other: number, c: number) =>
        Math.abs(values[row * columns + c] - values[other * columns + c]);
      which.forEach((other, t) => {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += apart(0, other, c);
        expect(out[t]).toBe(sum);
      });
      const ofRow = (row: number, c: number, many: number) =>
        which.subarray(0, many).reduce((sum, other) => sum + apart(row, other, c), 0);
      others.forEach((sum, at) => {
        expect(sum).toBe(0 + factor * ofRow(0, first + at, some));
      });
      sums.forEach((sum, c) => {
        expect(sum).toBe(7 + factor * ofRow(0, c, which.length) + ofRow(rows - 1, c, some));
      });
    }),
    { numRuns: 40 },
  );
});
