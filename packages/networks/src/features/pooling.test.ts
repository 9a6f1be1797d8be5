import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pool, pooledLength, poolMap, pools } from './pooling.ts';

function pooled(values: Float32Array, shape: readonly number[], pool: Pool): Float32Array {
  const out = new Float32Array(pooledLength(shape, pool)).fill(Number.NaN);
  poolMap(values, shape, pool, out);
  return out;
}

test('pools two channels of 4 x 4', () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => i);
  expect([...pooled(values, [2, 4, 4], 'mean')]).toEqual([7.5, 23.5]);
  expect([...pooled(values, [2, 4, 4], 'max')]).toEqual([15, 31]);
  const pyramid = pooled(values, [2, 4, 4], 'pyramid');
  expect([...pyramid.subarray(0, 10)]).toEqual([15, 31, 5, 21, 7, 23, 13, 29, 15, 31]);
  expect([...pyramid.subarray(10, 14)]).toEqual([0, 16, 1, 17]);
  expect([...pooled(values, [2, 4, 4], 'pyramid-mean').subarray(0, 4)]).toEqual([7.5, 23.5, 2.5, 18.5]);
});

test('lets the cells of a pyramid share a row where the map does not divide', () => {
  const values = Float32Array.from({ length: 49 }, (_, i) => i);
  // Rows 0 to 3 and columns 0 to 3 of 7: ceil(7 / 2).
  expect(pooled(values, [1, 7, 7], 'pyramid')[1]).toBe(3 * 7 + 3);
  // The second quarter starts at column floor(7 / 2): rows 0 to 3, columns 3 to 6.
  expect(pooled(values, [1, 7, 7], 'pyramid-mean')[2]).toBe(1.5 * 7 + 4.5);
});

const maps = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.float32Array({
        minLength: shape[0] * shape[1] * shape[2],
        maxLength: shape[0] * shape[1] * shape[2],
        noNaN: true,
        noDefaultInfinity: true,
        max: 1e6,
        min: -1e6,
      }),
    ),
  );

test('fills every number, starts a pyramid with the whole map, and keeps means below maxima', () => {
  fc.assert(
    fc.property(maps, ([shape, values]) => {
      for (const pool of pools) expect(pooled(values, shape, pool).every(Number.isFinite)).toBe(true);
      const [means, maxima] = [pooled(values, shape, 'pyramid-mean'), pooled(values, shape, 'pyramid')];
      expect(maxima.subarray(0, shape[0])).toEqual(pooled(values, shape, 'max'));
      expect(means.subarray(0, shape[0])).toEqual(pooled(values, shape, 'mean'));
      expect(means.every((value, i) => value <= maxima[i] + Math.abs(maxima[i]) * 1e-6)).toBe(true);
      expect(pooled(values, shape, 'whole')).toEqual(values);
    }),
  );
});

test('keeps a constant map constant', () => {
  const values = new Float32Array(3 * 7 * 5).fill(0.25);
  for (const pool of pools) expect(new Set(pooled(values, [3, 7, 5], pool))).toEqual(new Set([0.25]));
});
