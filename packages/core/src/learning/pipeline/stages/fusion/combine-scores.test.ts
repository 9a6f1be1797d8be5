import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../numbers/random.ts';
import { sigmoid } from '../../../../numbers/sigmoid.ts';
import { combineScores, fitStack, meanScores, weightsBySkill } from './combine-scores.ts';

const NO = Number.NaN;
const table = (...modalities: number[][]) => modalities.map((own) => Float64Array.from(own));

describe('a weighted mean', () => {
  const mean = { weights: [3, 1], intercept: null, filler: null };

  it('is over the scores that a row has: what is missing is no zero', () => {
    const { score } = combineScores('mean', mean, table([0.8, 0.8, NO], [0.4, NO, 0.4]));
    expect([...score]).toEqual([(3 * 0.8 + 0.4) / 4, 0.8, 0.4].map((value) => expect.closeTo(value, 12)));
  });

  it('puts the mean of the training rows in the place of what is missing where that is asked for', () => {
    const { score } = combineScores('mean', { ...mean, filler: [0.5, 0.6] }, table([0.8, NO], [NO, 0.4]));
    expect([...score]).toEqual([(3 * 0.8 + 0.6) / 4, (3 * 0.5 + 0.4) / 4].map((v) => expect.closeTo(v, 12)));
  });

  it('uses the only score of a row even if its modality weighs nothing', () => {
    const { score } = combineScores('mean', { ...mean, weights: [1, 0] }, table([NO, 0.7], [0.3, 0.1]));
    expect([...score]).toEqual([0.3, 0.7]);
  });
});

describe('weights by skill', () => {
  it('are 2 AUC - 1 over the rows that have the modality, at least 0', () => {
    const y = Uint8Array.of(0, 1, 0, 1);
    expect(weightsBySkill(table([0.1, 0.9, 0.2, NO], [0.2, 0.1, 0.3, 0.3]), y)).toEqual([1, 0]);
    expect(weightsBySkill(table([0.9, 0.1, NO, NO], [0.5, 0.5, 0.5, 0.5]), y)).toEqual([1, 1]);
  });
});

describe('a stack', () => {
  const random = randomFrom('stack');
  const y = Uint8Array.from({ length: 4000 }, (_, row) => row % 2);
  const subjects = Int32Array.from(y.keys());
  const scored = (strength: number) =>
    Float64Array.from(y, (label) => sigmoid(strength * (label === 1 ? 1 : -1) + random.normal()));
  const rows = { y, subjects, seed: 'a' };
  const [strong, weak, none, against] = [1.5, 0.5, 0, -1].map(scored);

  it('weighs what tells the labels apart, and never turns a modality round', () => {
    const { weights } = fitStack([strong, weak, none, against], rows);
    expect(weights[0]).toBeGreaterThan(weights[1]);
    expect(weights[1]).toBeGreaterThan(0.2);
    expect(weights[2]).toBeLessThan(0.2);
    expect(weights[3]).toBe(0);
  });

  it('that has only modalities against the labels keeps the share of pain', () => {
    const { weights, intercept } = fitStack([against], rows);
    expect(weights).toEqual([0]);
    expect(intercept).toBeCloseTo(0, 12);
  });

  it('keeps the sum of its weights where a score is missing', () => {
    const stack = { weights: [2, 1], intercept: -0.5, filler: null };
    const { raw, score } = combineScores('stack', stack, table([0.8, 0.8, NO], [0.6, NO, 0.6]));
    const odds = (p: number) => Math.log(p / (1 - p));
    const expected = [2 * odds(0.8) + odds(0.6), 3 * odds(0.8), 3 * odds(0.6)].map((value) => value - 0.5);
    expected.forEach((value, row) => {
      expect(raw[row]).toBeCloseTo(value, 12);
      expect(score[row]).toBeCloseTo(sigmoid(value), 12);
    });
  });
});

it('the mean score of a modality is over the rows that have it', () => {
  expect(meanScores(table([0.2, NO, 0.4], [NO, NO, NO]))).toEqual([expect.closeTo(0.3, 12), 0.5]);
});
