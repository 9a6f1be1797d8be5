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
        const [from, to] = [below(columns), columns - below(2)];
        const part = out.slice();
        table.distances(0, which, out);
        table.distances(rows - 1, which, part, Math.min(from, to), to);
        const [sums, others] = [new Float64Array(columns).fill(7), new Float64Array(columns)];
        const factors = Float64Array.from(which, () => below(5) - 2);
        table.add(0, which, factors, sums);
        table.add(0, which, factors, others);
        table.add(rows - 1, which, factors, sums);
        table.settle();
        return { out, part, sums, others, which, factors, values: table.values.slice() };
      });
      expect(results[0]).toEqual(results[1]);
      const { out, sums, others, which, factors, values } = results[0];
      const apart = (row: number, other: number, c: number) =>
        Math.abs(values[row * columns + c] - values[other * columns + c]);
      which.forEach((other, t) => {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += apart(0, other, c);
        expect(out[t]).toBe(sum);
      });
      for (let c = 0; c < columns; c++) {
        const ofRow = (row: number) =>
          which.reduce((sum, other, t) => sum + factors[t] * apart(row, other, c), 0);
        expect([others[c], sums[c]]).toEqual([ofRow(0), 7 + ofRow(0) + ofRow(rows - 1)]);
      }
    }),
    { numRuns: 40 },
  );
});
