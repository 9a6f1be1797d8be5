import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openRowSums } from './fastest.ts';

function drawn(rows: number, columns: number, seed: number) {
  const next = numbersFrom(seed);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 4 * next() - 2), next };
}

it('gives the same bits with and without WebAssembly, for any rows', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(60), size(20), fc.nat(), (rows, columns, seed) => {
      const { next, ...table } = drawn(rows, columns, seed);
      const numbers = (length: number) => Float64Array.from({ length }, () => next() - 0.5);
      const [vector, factors, right] = [numbers(columns), numbers(rows), numbers(columns + 1)];
      factors[0] = 0;
      const diagonal = new Float64Array(columns + 1).fill(0.7);
      const which = Int32Array.from({ length: rows }, (_, r) => r).filter(() => next() < 0.6);
      const results = [false, true].map((plain) => {
        const sums = openRowSums(table, { plain });
        const dots = new Float64Array(rows);
        sums.dot(vector, 0.25, dots);
        const products = vector.slice();
        sums.addProducts(factors, products);
        const solution = right.slice();
        return { dots, products, isSolved: sums.solveSquares(which, 3, diagonal, solution), solution };
      });
      expect(results[0]).toEqual(results[1]);
      const { dots, solution, isSolved } = results[0];
      expect(isSolved).toBe(true);
      const at = (r: number, c: number) => (c < columns ? table.data[r * columns + c] : 1);
      for (let r = 0; r < rows; r++) {
        expect(dots[r]).toBeCloseTo(
          vector.reduce((sum, value, c) => sum + value * at(r, c), 0.25),
          9,
        );
      }
      right.forEach((value, row) => {
        let left = 0.7 * solution[row];
        for (const r of which)
          for (let c = 0; c <= columns; c++) left += 3 * at(r, row) * at(r, c) * solution[c];
        expect(left).toBeCloseTo(value, 7);
      });
    }),
    { numRuns: 60 },
  );
});

it('tells where a matrix is not positive definite', () => {
  const { next: _, ...table } = drawn(5, 3, 1);
  for (const plain of [false, true]) {
    const vector = new Float64Array(4).fill(1);
    const sums = openRowSums(table, { plain });
    expect(sums.solveSquares(Int32Array.of(1), 1, Float64Array.of(1, -9, 1, 1), vector)).toBe(false);
  }
});
