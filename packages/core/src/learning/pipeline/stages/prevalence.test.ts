import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftPrevalence } from '../../../evaluation/calibration/prior-shift.ts';
import { atPrevalence } from '../at-prevalence.ts';
import { exampleCell, exampleRows } from '../example-cell.fixture.ts';
import { fitCell } from '../fit.ts';
import { applyCell, prevalenceOf, thresholdOf } from '../fitted-cell.ts';
import { takeRows } from '../joined-rows.ts';

const all = exampleRows();
/** A third of the rows is positive. */
const rows = takeRows(
  all,
  Int32Array.from(all.y.keys()).filter((row) => row % 4 !== 1),
);
const share = rows.y.reduce((sum, label) => sum + label, 0) / rows.y.length;

describe('the shift of a prior', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  const prevalence = fc.double({ min: 0.01, max: 0.99, noNaN: true });

  it("is Bayes' rule: odds change by the ratio of the odds of the priors", () => {
    // 80 % where 50 % are in pain, as likely as 4 to 1, are 4/9 to 1 where 10 % are.
    expect(shiftPrevalence(0.8, 0.5, 0.1)).toBeCloseTo(4 / 9 / (4 / 9 + 1), 12);
    expect(shiftPrevalence(0, 0.5, 0.1)).toBe(0);
    expect(shiftPrevalence(1, 0.5, 0.1)).toBe(1);
  });

  it('goes back to where it came from', () => {
    fc.assert(
      fc.property(probability, prevalence, prevalence, (p, from, to) => {
        expect(shiftPrevalence(shiftPrevalence(p, from, to), to, from)).toBeCloseTo(p, 9);
      }),
    );
  });
});

describe('the prevalence of a fitted cell', () => {
  const plain = fitCell(exampleCell(), rows, 7).fitted;

  it('is that of the training rows where none is named', () => {
    expect(share).toBeCloseTo(1 / 3, 12);
    expect(prevalenceOf(plain)).toEqual({ training: share, value: share });
  });

  it.each([
    ['balanced', null, 0.5],
    ['subject-balanced', null, 0.5],
    ['balanced', 'platt', share],
  ] as const)(
    'is that which scores have learned with %s weights and calibration %s',
    (classWeights, calibration, expected) => {
      const { fitted } = fitCell(
        exampleCell({ classWeights, calibration: calibration ?? undefined }),
        rows,
        7,
      );
      expect(prevalenceOf(fitted)?.value).toBeCloseTo(expected, 12);
    },
  );

  it('shifts scores where it is named, in training or later', () => {
    const { fitted } = fitCell({ ...exampleCell(), prevalence: 0.05 }, rows, 7);
    expect(prevalenceOf(fitted)).toEqual({ training: share, value: 0.05 });
    const before = applyCell(plain, rows.x);
    const shifted = applyCell(fitted, rows.x);
    expect(shifted.raw).toEqual(before.raw);
    expect(shifted.score).toEqual(before.score.map((p) => shiftPrevalence(p, share, 0.05)));
    expect(atPrevalence(plain, 0.05)).toEqual(fitted);
  });

  it("leaves decisions at Youden's threshold as they are, and moves those at a fixed one", () => {
    const youden = fitCell(exampleCell({ threshold: 'youden' }), rows, 7).fitted;
    const moved = atPrevalence(youden, 0.05);
    expect(thresholdOf(moved)).toBeLessThan(thresholdOf(youden));
    expect(applyCell(moved, rows.x).decision).toEqual(applyCell(youden, rows.x).decision);
    expect(applyCell(atPrevalence(plain, 0.001), rows.x).decision).not.toEqual(
      applyCell(plain, rows.x).decision,
    );
  });

  it('weighs the costs of rows as if pain were as frequent as it is named', () => {
    const costs = { false_negative: 3, false_positive: 2 };
    const { fitted } = fitCell({ ...exampleCell({ threshold: costs }), prevalence: 0.1 }, rows, 7);
    const same = fitCell(
      exampleCell({
        threshold: { false_negative: (3 * 0.1) / share, false_positive: (2 * 0.9) / (1 - share) },
      }),
      rows,
      7,
    ).fitted;
    // The same rows are decided positive: one threshold is the other, shifted.
    expect(applyCell(fitted, rows.x).decision).toEqual(applyCell(same, rows.x).decision);
  });

  it('is refused where it is no share, or where the model does not say its own', () => {
    expect(() => atPrevalence(plain, 1)).toThrow(expect.objectContaining({ code: 'bad-prevalence' }));
    const old = { ...plain, stages: plain.stages.filter(({ stage }) => stage !== 'prevalence') };
    expect(() => atPrevalence(old, 0.1)).toThrow(expect.objectContaining({ code: 'unknown-prevalence' }));
  });
});
