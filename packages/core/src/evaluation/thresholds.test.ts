import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusion } from './metrics.ts';
import { chooseThreshold } from './thresholds.ts';

const scored = fc
  .array(fc.record({ truth: fc.nat(1), step: fc.nat(32) }), { minLength: 2, maxLength: 40 })
  .map((rows) => ({
    truth: Uint8Array.from(rows, (row) => row.truth),
    score: Float64Array.from(rows, (row) => row.step / 32),
  }))
  .filter(({ truth }) => truth.includes(0) && truth.includes(1));

function countsAt(truth: Uint8Array, score: Float64Array, threshold: number) {
  return confusion(
    truth,
    Uint8Array.from(score, (value) => (value >= threshold ? 1 : 0)),
  );
}

/** Every decision that a threshold can make on these scores. */
const everyThreshold = (score: Float64Array) => [0, ...score, ...score.map((value) => value + 1e-9), 2];

describe('decision threshold', () => {
  it('is the given number', () => {
    expect(chooseThreshold(new Uint8Array(0), new Float64Array(0), 0.3)).toBe(0.3);
  });

  it("reaches the greatest Youden's J", () => {
    fc.assert(
      fc.property(scored, ({ truth, score }) => {
        const j = (threshold: number) => {
          const c = countsAt(truth, score, threshold);
          const sensitivity = c.true_positives / (c.true_positives + c.false_negatives);
          return sensitivity + c.true_negatives / (c.true_negatives + c.false_positives) - 1;
        };
        const chosen = chooseThreshold(truth, score, 'youden');
        expect(j(chosen)).toBeCloseTo(Math.max(...everyThreshold(score).map(j)), 12);
      }),
    );
  });

  it('reaches the least cost', () => {
    const costs = fc.record({
      false_negative: fc.double({ min: 0.1, max: 20, noNaN: true }),
      false_positive: fc.double({ min: 0.1, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(scored, costs, ({ truth, score }, rule) => {
        const cost = (threshold: number) => {
          const c = countsAt(truth, score, threshold);
          return c.false_negatives * rule.false_negative + c.false_positives * rule.false_positive;
        };
        const chosen = chooseThreshold(truth, score, rule);
        expect(cost(chosen)).toBeCloseTo(Math.min(...everyThreshold(score).map(cost)), 9);
      }),
    );
  });

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(scored, ({ truth, score }) => {
        expect(chooseThreshold(truth.toReversed(), score.toReversed(), 'youden')).toBe(
          chooseThreshold(truth, score, 'youden'),
        );
      }),
    );
  });

  it.each([
    ['half-way between the labels', [0, 0, 1, 1], [0.1, 0.2, 0.6, 0.9], 'youden', 0.4],
    ['of equally good ones the nearest to 0.5', [0, 1, 0, 1], [0.1, 0.3, 0.6, 0.9], 'youden', 0.75],
    [
      'none positive where false alarms cost most',
      [0, 1, 0],
      [0.1, 0.2, 0.6],
      { false_negative: 1, false_positive: 9 },
      0.8,
    ],
    [
      'none positive above a score of 1',
      [1, 0],
      [0.2, 1],
      { false_negative: 1, false_positive: 9 },
      1 + Number.EPSILON,
    ],
    [
      'all positive where misses cost most',
      [1, 0, 1],
      [0.2, 0.4, 0.6],
      { false_negative: 9, false_positive: 1 },
      0.1,
    ],
  ] as const)('is %s', (_, truth, score, rule, wanted) => {
    expect(chooseThreshold(Uint8Array.from(truth), Float64Array.from(score), rule)).toBeCloseTo(wanted, 15);
  });

  it('refuses one label and scores outside [0, 1]', () => {
    const choose = (truth: number[], score: number[]) => () =>
      chooseThreshold(Uint8Array.from(truth), Float64Array.from(score), 'youden');
    expect(choose([1, 1], [0.1, 0.2])).toThrow(expect.objectContaining({ code: 'one-class-threshold' }));
    expect(choose([1, 0], [0.1, Number.NaN])).toThrow(expect.objectContaining({ code: 'not-a-number' }));
    expect(choose([1, 0], [0.1, 1.5])).toThrow(expect.objectContaining({ code: 'not-a-number' }));
  });
});
