import { describe, expect, it } from 'vitest';
import { randomFrom, shuffle } from '../numbers/random.ts';
import { compareCells } from './comparison.ts';
import { metricNames } from './metrics.ts';
import type { PredictionRow } from './predictions.ts';
import { summariseCell } from './summary.ts';

/** A cell whose scores share the rows' difficulty with other cells, and follow the truth by `skill`. */
function cell(name: string, subjects: number, skill: number, seed: string): PredictionRow[] {
  const shared = randomFrom('rows', seed);
  const own = randomFrom(name, seed);
  return Array.from({ length: subjects * 6 }, (_, i) => {
    const truth = i % 2 === 0 ? 'pain' : 'rest';
    const raw = shared.normal() + own.normal() + (truth === 'pain' ? skill : 0) - skill / 2;
    const score = 1 / (1 + Math.exp(-raw));
    const subject = `S${Math.floor(i / 6)}`;
    const decision = score >= 0.5 ? 'pain' : 'rest';
    return {
      cell: name,
      sample: `${i}.jpg`,
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
  });
}

const options = { positive: 'pain', seed: 3 };

describe('the comparison of two cells', () => {
  const weak = cell('weak', 30, 0.3, 'a');
  const strong = cell('strong', 30, 2, 'a');

  it('gives the difference of their values, with an interval and two tests', () => {
    const { pooled, subject_mean, by_subject, as_independent, ...rest } = compareCells(strong, weak, options);
    expect(rest).toEqual({ cells: ['strong', 'weak'], subjects: 30, samples: 180, draws: 2000 });
    expect(by_subject?.brier).toMatchObject({ subjects: 30, p_sign_flip: subject_mean.brier.p_exchange });
    expect(by_subject?.brier.mean_difference).toBeCloseTo(subject_mean.brier.difference ?? Number.NaN, 12);
    expect(by_subject?.log_loss.wilcoxon).toMatchObject({ pairs: 30, zeros: 0, exact: true });
    const [a, b] = [summariseCell(strong, options), summariseCell(weak, options)];
    for (const name of metricNames) {
      for (const [form, first, second] of [
        [pooled, a[name], b[name]],
        [subject_mean, a.subject_mean[name], b.subject_mean[name]],
      ] as const) {
        expect(form[name].first).toBeCloseTo(first ?? Number.NaN, 12);
        expect(form[name].second).toBeCloseTo(second ?? Number.NaN, 12);
        expect(form[name].difference).toBeCloseTo((first ?? 0) - (second ?? 0), 12);
      }
    }
    for (const name of ['accuracy', 'auc', 'average_precision', 'matthews'] as const) {
      expect(pooled[name].ci95?.[0]).toBeGreaterThan(0);
      expect(pooled[name].p_bootstrap).toBe(2 / 2001);
      expect(pooled[name].p_exchange).toBeLessThan(0.005);
      expect(subject_mean[name].p_exchange).toBeLessThan(0.005);
    }
    expect(pooled.brier.ci95?.[1]).toBeLessThan(0);
    expect(as_independent.note).toMatch(/180 rows of 30 subjects.*too narrow/);
    expect(as_independent.mcnemar.first_only).toBeGreaterThan(as_independent.mcnemar.second_only);
    expect(as_independent.mcnemar.p).toBeLessThan(0.001);
    expect(as_independent.delong.difference).toBeCloseTo(pooled.auc.difference ?? Number.NaN, 12);
    expect(as_independent.delong.p).toBeLessThan(0.001);
  });

  it('turns its sign when the cells change places', () => {
    const there = compareCells(weak, strong, options);
    const back = compareCells(strong, weak, options);
    for (const name of metricNames) {
      for (const form of ['pooled', 'subject_mean'] as const) {
        expect(back[form][name].difference).toBeCloseTo(-(there[form][name].difference ?? 0), 12);
        expect(back[form][name].ci95?.[0]).toBeCloseTo(-(there[form][name].ci95?.[1] ?? 0), 12);
        expect(back[form][name].p_bootstrap).toBe(there[form][name].p_bootstrap);
        expect(back[form][name].p_exchange).toBe(there[form][name].p_exchange);
      }
    }
  });

  it('finds nothing between a cell and itself, or its scores on another scale', () => {
    const scaled = weak.map((row) => ({ ...row, cell: 'scaled', score: row.score ** 3 }));
    for (const [other, names] of [
      [weak, metricNames],
      [scaled, ['auc', 'average_precision', 'accuracy']],
    ] as const) {
      const { pooled } = compareCells(weak, other, options);
      for (const name of names) {
        expect(pooled[name]).toMatchObject({ difference: 0, ci95: [0, 0], p_bootstrap: 1, p_exchange: 1 });
      }
    }
  });

  it('does not depend on the order of rows', () => {
    const shuffled = compareCells(weak, shuffle([...strong], randomFrom('order')), options);
    expect(shuffled).toEqual(compareCells(weak, strong, options));
  });

  it('takes every exchange where subjects are few: the sign-flip test of the mean, by hand', () => {
    // Differences of accuracy of four subjects: +1/6 each way that the enumeration can flip; 2 of 16 reach the sum.
    const base = cell('base', 4, 0, 'few').map((row): PredictionRow => ({ ...row, decision: 'rest' }));
    const better = base.map(
      (row, i): PredictionRow => ({ ...row, cell: 'better', decision: i % 6 === 0 ? 'pain' : 'rest' }),
    );
    const { pooled, subject_mean } = compareCells(better, base, options);
    expect(pooled.accuracy.difference).toBeCloseTo(1 / 6, 12);
    expect(pooled.accuracy.p_exchange).toBe(2 / 16);
    expect(subject_mean.accuracy.p_exchange).toBe(2 / 16);
  });

  it('rejects about as often as it says where the cells are equally good', () => {
    let exchange = 0;
    let bootstrap = 0;
    for (let run = 0; run < 200; run++) {
      const [a, b] = [cell('a', 24, 1, `null ${run}`), cell('b', 24, 1, `null ${run}`)];
      const { auc } = compareCells(a, b, { ...options, seed: run, draws: 200 }).pooled;
      if ((auc.p_exchange ?? 1) <= 0.1) exchange++;
      if ((auc.p_bootstrap ?? 1) <= 0.1) bootstrap++;
    }
    // 20 expected; three standard deviations of a binomial are 13. The bootstrap is known to reject a little too often.
    expect(exchange).toBeGreaterThan(6);
    expect(exchange).toBeLessThan(34);
    expect(bootstrap).toBeGreaterThan(6);
    expect(bootstrap).toBeLessThan(45);
  });

  it('has no value where a cell has none', () => {
    const never = weak.map((row): PredictionRow => ({ ...row, cell: 'never', decision: 'rest' }));
    expect(compareCells(strong, never, options).pooled.precision).toEqual({
      first: expect.any(Number),
      second: null,
      difference: null,
      ci95: null,
      undefined_draws: 2000,
      p_bootstrap: null,
      p_exchange: null,
      detectable: null,
    });
  });

  it.each<[string, PredictionRow[]]>([
    ['a sample less', strong.slice(1)],
    ['a sample more', [...strong, { ...strong[0], sample: 'more' }]],
    ['a sample twice', [...strong, strong[0]]],
    ['another truth', [{ ...strong[0], truth: 'rest' }, ...strong.slice(1)]],
    ['another subject', [{ ...strong[0], subject: 'S9' }, ...strong.slice(1)]],
  ])('refuses %s', (_, other) => {
    expect(() => compareCells(weak, other, options)).toThrow(
      expect.objectContaining({ code: 'different-samples' }),
    );
  });
});
