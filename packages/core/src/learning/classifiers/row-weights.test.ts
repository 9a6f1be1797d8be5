import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowWeights, weightSchemes } from './row-weights.ts';

const rows = fc
  .array(fc.record({ y: fc.nat(1), subject: fc.nat(4) }), { minLength: 2 })
  .filter((drawn) => new Set(drawn.map(({ y }) => y)).size === 2)
  .map((drawn) => ({
    y: Uint8Array.from(drawn, ({ y }) => y),
    subjects: Int32Array.from(drawn, ({ subject }) => subject),
  }));

const total = (weights: Float64Array, which: (r: number) => boolean) =>
  weights.reduce((sum, weight, r) => sum + (which(r) ? weight : 0), 0);

describe('row weights', () => {
  it.each(weightSchemes)('%s: positive, mean 1', (scheme) => {
    fc.assert(
      fc.property(rows, ({ y, subjects }) => {
        const weights = rowWeights(scheme, y, subjects);
        expect(weights.every((weight) => weight > 0)).toBe(true);
        expect(total(weights, () => true) / y.length).toBeCloseTo(1, 10);
      }),
    );
  });

  it.each(['balanced', 'subject-balanced'] as const)('%s: each label half', (scheme) => {
    fc.assert(
      fc.property(rows, ({ y, subjects }) => {
        const weights = rowWeights(scheme, y, subjects);
        expect(total(weights, (r) => y[r] === 1)).toBeCloseTo(y.length / 2, 9);
      }),
    );
  });

  it('subject-balanced: within a label each subject the same', () => {
    const y = Uint8Array.of(1, 1, 1, 1, 0, 0, 0);
    const subjects = Int32Array.of(1, 1, 1, 2, 1, 2, 2);
    const weights = rowWeights('subject-balanced', y, subjects);
    [7 / 12, 7 / 12, 7 / 12, 7 / 4, 7 / 4, 7 / 8, 7 / 8].forEach((expected, r) => {
      expect(weights[r]).toBeCloseTo(expected, 12);
    });
  });
});
