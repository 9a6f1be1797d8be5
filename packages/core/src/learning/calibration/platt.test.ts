import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { fitSigmoid, LEAST_SLOPE } from './platt.ts';

describe("Platt's sigmoid", () => {
  it('finds the sigmoid that labels were drawn from', () => {
    const random = randomFrom('platt');
    const decisions = new Float64Array(20_000).map(() => 2 * random.normal());
    const y = Uint8Array.from(decisions, (f) => (random.next() < sigmoid(1.5 * f - 0.7) ? 1 : 0));
    const { slope, intercept, held } = fitSigmoid(decisions, y);
    expect(slope).toBeCloseTo(1.5, 1);
    expect(intercept).toBeCloseTo(-0.7, 1);
    expect(held).toBe(false);
  });

  it('stays finite where decisions tell the labels apart without error', () => {
    const { slope, intercept } = fitSigmoid(Float64Array.of(-900, -800, 700, 800), Uint8Array.of(0, 0, 1, 1));
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(intercept)).toBe(true);
    expect(sigmoid(slope * 700 + intercept)).toBeGreaterThan(0.5);
    expect(sigmoid(slope * -800 + intercept)).toBeLessThan(0.5);
  });

  it('does not fall where decisions run against the labels, and says so', () => {
    const fitted = fitSigmoid(Float64Array.of(-2, -1, 0, 1, 2, 3), Uint8Array.of(1, 1, 1, 0, 0, 0));
    expect(fitted.held).toBe(true);
    expect(fitted.slope).toBe(LEAST_SLOPE);
    // Labels are even, so is the mean score.
    const mean = [-2, -1, 0, 1, 2, 3].reduce(
      (sum, f) => sum + sigmoid(fitted.slope * f + fitted.intercept) / 6,
      0,
    );
    expect(mean).toBeCloseTo(0.5, 6);
  });

  it('takes a weight of 2 for a row that is there twice, the targets included', () => {
    const decisions = Float64Array.of(-1, -0.5, 0.2, 0.4, 1.5);
    const y = Uint8Array.of(0, 1, 0, 1, 1);
    const doubled = fitSigmoid(decisions, y, new Float64Array(5).fill(2));
    const twice = fitSigmoid(Float64Array.from([...decisions, ...decisions]), Uint8Array.from([...y, ...y]));
    expect(doubled.slope).toBeCloseTo(twice.slope, 8);
    expect(doubled.intercept).toBeCloseTo(twice.intercept, 8);
  });
});
