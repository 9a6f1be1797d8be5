import { describe, expect, it } from 'vitest';
import { calibrationErrors } from '../../evaluation/calibration/calibration-error.ts';
import { calibrationLine } from '../../evaluation/calibration/calibration-line.ts';
import { probabilityRows } from '../../evaluation/calibration/probability-rows.ts';
import { randomFrom } from '../../numbers/random.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { asLeftOut } from '../out-of-fold/left-out-scores.ts';
import { calibrators } from './catalogue.ts';

/** Overconfident scores of drawn rows: log-odds that are twice as large as the truth. */
function drawn(seed: string, rows: number, subjects = 50) {
  const random = randomFrom('calibrators', seed);
  const raw = new Float64Array(rows).map(() => 2.4 * random.normal());
  return asLeftOut({
    ...{ raw, score: raw.map(sigmoid) },
    y: Uint8Array.from(raw, (f) => (random.next() < sigmoid(f / 2) ? 1 : 0)),
    subjects: Int32Array.from({ length: rows }, (_, r) => r % subjects),
  });
}

/** What every calibrator promises. A new entry of the catalogue is held to it without a line here. */
describe.each(calibrators.entries.map((entry) => [entry.id, entry] as const))(
  'calibrator %s',
  (_, calibrator) => {
    const rows = drawn('fitted', 16_000);
    const unseen = drawn('unseen', 8000);
    const parameters = calibrator.parameters.parse({});
    const model = calibrator.fit(rows, parameters);
    const probability = calibrator.apply(model, unseen);

    it('fills in its parameters and refuses unknown ones', () => {
      expect(calibrator.parameters.safeParse({ nonsense: 1 }).success).toBe(false);
    });

    it('gives the same model each time, which JSON keeps to the last digit', () => {
      expect(calibrator.fit(rows, parameters)).toEqual(model);
      const read = calibrator.model.parse(JSON.parse(JSON.stringify(model)));
      expect(read).toEqual(model);
      expect(calibrator.apply(read, unseen)).toEqual(probability);
    });

    it('refuses what is no such model', () => {
      expect(calibrator.model.safeParse({}).success).toBe(false);
    });

    it('gives probabilities that never turn the order of rows round', () => {
      expect(probability.every((p) => p >= 0 && p <= 1)).toBe(true);
      const order = [...unseen.raw.keys()].sort((a, b) => unseen.raw[a] - unseen.raw[b]);
      for (let i = 1; i < order.length; i++)
        expect(probability[order[i]]).toBeGreaterThanOrEqual(probability[order[i - 1]]);
    });

    it('lowers the Brier score of overconfident scores, nearly to that of the truth', () => {
      const brier = (p: Float64Array) =>
        p.reduce((sum, each, r) => sum + (each - unseen.y[r]) ** 2, 0) / p.length;
      const truth = brier(unseen.raw.map((f) => sigmoid(f / 2)));
      expect(brier(probability)).toBeLessThan(brier(unseen.score) - 0.01);
      expect(brier(probability)).toBeLessThan(truth + 0.003);
    });

    it('gives probabilities: an ECE as of a perfect score, and a slope near 1', () => {
      // The long test `calibration` has 20,000 rows and narrower bounds.
      const rows = probabilityRows(
        {
          ...{ truth: unseen.y, score: probability, decision: unseen.y },
          ...{ subject: unseen.subjects, subjects: Array.from({ length: 50 }, (_, s) => `s${s}`) },
        },
        null,
      );
      const { ece, expected_ece } = calibrationErrors(rows, 'contract').equal_width;
      expect(ece).toBeLessThan(expected_ece + 0.03);
      expect(Math.abs((calibrationLine(rows).slope ?? 0) - 1)).toBeLessThan(0.15);
    });

    it('stays finite where scores separate the labels, and where they run against them', () => {
      const raw = Float64Array.from({ length: 1200 }, (_, r) => (r < 600 ? -500 : 500) + (r % 7));
      const score = raw.map(sigmoid);
      const y = Uint8Array.from(raw, (f) => (f > 0 ? 1 : 0));
      const subjects = Int32Array.from(raw, (_, r) => r % 40);
      for (const labels of [y, y.map((label) => 1 - label)]) {
        const fitted = calibrator.fit(asLeftOut({ raw, score, y: labels, subjects }), parameters);
        const found = calibrator.apply(fitted, { raw, score });
        expect(found.every((p) => p >= 0 && p <= 1)).toBe(true);
        for (let r = 1; r < 1200; r++)
          if (raw[r] > raw[r - 1]) expect(found[r]).toBeGreaterThanOrEqual(found[r - 1]);
      }
    });
  },
);

describe('isotonic calibration', () => {
  const isotonic = calibrators.get('isotonic');
  it.each([
    ['999 rows', drawn('few', 999), /1000 training rows of 20 subjects, but there are 999 rows of 50/],
    [
      '19 subjects',
      drawn('few', 1000, 19),
      /1000 training rows of 20 subjects, but there are 1000 rows of 19/,
    ],
  ])('refuses %s', (_, rows, message) => {
    expect(() => isotonic.fit(rows, {})).toThrow(
      expect.objectContaining({ code: 'too-few-to-calibrate', message: expect.stringMatching(message) }),
    );
  });
});
