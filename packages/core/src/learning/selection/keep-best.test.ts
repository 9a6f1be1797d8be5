import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepBest } from './keep-best.ts';

describe('the best columns', () => {
  it('come best first, of equal ones the lower first', () => {
    expect([...keepBest(Float64Array.of(1, 3, 2, 3, 0), 3)]).toEqual([1, 3, 2]);
  });

  it('lie above the least weight', () => {
    expect([...keepBest(Float64Array.of(0, 0.5, -1, Infinity, Infinity), 5, 0)]).toEqual([3, 4, 1]);
  });

  it('are never lighter than a column left out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), fc.nat(8), (values, count) => {
        const weights = Float64Array.from(values);
        const kept = keepBest(weights, count);
        expect(kept.length).toBe(Math.min(count, values.length));
        const lightest = Math.min(...Array.from(kept, (c) => weights[c]));
        for (const c of values.keys())
          if (!kept.includes(c)) expect(weights[c]).toBeLessThanOrEqual(lightest);
      }),
    );
  });
});
