import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { randomFrom, shuffle } from '../numbers/random.ts';
import { type Draws, drawSubjects, percentileInterval, pooledDraws, subjectMeanDraws } from './intervals.ts';
import { areaUnderCurve, metricNames } from './metrics.ts';
import { unusableShares } from './missing.ts';
import { clipRows, type PredictionRow, scoredRows } from './predictions.ts';
import { summariseCell } from './summary.ts';

const numbers = z.array(z.number());
const interval = z.object({ ci95: z.tuple([z.number(), z.number()]), undefined_draws: z.number() });
const { bootstrap: golden } = z
  .object({
    bootstrap: z.object({
      subject: numbers,
      truth: numbers,
      score: numbers,
      decision: numbers,
      picked: z.array(numbers),
      subjects: z.number(),
      expected: z.record(z.enum(metricNames), z.object({ pooled: interval, subject_mean: interval })),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('./goldens/metrics.json', import.meta.url), 'utf8')));

/** Rows of a cell in which pain tends to score higher. */
function predictions(
  subjects: number,
  rowsEach: number,
  seed: string,
  change: (row: PredictionRow, i: number) => Partial<PredictionRow> = () => ({}),
): PredictionRow[] {
  const random = randomFrom(seed);
  return Array.from({ length: subjects * rowsEach }, (_, i): PredictionRow => {
    const truth = i % 2 === 0 ? 'pain' : 'rest';
    const raw = random.normal() + (truth === 'pain' ? 1 : 0);
    const score = 1 / (1 + Math.exp(-raw));
    const subject = `S${Math.floor(i / rowsEach)}`;
    const decision = score >= 0.5 ? 'pain' : 'rest';
    const sample = `${subject}/${i}.jpg`;
    const row = {
      cell: 'hog/none/knn',
      sample,
      clip: '',
      subject,
      period: '',
      fold: subject,
      truth,
      raw,
      score,
      threshold: 0.5,
      decision,
    };
    return { ...row, ...change(row, i) };
  });
}

const options = { positive: 'pain', seed: 7 };

describe('intervals', () => {
  it('agree with NumPy on the same draws, pooled and as means of subjects, undefined draws counted', () => {
    const rows = {
      truth: Uint8Array.from(golden.truth),
      score: Float64Array.from(golden.score),
      decision: Uint8Array.from(golden.decision),
      subject: Int32Array.from(golden.subject),
      subjects: Array.from({ length: golden.subjects }, (_, s) => String(s)),
    };
    const times = new Uint16Array(golden.picked.length * golden.subjects);
    golden.picked.forEach((picked, draw) => {
      for (const s of picked) times[draw * golden.subjects + s]++;
    });
    const draws: Draws = { draws: golden.picked.length, subjects: golden.subjects, times };
    const pooled = pooledDraws(rows, draws);
    const means = subjectMeanDraws(rows, draws);
    for (const name of metricNames) {
      for (const [values, wanted] of [
        [pooled[name], golden.expected[name].pooled],
        [means[name], golden.expected[name].subject_mean],
      ] as const) {
        const { ci95, undefined_draws } = percentileInterval(values);
        expect(undefined_draws).toBe(wanted.undefined_draws);
        expect(Math.abs((ci95?.[0] ?? Number.NaN) - wanted.ci95[0])).toBeLessThan(1e-12);
        expect(Math.abs((ci95?.[1] ?? Number.NaN) - wanted.ci95[1])).toBeLessThan(1e-12);
      }
    }
    expect(golden.expected.auc.pooled.undefined_draws).toBeGreaterThan(0);
  });

  it('draw as many subjects as there are, each equally often, fixed by seed and names', () => {
    const subjects = Array.from({ length: 30 }, (_, i) => `S${i}`);
    const { times } = drawSubjects(subjects, 2000, 1);
    for (let draw = 0; draw < 2000; draw++) {
      expect(times.subarray(draw * 30, draw * 30 + 30).reduce((sum, n) => sum + n, 0)).toBe(30);
    }
    for (let s = 0; s < 30; s++) {
      const drawn = times.reduce((sum, n, i) => sum + (i % 30 === s ? n : 0), 0);
      expect(Math.abs(drawn - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    }
    expect(drawSubjects(subjects, 2000, 1).times).toEqual(times);
    expect(drawSubjects(subjects, 2000, 2).times).not.toEqual(times);
  });

  it('cover the true AUC about as often as they say, with 40 subjects', () => {
    // Two normal distributions one standard deviation apart: AUC = Phi(1 / sqrt 2) = 0.7602.
    let covered = 0;
    for (let run = 0; run < 200; run++) {
      const rows = scoredRows(predictions(40, 6, `coverage ${run}`), 'pain');
      const { ci95 } = percentileInterval(pooledDraws(rows, drawSubjects(rows.subjects, 400, run)).auc);
      if (ci95 && ci95[0] <= 0.7602 && ci95[1] >= 0.7602) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(180);
    expect(covered).toBeLessThanOrEqual(199);
  });

  it('have no value where no draw has one', () => {
    expect(percentileInterval(Float64Array.of(Number.NaN, Number.NaN))).toEqual({
      ci95: null,
      undefined_draws: 2,
    });
  });
});

describe('clips', () => {
  it('take the mean score against the mean threshold, by clip, else period, else row', () => {
    const given = [
      { clip: 'c1', period: 'p', score: 0.9, threshold: 0.4 },
      { clip: 'c1', period: 'q', score: 0.2, threshold: 0.6 },
      { clip: '', period: 'p', score: 0.1, threshold: 0.5 },
      { clip: '', period: 'p', score: 0.2, threshold: 0.5 },
      { clip: '', period: '', score: 0.5, threshold: 0.5 },
      { clip: '', period: '', score: 0.4, threshold: 0.5 },
    ];
    const rows = predictions(1, 6, 'clips', (_, i) => ({ ...given[i], truth: i < 2 ? 'pain' : 'rest' }));
    const clips = clipRows(rows, 'pain');
    expect(clips.by).toEqual({ clip: 1, period: 1, row: 2 });
    expect([...clips.rows.score]).toEqual([0.55, 0.15000000000000002, 0.5, 0.4]);
    expect([...clips.rows.decision]).toEqual([1, 0, 1, 0]);
    expect(clips.mixed).toEqual([]);
  });

  it('of the same name are different clips in different subjects', () => {
    const rows = predictions(4, 2, 'names', (row) => ({ clip: row.truth }));
    expect(clipRows(rows, 'pain').rows.truth.length).toBe(8);
  });

  it('have no values where a clip holds rows of both labels', () => {
    const summary = summariseCell(
      predictions(24, 4, 'mixed', () => ({ clip: 'whole' })),
      options,
    );
    expect(summary.clip.auc).toBe(null);
    expect(summary.clip.undefined.auc).toMatch(
      /^rows of one clip or period have different labels: whole of S0$/,
    );
    expect(summary.warnings.map(({ code }) => code)).toContain('mixed-clips');
    expect(summary.auc).not.toBe(null);
  });
});

describe('the summary of a cell', () => {
  const rows = predictions(24, 8, 'summary');

  it('has every metric with its interval in every form', () => {
    const summary = summariseCell(rows, options);
    expect(summary).toMatchObject({
      cell: 'hog/none/knn',
      subjects: 24,
      samples: 192,
      draws: 2000,
      warnings: [],
    });
    for (const form of [summary, summary.subject_mean, summary.clip, summary.missing_counted_wrong]) {
      expect(form.undefined).toEqual({});
      for (const name of metricNames) {
        const value = form[name] ?? Number.NaN;
        const [low, high] = form.ci95[name] ?? [Number.NaN, Number.NaN];
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
      }
    }
    expect(summary.chance).toEqual({
      accuracy: 0.5,
      balanced_accuracy: 0.5,
      auc: 0.5,
      average_precision: 0.5,
    });
    expect(summary.auc_within_subjects.value).toBe(summary.subject_mean.auc);
    expect(summary.auc_within_subjects.subjects).toBe(24);
    expect(summary.clip.by).toEqual({ clip: 0, period: 0, row: 192 });
    expect(summary.clip.auc).toBe(summary.auc);
    expect(JSON.stringify(summary)).not.toContain('NaN');
  });

  it('gives the mean AUC of the subjects that have both labels, and their number', () => {
    const some = rows.filter((row) => row.subject !== 'S3' || row.truth === 'pain');
    const { auc_within_subjects } = summariseCell(some, options);
    const own = [...new Set(some.map((row) => row.subject))]
      .filter((subject) => subject !== 'S3')
      .map((subject) => {
        const { truth, score } = scoredRows(
          some.filter((row) => row.subject === subject),
          'pain',
        );
        return areaUnderCurve(truth, score) ?? Number.NaN;
      });
    expect(auc_within_subjects.subjects).toBe(23);
    expect(auc_within_subjects.value).toBeCloseTo(own.reduce((a, b) => a + b, 0) / 23, 12);
  });

  it('stays the same but for rounding when rows are permuted, and its values when subjects are renamed', () => {
    const summary = summariseCell(rows, options);
    const permuted = summariseCell(shuffle([...rows], randomFrom('order')), options);
    const renamed = summariseCell(
      rows.map((row) => ({ ...row, subject: `other ${row.subject}` })),
      options,
    );
    for (const name of metricNames) {
      expect(permuted[name]).toBeCloseTo(summary[name] ?? Number.NaN, 12);
      expect(permuted.ci95[name]?.[0]).toBeCloseTo(summary.ci95[name]?.[0] ?? Number.NaN, 12);
      expect(permuted.ci95[name]?.[1]).toBeCloseTo(summary.ci95[name]?.[1] ?? Number.NaN, 12);
      expect(renamed[name]).toBe(summary[name]);
      expect(renamed.subject_mean[name]).toBeCloseTo(summary.subject_mean[name] ?? Number.NaN, 12);
    }
  });

  it('warns under 20 subjects', () => {
    const few = (subjects: number) =>
      summariseCell(predictions(subjects, 4, 'few'), options).warnings.map(({ code }) => code);
    expect(few(19)).toEqual(['few-subjects']);
    expect(few(20)).toEqual([]);
  });

  it('warns of one label per subject and gives no AUC within subjects', () => {
    const one = predictions(24, 4, 'one label', (row) => ({
      truth: Number(row.subject.slice(1)) % 2 ? 'pain' : 'rest',
    }));
    const summary = summariseCell(one, options);
    expect(summary.warnings.map(({ code }) => code)).toContain('one-label-per-subject');
    expect(summary.warnings.map(({ message }) => message).join()).toContain('pooled AUC is therefore biased');
    expect(summary.auc_within_subjects).toEqual({
      value: null,
      reason: 'no subject has rows of both labels',
      subjects: 0,
      ci95: null,
      undefined_draws: 2000,
    });
    expect(summary.auc).not.toBe(null);
  });

  it('warns where the whole interval lies below chance', () => {
    const worse = predictions(24, 8, 'worse', ({ score }) => ({
      score: 1 - score,
      decision: score <= 0.5 ? 'pain' : 'rest',
    }));
    expect(summariseCell(worse, options).warnings.map(({ code }) => code)).toEqual([
      'below-chance',
      'below-chance',
    ]);
  });

  it('does not warn of what left-out subjects do by chance, whose models share their accidents', () => {
    const random = randomFrom('a little worse');
    const worse = predictions(24, 8, 'a little worse', ({ truth }) => ({
      score: 1 / (1 + Math.exp(-random.normal())) - (truth === 'pain' ? 0.08 : 0),
    }));
    const warned = (rows: readonly PredictionRow[]) => {
      const { ci95, warnings } = summariseCell(rows, options);
      expect(ci95.auc?.[1]).toBeLessThan(0.49);
      return warnings.some(({ message }) => message.startsWith('The whole interval of auc'));
    };
    expect(warned(worse)).toBe(false);
    expect(warned(worse.map((row) => ({ ...row, fold: 'test' })))).toBe(true);
  });

  it('says why a metric has no value, and gives it no interval', () => {
    const rest = summariseCell(
      rows.map((row) => ({ ...row, truth: 'rest' })),
      options,
    );
    expect(rest.auc).toBe(null);
    expect(rest.ci95.auc).toBe(null);
    expect(rest.undefined.sensitivity).toBe('no row is positive');
    expect(rest.undefined_draws.auc).toBe(2000);
    expect(rest.chance.accuracy).toBe(1);
  });

  it('counts missing rows of either label as wrong', () => {
    const missing = [
      { sample: 'm1', subject: 'S0', truth: 'pain' },
      { sample: 'm2', subject: 'S90', truth: 'rest' },
    ];
    const summary = summariseCell(rows, { ...options, missing });
    const asRows = [
      ...rows,
      ...missing.map((row): PredictionRow => {
        const wrong = row.truth === 'pain' ? 0 : 1;
        return { ...rows[0], ...row, score: wrong, raw: wrong, decision: wrong === 1 ? 'pain' : 'rest' };
      }),
    ];
    const same = summariseCell(asRows, options);
    expect(summary.missing_counted_wrong).toMatchObject({ missing: 2, samples: 194, subjects: 25 });
    for (const name of metricNames) {
      expect(summary.missing_counted_wrong[name]).toBeCloseTo(same[name] ?? Number.NaN, 12);
      expect(summary.missing_counted_wrong.ci95[name]).toEqual(same.ci95[name]);
    }
    for (const name of ['accuracy', 'auc', 'sensitivity', 'specificity', 'average_precision'] as const) {
      expect(summary.missing_counted_wrong[name] ?? 1).toBeLessThan(summary[name] ?? 0);
    }
    expect(summary.missing_counted_wrong.brier ?? 0).toBeGreaterThan(summary.brier ?? 1);
    const { missing_counted_wrong: _, ...others } = summary;
    const { missing_counted_wrong: __, ...before } = summariseCell(rows, options);
    expect(others).toEqual(before);
  });

  it('takes several words for the positive label', () => {
    const words = rows.map((row, i) => ({
      ...row,
      truth: row.truth === 'pain' && i % 4 === 0 ? 'heel lance' : row.truth,
    }));
    const both = summariseCell(words, { ...options, positive: ['pain', 'heel lance'] });
    expect(both).toEqual(summariseCell(rows, options));
  });

  it.each<[string, (rows: PredictionRow[]) => PredictionRow[]]>([
    ['no-predictions', () => []],
    ['mixed-cells', (all) => [...all, { ...all[0], cell: 'other', sample: 'x' }]],
    ['repeated-sample', (all) => [...all, all[5]]],
    ['no-subject', (all) => [...all, { ...all[0], sample: 'x', subject: '' }]],
    ['bad-score', (all) => [...all, { ...all[0], sample: 'x', score: Number.NaN }]],
    ['bad-score', (all) => [...all, { ...all[0], sample: 'x', score: 1.01 }]],
    ['bad-threshold', (all) => [...all, { ...all[0], sample: 'x', threshold: Number.NaN }]],
  ])('refuses %s', (code, change) => {
    expect(() => summariseCell(change([...rows]), options)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a sample that is missing and scored', () => {
    const missing = [{ sample: rows[0].sample, subject: 'S0', truth: 'pain' }];
    expect(() => summariseCell(rows, { ...options, missing })).toThrow(
      expect.objectContaining({ code: 'missing-and-scored' }),
    );
  });
});

describe('shares of unusable samples', () => {
  const of = (subject: string, truth: string) => ({ subject, truth });

  it('stand by label and by subject', () => {
    const shares = unusableShares([of('b', 'rest'), of('a', 'pain'), of('a', 'rest')], [of('a', 'pain')]);
    expect(shares).toMatchObject({
      by_label: [
        { of: 'pain', unusable: 1, samples: 2, share: 0.5 },
        { of: 'rest', unusable: 0, samples: 2, share: 0 },
      ],
      by_subject: [
        { of: 'a', unusable: 1, samples: 3, share: 1 / 3 },
        { of: 'b', unusable: 0, samples: 1, share: 0 },
      ],
      difference: { labels: ['pain', 'rest'], difference: 0.5 },
      // One picture more or less says nothing.
      labels_differ: false,
    });
  });

  it('differ where the interval of the difference leaves out 0, and not by any inequality', () => {
    const subjects = Array.from({ length: 24 }, (_, s) => `s${s}`);
    const rows = (truth: string) => subjects.flatMap((subject) => [of(subject, truth), of(subject, truth)]);
    const used = [...rows('pain'), ...rows('rest')];
    expect(unusableShares(used, [of('s0', 'pain')]).labels_differ).toBe(false);
    const one = unusableShares(used, [of('s0', 'pain'), of('s1', 'pain'), of('s2', 'rest')]);
    expect(one.labels_differ).toBe(false);
    const many = unusableShares(
      used,
      subjects.map((subject) => of(subject, 'pain')),
    );
    expect(many.labels_differ).toBe(true);
    expect(many.difference).toMatchObject({ labels: ['pain', 'rest'], difference: 1 / 3 });
    // All of them of one subject: another subject might have none.
    const clustered = unusableShares(
      used,
      subjects.map(() => of('s0', 'pain')),
    );
    expect(clustered.labels_differ).toBe(false);
  });

  it('differ between labels only where their ratios do', () => {
    fc.assert(
      fc.property(
        fc.nat(5),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (unusable, used, times) => {
          const many = (count: number, truth: string) => Array.from({ length: count }, () => of('a', truth));
          const same = unusableShares(
            [...many(used, 'pain'), ...many(used * times, 'rest')],
            [...many(unusable, 'pain'), ...many(unusable * times, 'rest')],
          );
          expect(same.labels_differ).toBe(false);
        },
      ),
    );
  });
});
