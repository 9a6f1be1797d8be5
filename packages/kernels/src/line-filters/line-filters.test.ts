import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { lineFilters } from './fastest.ts';

const roundUpToFour = (count: number): number => (count + 3) & ~3;

/** The even and the odd results of both filters, for the same line and kernels. */
function filtered(plain: boolean, count: number, reach: number, step: number, seed: number) {
  const filters = lineFilters({ plain });
  const room = roundUpToFour(count);
  const kernel = reach + 1;
  const results = [0, 1, 2].map(() => 3 + room * step);
  const arrays = filters.arrays([room + 2 * reach + 1, kernel, kernel, ...results]);
  const next = numbersFrom(seed);
  const [line, cosine, sine, even, both, odd] = arrays.map((array) => array.fill(0));
  for (const array of [line, cosine, sine]) array.set(Array.from(array, () => next() - 0.5));
  filters.even(line, 1, count, reach, cosine, even, 3, step);
  filters.evenOdd(line, 1, count, reach, cosine, sine, both, odd, 3, step);
  return {
    form: filters.form,
    line: line.slice(),
    cosine: cosine.slice(),
    sine: sine.slice(),
    even,
    both,
    odd,
  };
}

const cases = [
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 1, max: 5 }),
  fc.nat(),
] as const;

it('gives the same bits with and without WebAssembly', () => {
  fc.assert(
    fc.property(...cases, (count, reach, step, seed) => {
      const found = filtered(false, count, reach, step, seed);
      const { form, ...expected } = filtered(true, count, reach, step, seed);
      expect(found).toEqual({ form: 'webassembly', ...expected });
      expect(form).toBe('plain');
    }),
  );
});

it.each([true, false])('is the sum over the kernel, its parts even and odd: plain %s', (plain) => {
  fc.assert(
    fc.property(...cases, (count, reach, step, seed) => {
      const { line, cosine, sine, even, both, odd } = filtered(plain, count, reach, step, seed);
      for (let i = 0; i < count; i++) {
        const at = 1 + reach + i;
        let [evenSum, oddSum] = [cosine[0] * line[at], 0];
        for (let k = 1; k <= reach; k++) {
          evenSum += cosine[k] * (line[at + k] + line[at - k]);
          oddSum += sine[k] * (line[at + k] - line[at - k]);
        }
        expect(even[3 + i * step]).toBeCloseTo(evenSum, 12);
        expect(both[3 + i * step]).toBe(even[3 + i * step]);
        expect(odd[3 + i * step]).toBeCloseTo(oddSum, 12);
      }
    }),
  );
});
