import { expect, test } from 'vitest';
import type { PredictionRow } from '../evaluation/predictions.ts';
import { computeMetrics } from './metrics.ts';

/** Twelve subjects of two rows; a cell's skill moves its scores towards the truth, subject by subject otherwise. */
function rowsOf(cell: string, skill: (subject: number) => number, subjects = 12): PredictionRow[] {
  return Array.from({ length: subjects }, (_, s) =>
    ['pain', 'rest'].map((truth): PredictionRow => {
      const score = 0.5 + (truth === 'pain' ? 1 : -1) * skill(s);
      return {
        ...{ cell, sample: `${s}-${truth}`, clip: '', subject: `S${s}`, period: '', fold: `S${s}`, truth },
        ...{ raw: score, score, threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest' },
      };
    }),
  ).flat();
}

const good = rowsOf('a/none/knn', (s) => 0.3 + 0.01 * s);
const poor = rowsOf('b/none/knn', (s) => (s % 3 === 0 ? -0.1 : 0.1) + 0.001 * s);
const like = rowsOf('c/none/knn', (s) => (s < 4 ? 0.3 + 0.01 * s : 0.29 - 0.01 * s));
const IDS = ['a/none/knn', 'b/none/knn', 'c/none/knn'];
const options = { positive: ['pain'], primary: null } as const;

function metricsOf(predictions: readonly PredictionRow[], more: object) {
  return computeMetrics({ samples: [], predictions }, { ...options, comparisons: [], ...more });
}

test('declared pairs have the declared test, corrected by Holm over all of them', () => {
  const comparisons = [
    [IDS[0], IDS[1]],
    [IDS[0], IDS[2]],
  ] as const;
  const { tests, comparisons: compared } = metricsOf([...good, ...poor, ...like], { comparisons });
  const [one, other] = compared.map(({ by_subject }) => by_subject?.brier);
  // All twelve subjects are better under the first: two of 4096 arrangements of signs.
  expect(one?.wilcoxon).toMatchObject({ pairs: 12, zeros: 0, exact: true, p: 2 / 4096 });
  // Four subjects have the same scores under both; the other eight are better under the first.
  expect(other?.wilcoxon).toMatchObject({ zeros: 4, p: 2 / 256 });
  expect(tests).toMatchObject({ loss: 'brier', test: 'wilcoxon' });
  expect(tests?.note).toContain('approximate');
  expect(tests?.declared.map(({ p, p_holm }) => [p, p_holm])).toEqual([
    [2 / 4096, 4 / 4096],
    [2 / 256, 2 / 256],
  ]);
  const flipped = metricsOf([...good, ...poor, ...like], {
    comparisons,
    comparing: { loss: 'log_loss', test: 'sign-flip' },
  });
  expect(flipped.tests?.declared[0].p).toBe(flipped.comparisons[0].subject_mean.log_loss.p_exchange);
});

test('a pair of which one cell failed counts as asked', () => {
  const { tests } = metricsOf([...good, ...poor], {
    comparisons: [IDS.slice(0, 2), [IDS[0], IDS[2]]],
    failed: [
      {
        cell: IDS[2],
        fold: 'S1',
        failed_folds: 1,
        folds: 12,
        code: 'no-columns-kept',
        reason: 'x',
        middle: null,
      },
    ],
  });
  expect(tests?.declared).toMatchObject([
    { p: 2 / 4096, p_holm: 4 / 4096 },
    { p: null, p_holm: null },
  ]);
});

test('ranked cells are ranked over the subjects that all of them scored', () => {
  const fewer = poor.filter(({ subject }) => subject !== 'S11');
  const { tests } = metricsOf([...good, ...fewer, ...like], { ranked: IDS });
  const ranking = tests?.ranking;
  if (!ranking || 'reason' in ranking) throw new Error('no ranking');
  expect(ranking).toMatchObject({ subjects: 11, left_out: 1, loss: 'brier', degrees: 2 });
  // Ranks of a: 1.5 for four subjects, 1 for seven; of c: 1.5 and 2, or 3 where b is better.
  expect(ranking.cells[0]).toEqual({ cell: IDS[0], mean_rank: expect.closeTo((4 * 1.5 + 7) / 11, 12) });
  expect(ranking.p).toBeLessThan(0.01);
  expect(ranking.pairs.map(({ cells }) => cells)).toEqual([
    [IDS[0], IDS[1]],
    [IDS[0], IDS[2]],
    [IDS[1], IDS[2]],
  ]);
});

test('a ranked cell without a result gives the reason', () => {
  expect(metricsOf(good, { ranked: IDS }).tests?.ranking).toEqual({
    reason: `The cells are not ranked: ${IDS[1]} has no result.`,
  });
});

test('one cell is not picked from many', () => {
  expect(metricsOf(good, {}).tests).toMatchObject({ declared: [], ranking: null, picking: null });
  expect(metricsOf([...good, ...poor], {}).tests?.picking).toMatchObject({
    cells: 2,
    picked: 1,
    optimism: 0,
  });
});
