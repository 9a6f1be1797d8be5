import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { randomFrom } from '../../numbers/random.ts';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { drawSubjects, percentileInterval, pooledDraws } from '../intervals.ts';
import { brierScore, measureRows } from '../metrics.ts';
import type { ScoredRows } from '../predictions.ts';
import { brierTerms } from './brier-terms.ts';
import { calibrationErrors } from './calibration-error.ts';
import { calibrationIntervals } from './calibration-intervals.ts';
import { calibrationLine } from './calibration-line.ts';
import { summariseCalibration } from './calibration-summary.ts';
import { decisionCurve } from './decision-curve.ts';
import { predictiveValues } from './predictive-values.ts';
import { shiftPrevalence } from './prior-shift.ts';
import { type ProbabilityRows, probabilityRows } from './probability-rows.ts';

const numbers = z.array(z.number());
const bins = z.object({ positive_share: numbers, mean_score: numbers });
const golden = z
  .object({
    cases: z.array(
      z.object({
        ...{ name: z.string(), named: z.number().nullable(), truth: numbers, score: numbers },
        bins: z.object({ equal_width: bins, equal_mass: bins }),
        ...{ brier: z.number(), log_loss: z.number(), intercept: z.number(), slope: z.number() },
        net_benefit: numbers,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('goldens/calibration.json', import.meta.url), 'utf8')));

function rowsOf(truth: readonly number[], score: readonly number[], subjects = 10): ScoredRows {
  return {
    truth: Uint8Array.from(truth),
    score: Float64Array.from(score),
    decision: Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0)),
    subject: Int32Array.from(truth, (_, r) => r % subjects),
    subjects: Array.from({ length: subjects }, (_, s) => `s${s}`),
  };
}

function summaryOf(rows: ScoredRows, named: number | null) {
  const draws = pooledDraws(rows, drawSubjects(rows.subjects, 200, 'test'));
  return summariseCalibration(rows, named, { seed: 'test', draws });
}

/** Rows whose labels are drawn by their scores, or by scores that the given odds belong to. */
function perfect(seed: string, size: number, truth: (odds: number) => number = (odds) => odds): ScoredRows {
  const random = randomFrom('perfect', seed);
  const odds = Array.from({ length: size }, () => 1.5 * random.normal());
  return rowsOf(
    odds.map((each) => (random.next() < sigmoid(truth(each)) ? 1 : 0)),
    odds.map(sigmoid),
    50,
  );
}

describe.each(golden.cases.map((each) => [each.name, each] as const))('calibration of %s', (_, given) => {
  const rows = rowsOf(given.truth, given.score);
  const found = summaryOf(rows, given.named);

  it.each(['equal_width', 'equal_mass'] as const)('has the %s bins of scikit-learn', (kind) => {
    // The bins of scikit-learn have no weights.
    const own = summaryOf(rows, null)[kind].bins;
    expect(own.map(({ mean_score }) => mean_score)).toEqual(given.bins[kind].mean_score.map(near(12)));
    expect(own.map(({ positive_share }) => positive_share)).toEqual(
      given.bins[kind].positive_share.map(near(12)),
    );
    expect(own.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows.truth.length);
  });

  it('has the Brier score and the log loss of scikit-learn', () => {
    expect(found.brier.score).toBeCloseTo(given.brier, 12);
    expect(found.log_loss).toBeCloseTo(given.log_loss, 12);
  });

  it('has the intercept and the slope of statsmodels', () => {
    expect(found.line.intercept).toBeCloseTo(given.intercept, 8);
    expect(found.line.slope).toBeCloseTo(given.slope, 8);
    expect(found.line.reason).toBeNull();
  });

  it('has the net benefit of its definition', () => {
    expect(found.net_benefit.map(({ model }) => model)).toEqual(given.net_benefit.map(near(12)));
  });
});

function near(digits: number): (value: number) => number {
  return (value) => expect.closeTo(value, digits);
}

const drawnRows = fc
  .array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), label: fc.nat(1) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) =>
    rowsOf(
      rows.map(({ label }) => label),
      rows.map(({ score }) => score),
    ),
  );
const prevalences = fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { nil: null });

describe('the parts of the Brier score', () => {
  it('add up to it, whatever the rows and the prevalence are', () => {
    fc.assert(
      fc.property(drawnRows, prevalences, (rows, named) => {
        const terms = brierTerms(probabilityRows(rows, named));
        const { reliability, resolution, uncertainty, within_bin_variance, within_bin_covariance } = terms;
        expect(
          reliability - resolution + uncertainty + within_bin_variance - within_bin_covariance,
        ).toBeCloseTo(terms.score, 10);
        if (named === null)
          expect(terms.score).toBeCloseTo(brierScore(rows.truth, rows.score) ?? Number.NaN, 12);
        else expect(uncertainty).toBeCloseTo(named * (1 - named), 10);
      }),
    );
  });
});

describe('the expected calibration error', () => {
  it('of a perfect score is what is expected of it, and of one that is too sure it is more', () => {
    const { equal_width, equal_mass } = calibrationErrors(
      probabilityRows(perfect('fine', 3000), null),
      'test',
    );
    for (const { ece, expected_ece, ece_95 } of [equal_width, equal_mass]) {
      expect(ece).toBeLessThan(ece_95);
      expect(expected_ece).toBeLessThan(0.03);
    }
    const sure = calibrationErrors(
      probabilityRows(
        perfect('sure', 3000, (odds) => odds / 2),
        null,
      ),
      'test',
    );
    expect(sure.equal_width.ece).toBeGreaterThan(3 * sure.equal_width.ece_95);
  });

  it('is well above 0 with few rows, however good the score is', () => {
    const { expected_ece } = calibrationErrors(probabilityRows(perfect('few', 50), null), 'test').equal_width;
    expect(expected_ece).toBeGreaterThan(0.06);
  });

  it('is not above its largest distance, and comes out the same each time', () => {
    fc.assert(
      fc.property(drawnRows, prevalences, (rows, named) => {
        const errors = calibrationErrors(probabilityRows(rows, named), 'test');
        for (const { ece, mce } of [errors.equal_width, errors.equal_mass])
          expect(ece).toBeLessThanOrEqual(mce + 1e-12);
        expect(calibrationErrors(probabilityRows(rows, named), 'test')).toEqual(errors);
      }),
      { numRuns: 20 },
    );
  });
});

describe('scores at a named prevalence', () => {
  it('are held against rows that are weighted to it: shifted scores are as good as before', () => {
    const rows = perfect('shifted', 8000);
    const share = rows.truth.reduce((sum, label) => sum + label, 0) / rows.truth.length;
    const shifted = { ...rows, score: rows.score.map((p) => shiftPrevalence(p, share, 0.1)) };
    const found = summaryOf(shifted, 0.1);
    expect(found.prevalence).toEqual({ named: 0.1, rows: share });
    expect(found.line.slope).toBeCloseTo(1, 1);
    expect(found.line.intercept).toBeCloseTo(0, 1);
    expect(found.equal_width.ece).toBeLessThan(2 * found.equal_width.expected_ece + 0.01);
    // Held against the rows as they are, all of them would be too low.
    expect(calibrationLine(probabilityRows(shifted, null)).intercept).toBeGreaterThan(1.5);
  });
});

describe('the slope', () => {
  it.each([
    ['which separate the labels', [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], /separate the labels/],
    ['which separate them the wrong way round', [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], /separate the labels/],
    ['which are all the same', [0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3], /all scores are the same/],
  ])('is null for scores %s, with the reason', (_, truth, score, reason) => {
    const line = calibrationLine(probabilityRows(rowsOf(truth, score), null));
    expect(line.slope).toBeNull();
    expect(line.reason).toMatch(reason);
    expect(line.intercept).not.toBeNull();
  });

  it('and the intercept are null for rows of one label', () => {
    expect(calibrationLine(probabilityRows(rowsOf([1, 1], [0.2, 0.7]), null))).toEqual({
      ...{ intercept: null, slope: null, reason: 'all rows have the same label' },
    });
  });
});

describe('net benefit', () => {
  it('of treating all is that of a score of 1, and at the share of pain it is 0', () => {
    const rows = rowsOf([1, 0, 0, 0], [1, 1, 1, 1]);
    const curve = decisionCurve(probabilityRows(rows, null), 4);
    expect(curve.map(({ threshold }) => threshold)).toEqual([0.25, 0.5, 0.75]);
    expect(curve.map(({ all }) => all)).toEqual([near(12)(0), near(12)(-0.5), near(12)(-2)]);
    expect(curve.map(({ model }) => model)).toEqual(curve.map(({ all }) => all));
  });
});

describe('predictive values', () => {
  it("follow from Bayes' rule", () => {
    // Of 1,000 with 100 in pain: 90 found, 10 missed, and 180 false alarms among 900.
    const draws = { sensitivity: Float64Array.of(0.9, 0.8), specificity: Float64Array.of(0.8, 0.7) };
    const found = predictiveValues({ sensitivity: 0.9, specificity: 0.8 }, draws, 0.1);
    expect(found.ppv).toBeCloseTo(90 / 270, 12);
    expect(found.npv).toBeCloseTo(720 / 730, 12);
    expect(found.ci95.ppv?.[0]).toBeLessThan(90 / 270);
  });

  it('of the rows at their own share are those that are counted', () => {
    const rows = perfect('counted', 400);
    const { precision } = measureRows(rows);
    expect(summaryOf(rows, null).predictive_values.ppv).toBeCloseTo(precision.value ?? Number.NaN, 10);
  });
});

describe('intervals over drawn subjects', () => {
  const [few, many] = [60, 1500].map((size) => probabilityRows(perfect('interval', size), null));
  const intervalsOf = (rows: ProbabilityRows) => calibrationIntervals(rows, calibrationLine(rows), 'test');
  const width = ({ ci95 }: { ci95: readonly [number, number] | null }) =>
    ci95 ? ci95[1] - ci95[0] : Number.NaN;

  it('hold what a perfect score has, and are narrower with more rows', () => {
    const [wide, narrow] = [few, many].map((rows) => intervalsOf(rows));
    const [slope, intercept] = [narrow.slope.ci95 ?? [0, 0], narrow.intercept.ci95 ?? [0, 0]];
    expect(slope[0]).toBeLessThan(1);
    expect(slope[1]).toBeGreaterThan(1);
    expect(intercept[0]).toBeLessThan(0);
    expect(intercept[1]).toBeGreaterThan(0);
    for (const [a, b] of [
      [wide.slope, narrow.slope],
      [wide.intercept, narrow.intercept],
      [wide.ece.equal_mass, narrow.ece.equal_mass],
      [wide.mce.equal_width, narrow.mce.equal_width],
    ])
      expect(width(b)).toBeLessThan(width(a));
    expect(intervalsOf(many)).toEqual(narrow);
  });

  it('are those of tables that hold the drawn subjects as often as they were drawn', () => {
    const { draws, slope } = intervalsOf(few);
    const { times, subjects } = drawSubjects(few.subjects, draws, 'test');
    const slopes = Array.from({ length: draws }, (_, draw) => {
      const rows = [...few.truth.keys()].flatMap((row) =>
        new Array<number>(times[draw * subjects + few.subject[row]]).fill(row),
      );
      const table = rowsOf(
        rows.map((row) => few.truth[row]),
        rows.map((row) => few.score[row]),
      );
      return calibrationLine(probabilityRows(table, null)).slope ?? Number.NaN;
    });
    const { ci95, undefined_draws } = percentileInterval(Float64Array.from(slopes));
    expect(slope.undefined_draws).toBe(undefined_draws);
    expect(slope.ci95?.[0]).toBeCloseTo(ci95?.[0] ?? Number.NaN, 6);
    expect(slope.ci95?.[1]).toBeCloseTo(ci95?.[1] ?? Number.NaN, 6);
  });
});
