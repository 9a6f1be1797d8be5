import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openCosineSums } from './fastest.ts';
import { vectorCosineSums } from './vectors.ts';

it('is there in WebAssembly', () => {
  expect(vectorCosineSums()).toBeDefined();
});

it('gives the same bits with and without WebAssembly, those of the sum over all bands, and writes nowhere else', () => {
  const drawn = fc.record({
    half: fc.integer({ min: 1, max: 21 }),
    count: fc.integer({ min: 1, max: 27 }),
    rows: fc.integer({ min: 0, max: 150 }),
    floor: fc.constantFrom(Number.NEGATIVE_INFINITY, 0.3),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(drawn, ({ half, count, rows, floor, seed }) => {
      const bands = 2 * half;
      const next = numbersFrom(seed);
      const weights = Float64Array.from({ length: half * count }, () => 2 * next() - 1);
      const levels = Float64Array.from({ length: rows * bands }, next);
      const [vectors, plain] = [false, true].map((isPlain) => {
        const out = new Float64Array(rows * count + 9).fill(7);
        openCosineSums({ bands, count, weights }, { plain: isPlain })(levels, floor, rows, out);
        return out;
      });
      expect(vectors).toEqual(plain);
      expect(plain.subarray(rows * count).every((value) => value === 7)).toBe(true);
      for (let at = 0; at < rows * count; at += 17) {
        const [row, c] = [Math.floor(at / count), at % count];
        const own = weights.subarray(c * half, (c + 1) * half);
        const whole = [...own, ...own.toReversed().map((weight) => (c % 2 === 0 ? weight : -weight))];
        const expected = whole.reduce(
          (sum, weight, band) => sum + weight * Math.max(floor, levels[row * bands + band]),
          0,
        );
        expect(plain[at]).toBeCloseTo(expected, 10);
      }
    }),
    { numRuns: 100 },
  );
});

it('keeps two transforms apart', () => {
  const first = openCosineSums({ bands: 2, count: 1, weights: Float64Array.of(1) });
  const second = openCosineSums({ bands: 2, count: 2, weights: Float64Array.of(3, 5) });
  const [a, b, c] = [new Float64Array(1), new Float64Array(2), new Float64Array(1)];
  first(Float64Array.of(2, 4), 0, 1, a);
  second(Float64Array.of(2, 4), 0, 1, b);
  first(Float64Array.of(2, 4), 3, 1, c);
  expect([...a, ...b, ...c]).toEqual([6, 18, -10, 7]);
});

it('refuses an odd number of bands, and weights that are too few', () => {
  expect(() => openCosineSums({ bands: 3, count: 1, weights: new Float64Array(2) })).toThrow('no two halves');
  expect(() => openCosineSums({ bands: 4, count: 2, weights: new Float64Array(3) })).toThrow('too few');
});
