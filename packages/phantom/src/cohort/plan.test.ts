import { areaUnderCurve, drawSubjects, percentileInterval, pooledDraws, WinceError } from '@wince/core';
import { describe, expect, it } from 'vitest';
import { nuisanceScores, oracleScores } from './fairness.fixture.ts';
import { DIFFICULTY, PICTURES_PER_SUBJECT } from './parameters.ts';
import { CONFOUNDS, type CohortOptions, makeCohort } from './plan.ts';

const auc = ({ truth, score }: { truth: Uint8Array; score: Float64Array }): number => {
  const value = areaUnderCurve(truth, score);
  if (value === null) throw new Error('both labels are needed');
  return value;
};

describe('a planned cohort', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(makeCohort({ subjects: 3, seed: 7 })).toEqual(makeCohort({ subjects: 3, seed: 7 }));
    expect(makeCohort({ subjects: 3, seed: 8 })).not.toEqual(makeCohort({ subjects: 3, seed: 7 }));
  });

  it('has both labels equally often in every subject, and tones over the whole scale', () => {
    const cohort = makeCohort({ subjects: 20, seed: 3 });
    for (const subject of cohort.subjects) {
      const own = cohort.samples.filter((sample) => sample.subject === subject.id);
      expect(own).toHaveLength(PICTURES_PER_SUBJECT);
      expect(own.filter((sample) => sample.label === 'pain')).toHaveLength(PICTURES_PER_SUBJECT / 2);
    }
    const tones = cohort.subjects.map((subject) => Math.floor(subject.monk));
    for (let tone = 1; tone <= 9; tone++) expect(tones).toContain(tone);
  });

  it('has exactly the label noise that its difficulty asks for', () => {
    for (const difficulty of [0, 0.5, 1]) {
      const { samples } = makeCohort({ subjects: 24, seed: 5, difficulty });
      const wrong = samples.filter((sample) => sample.label !== sample.trueLabel).length;
      expect(wrong).toBe(2 * Math.round((DIFFICULTY.labelNoise(difficulty) * samples.length) / 2));
    }
  });

  it('shares light, bedside, session and pose between the two pictures of a pair', () => {
    const { samples } = makeCohort({ subjects: 6, seed: 2 });
    for (let i = 0; i < samples.length; i += 2) {
      const [a, b] = [samples[i], samples[i + 1]];
      expect([a.trueLabel, b.trueLabel].sort()).toEqual(['no-pain', 'pain']);
      expect(a.session).toBe(b.session);
      expect(a.nuisance.light).toBe(b.nuisance.light);
      expect(a.nuisance.bedside).toEqual(b.nuisance.bedside);
      expect(Math.abs(a.nuisance.pose.roll - b.nuisance.pose.roll)).toBeLessThan(25);
    }
  });
});

describe('the fairness of a cohort', () => {
  it.each([1, 7, 13])(
    'an oracle on the true intensities tells the label at difficulty 0.5 (seed %i)',
    (seed) => {
      expect(auc(oracleScores(makeCohort({ subjects: 24, seed, difficulty: 0.5 })))).toBeGreaterThan(0.95);
    },
  );

  it('everything but the face says nothing of the label', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const values = seeds.map((seed) => auc(nuisanceScores(makeCohort({ subjects: 24, seed }))));
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    for (const value of values) expect(Math.abs(value - 0.5)).toBeLessThan(0.1);
  });

  it('at difficulty 1 the face says nothing either', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const values = seeds.map((seed) => auc(oracleScores(makeCohort({ subjects: 24, seed, difficulty: 1 }))));
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.06);
  });

  it('what one cohort teaches holds in another, and at difficulty 1 there is nothing to be taught', () => {
    const of = (difficulty: number): number[] =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
        auc(
          oracleScores(
            makeCohort({ subjects: 24, seed, difficulty }),
            makeCohort({ subjects: 24, seed: seed + 1000, difficulty }),
          ),
        ),
      );
    expect(Math.min(...of(0.5))).toBeGreaterThan(0.9);
    expect(Math.abs(of(1).reduce((a, b) => a + b) / 8 - 0.5)).toBeLessThan(0.05);
  });

  it.each([2, 7])('at difficulty 1 the interval of the oracle holds 0.5 (seed %i)', (seed) => {
    const cohort = makeCohort({ subjects: 24, seed, difficulty: 1 });
    const { truth, score, subjects } = oracleScores(cohort);
    const decision = Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0));
    const subjectNames = cohort.subjects.map(({ id }) => id);
    const rows = { truth, score, decision, subject: subjects, subjects: subjectNames };
    const { ci95 } = percentileInterval(pooledDraws(rows, drawSubjects(subjectNames, 1000, seed)).auc);
    expect(ci95?.[0]).toBeLessThan(0.5);
    expect(ci95?.[1]).toBeGreaterThan(0.5);
  });

  it.each(CONFOUNDS)('a planted confound (%s) can be learnt from what should say nothing', (confound) => {
    expect(auc(nuisanceScores(makeCohort({ subjects: 24, seed: 7, confound })))).toBeGreaterThan(0.7);
  });
});

describe('refused options', () => {
  const good: CohortOptions = { subjects: 2, seed: 1 };
  const bad: readonly [string, Record<string, unknown>][] = [
    ['a negative count', { subjects: -1 }],
    ['no subject', { subjects: 0 }],
    ['half a subject', { subjects: 1.5 }],
    ['a seed that is no number', { seed: Number.NaN }],
    ['a seed with a fraction', { seed: 0.5 }],
    ['a difficulty over 1', { difficulty: 1.01 }],
    ['a difficulty that is no number', { difficulty: Number.NaN }],
    ['an unknown confound', { confound: 'weather' }],
    ['a huge picture', { size: 100_000 }],
  ];
  it.each(bad)('%s', (_, change) => {
    let thrown: unknown;
    try {
      makeCohort({ ...good, ...change });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WinceError);
    expect(thrown).toMatchObject({ code: 'bad-phantom', status: 2 });
  });
});
