import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import goldens from './goldens/similarity.json' with { type: 'json' };
import {
  applySimilarity,
  composeSimilarity,
  fitSimilarity,
  fitSimilarityRobust,
  invertSimilarity,
  residuals,
  type Similarity,
  similarityInSteps,
  similarityScale,
  similarityToAffine,
} from './similarity.ts';

const number = fc.double({ min: -300, max: 300, noNaN: true });
const similarity: fc.Arbitrary<Similarity> = fc
  .record({
    scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
    turn: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    x0: number,
    y0: number,
  })
  .map(({ scale, turn, x0, y0 }) => ({ a: scale * Math.cos(turn), b: scale * Math.sin(turn), x0, y0 }));
/** Points that do not all lie together: two of them are 10 apart at least. */
const points = fc
  .array(number, { minLength: 4, maxLength: 20 })
  .map((values) => Float64Array.from(values.length % 2 === 0 ? values : values.slice(1)))
  .filter((values) => Math.hypot(values[0] - values[2], values[1] - values[3]) > 10);

function expectSame(found: Similarity, expected: Similarity): void {
  const scale = similarityScale(expected);
  expect(Math.abs(found.a - expected.a)).toBeLessThan(1e-9 * scale);
  expect(Math.abs(found.b - expected.b)).toBeLessThan(1e-9 * scale);
  expect(Math.abs(found.x0 - expected.x0)).toBeLessThan(1e-6 * Math.max(1, scale));
  expect(Math.abs(found.y0 - expected.y0)).toBeLessThan(1e-6 * Math.max(1, scale));
}

describe('fitting a similarity', () => {
  test.each(goldens.fits.map((golden, index) => ({ index, ...golden })))(
    'agrees with scikit-image: case $index',
    ({ from, to, matrix }) => {
      const { a, b, c, d, e, f } = similarityToAffine(fitSimilarity(from, to));
      [a, b, c, d, e, f].forEach((value, i) => {
        expect(Math.abs(value - matrix[i])).toBeLessThan(1e-9 * Math.max(1, Math.abs(matrix[i])));
      });
    },
  );

  test('recovers the similarity that moved the points, robust or not', () => {
    fc.assert(
      fc.property(similarity, points, (map, from) => {
        const to = applySimilarity(map, from);
        expectSame(fitSimilarity(from, to), map);
        expectSame(fitSimilarityRobust(from, to, { huber: 1.345, rounds: 20 }), map);
      }),
    );
  });

  test('never reflects: no similarity near the fit to a mirror image is nearer', () => {
    fc.assert(
      fc.property(points, number, number, (from, da, db) => {
        const mirrored = from.map((value, i) => (i % 2 === 0 ? -value : value));
        const fit = fitSimilarity(from, mirrored);
        const { a, b, d, e } = similarityToAffine(fit);
        expect(a * e - b * d).toBeGreaterThanOrEqual(0);
        const error = (map: Similarity): number =>
          residuals(map, from, mirrored).reduce((sum, distance) => sum + distance ** 2, 0);
        const other = { ...fit, a: fit.a + da / 1000, b: fit.b + db / 1000 };
        expect(error(fit)).toBeLessThanOrEqual(error(other) + 1e-6);
      }),
    );
  });

  test('a point that moved on its own weighs less in the robust fit', () => {
    const from = Float64Array.of(-50, 0, -19, 1, 19, 1, 50, 0, 0, -6, 0, 2, 0, 9);
    const map = { a: 1.2, b: 0.4, x0: 90, y0: -20 };
    const to = applySimilarity(map, from);
    to[1] += 12;
    const plain = residuals(fitSimilarity(from, to), from, applySimilarity(map, from));
    const robust = residuals(
      fitSimilarityRobust(from, to, { huber: 1.345, rounds: 50 }),
      from,
      applySimilarity(map, from),
    );
    expect(Math.max(...robust)).toBeLessThan(0.2 * Math.max(...plain));
  });

  test('goes back and forth', () => {
    fc.assert(
      fc.property(similarity, similarity, points, (first, second, from) => {
        const there = applySimilarity(composeSimilarity(second, first), from);
        const step = applySimilarity(second, applySimilarity(first, from));
        const back = applySimilarity(invertSimilarity(first), applySimilarity(first, from));
        for (let i = 0; i < from.length; i++) {
          expect(there[i]).toBeCloseTo(step[i], 5);
          expect(back[i]).toBeCloseTo(from[i], 5);
        }
      }),
    );
  });

  test('in steps moves points of a face by less than a third of a unit', () => {
    fc.assert(
      fc.property(similarity, points, (map, from) => {
        const near = from.map((value) => (value * 224) / 300);
        const moved = applySimilarity(similarityInSteps(map), near);
        const distances = applySimilarity(map, near).map((value, i) => Math.abs(value - moved[i]));
        expect(Math.max(...distances)).toBeLessThan(0.33 * similarityScale(map));
        expect(similarityInSteps(similarityInSteps(map))).toEqual(similarityInSteps(map));
      }),
    );
  });

  test('refuses points that fix nothing', () => {
    expect(() => fitSimilarity([3, 4, 3, 4], [0, 0, 1, 1])).toThrow(RangeError);
    expect(() => fitSimilarity([3, 4], [0, 0])).toThrow(RangeError);
    expect(() => fitSimilarity([3, 4, 5, 6], [0, 0])).toThrow(RangeError);
    expect(() => fitSimilarity([3, 4, 5, 6], [0, 0, 1, 1], [1, 0])).toThrow(RangeError);
    expect(() => invertSimilarity({ a: 0, b: 0, x0: 1, y0: 1 })).toThrow(RangeError);
  });
});
