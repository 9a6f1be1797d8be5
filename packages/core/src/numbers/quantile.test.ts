import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianInPlace, quantile, quantileInPlace } from './quantile.ts';

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });

describe('the median', () => {
  it('is that of sorting, and leaves the values where they are', () => {
    fc.assert(
      fc.property(values, (given) => {
        const sorted = [...given].sort((a, b) => a - b);
        const middle = sorted.length >> 1;
        const expected = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        const kept = [...given];
        expect(median(kept)).toBe(expected);
        expect(kept).toEqual(given);
        expect(medianInPlace(Float64Array.from(given))).toBe(expected);
      }),
    );
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a quantile', () => {
  // numpy.quantile([1, 2, 4, 8], [0, 0.1, 0.5, 0.9, 1])
  it.each([
    [0, 1],
    [0.1, 1.3],
    [0.5, 3],
    [0.9, 6.8],
    [1, 8],
  ])('at %d of four values is %d', (share, expected) => {
    expect(quantile([1, 2, 4, 8], share)).toBeCloseTo(expected, 12);
  });

  it('in place is the same to the last bit, one behind the other', () => {
    const given = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 60 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(given, share, share, (numbers, first, second) => {
        const sorted = Float64Array.from(numbers).sort();
        const moved = Float64Array.from(numbers);
        for (const each of [first, second]) {
          // Nothing tells 0 from -0 where they are equal.
          expect(quantileInPlace(moved, each) + 0).toBe(quantile(sorted, each) + 0);
        }
      }),
    );
  });

  it('rises with its share and stays within the values', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (given, a, b) => {
        const sorted = Float64Array.from(given).sort();
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => quantile(sorted, at));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(sorted[0]);
        expect(high).toBeLessThanOrEqual(sorted[sorted.length - 1]);
      }),
    );
  });

  it('of nothing is not a number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});
