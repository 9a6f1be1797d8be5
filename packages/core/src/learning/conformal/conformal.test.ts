import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsLabel } from '../../evaluation/abstention/label-set.ts';
import { type ConformalPoints, labelSets, leastSubjects, pointsOf, refuseFewSubjects } from './conformal.ts';
import { simulateCoverage } from './coverage.fixture.ts';

const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
const points = (raw: readonly number[]): ConformalPoints => ({
  raw: [...raw].sort((a, b) => a - b),
  weight: raw.map(() => 1),
});

describe('the labels that are not ruled out', () => {
  it('are those whose share of strange calibration subjects is above alpha, counted one by one', () => {
    fc.assert(
      fc.property(
        numbers,
        numbers,
        numbers,
        fc.constantFrom(0.6, 0.8, 0.9),
        (without, pain, given, level) => {
          const sets = labelSets(
            [{ negative: points(without), positive: points(pain), given: Float64Array.from(given) }],
            level,
          );
          given.forEach((value, row) => {
            const share = (strange: readonly number[], of: readonly number[]) =>
              (1 + strange.length) / (1 + of.length);
            const asPain = share(
              pain.filter((each) => each <= value),
              pain,
            );
            const asNone = share(
              without.filter((each) => each >= value),
              without,
            );
            expect(holdsLabel(sets[row], 1)).toBe(asPain > 1 - level + 1e-9);
            expect(holdsLabel(sets[row], 0)).toBe(asNone > 1 - level + 1e-9);
          });
        },
      ),
    );
  });

  it('add up what each of several fits says of its own rows', () => {
    const parts = [
      { negative: points([0, 1, 2]), positive: points([1, 5, 6]), given: Float64Array.of(0.5) },
      { negative: points([-9, -8, -7]), positive: points([2, 3, 4]), given: Float64Array.of(2.5) },
    ];
    // Pain: none of 1, 5, 6 is at most 0.5, one of 2, 3, 4 at most 2.5, so 2 of 7. Without: two, and none, so 3 of 7.
    expect([...labelSets(parts, 1 - 2 / 7)]).toEqual([1]);
    expect([...labelSets(parts, 1 - 1 / 7)]).toEqual([3]);
    expect([...labelSets(parts, 1 - 3 / 7)]).toEqual([0]);
  });
});

describe('the unit of calibration', () => {
  const rows = {
    y: Uint8Array.of(1, 1, 1, 0, 1, 0),
    subjects: ['a', 'a', 'a', 'a', 'b', 'b'],
    raw: Float64Array.of(3, 1, 2, -1, 5, -2),
  };

  it('is a row of each subject and label, drawn by name: neither order nor company of rows changes it', () => {
    const one = pointsOf(rows, 'one-row', 'seed');
    expect(one.negative).toEqual({ raw: [-2, -1], weight: [1, 1] });
    expect(one.positive.raw).toHaveLength(2);
    expect([1, 2, 3]).toContain(one.positive.raw[0]);
    const turned = {
      y: rows.y.toReversed(),
      subjects: rows.subjects.toReversed(),
      raw: rows.raw.toReversed(),
    };
    expect(pointsOf(turned, 'one-row', 'seed')).toEqual(one);
    const drawn = new Set(
      Array.from({ length: 40 }, (_, i) => pointsOf(rows, 'one-row', `seed ${i}`).positive.raw[0]),
    );
    expect(drawn).toEqual(new Set([1, 2, 3]));
  });

  it('is the subject where all of its rows count', () => {
    expect(pointsOf(rows, 'all-rows', 'seed').positive).toEqual({
      raw: [1, 2, 3, 5],
      weight: [1 / 3, 1 / 3, 1 / 3, 1],
    });
  });
});

describe('too few calibration subjects', () => {
  it.each([
    [0.8, 4],
    [0.9, 9],
    [0.95, 19],
    [0.99, 99],
  ])('for a level of %d are fewer than %d of a label', (level, least) => {
    expect(leastSubjects(level)).toBe(least);
    const words = { have: 'have', hint: 'Add subjects.' };
    const of = (count: number) => points(Array.from({ length: count }, (_, i) => i));
    expect(() =>
      refuseFewSubjects([{ negative: of(least), positive: of(least) }], level, words),
    ).not.toThrow();
    expect(() => refuseFewSubjects([{ negative: of(least), positive: of(least - 1) }], level, words)).toThrow(
      expect.objectContaining({
        code: 'too-few-to-abstain',
        message: expect.stringContaining(`only ${least - 1} have`),
      }),
    );
    // With one less, even the strangest row of all would never be ruled out.
    const sets = labelSets(
      [{ negative: of(least - 1), positive: of(least - 1), given: Float64Array.of(-1e9) }],
      level,
    );
    expect(holdsLabel(sets[0], 1)).toBe(true);
  });
});

describe('over cohorts that are drawn again and again', () => {
  // The long test `calibration` takes 1,000 cohorts and four sizes.
  it.each([15, 31])('%d calibration subjects cover ceil(0.9 (n + 1)) / (n + 1) of new rows', (subjects) => {
    const { coverage, exact } = simulateCoverage({ subjects, cohorts: 300, unit: 'one-row' });
    for (const { mean } of coverage) expect(Math.abs(mean - exact)).toBeLessThan(0.02);
  });

  it('all rows of each subject cover at least 90 %, and no cohort knows its own coverage', () => {
    const { coverage } = simulateCoverage({ subjects: 31, cohorts: 300, unit: 'all-rows' });
    for (const { mean, deviation } of coverage) {
      expect(mean).toBeGreaterThan(0.89);
      expect(deviation).toBeGreaterThan(0.02);
    }
  });
});
