import { expect, test } from 'vitest';
import { type ExchangeableRow, exchangeUnits, permutationP, permutedLabels } from './permutation.ts';

const row = (subject: string, period: string, clip: string, truth: 0 | 1): ExchangeableRow => ({
  ...{ subject, period, clip, truth },
});

test('a unit is a period with one label, else a clip with one, else a row', () => {
  const rows = [
    ...[row('A', 'rest', 'a1', 0), row('A', 'rest', 'a2', 0), row('A', 'prick', 'a3', 1)],
    // The period is mixed: its clips count; one of them is mixed, too.
    ...[
      row('B', 'day', 'b1', 1),
      row('B', 'day', 'b1', 1),
      row('B', 'day', 'b2', 0),
      row('B', 'day', 'b2', 1),
    ],
    ...[row('C', '', '', 0), row('C', '', '', 1)],
  ];
  const units = exchangeUnits(rows);
  expect(units).toMatchObject({ by: { period: 2, clip: 1, row: 4 }, one_unit: 0, one_label: 0 });
  expect(units.bySubject.get('A')?.map(({ rows: own }) => own)).toEqual([[0, 1], [2]]);
  // Two of A, three of B (one of three is negative), two of C.
  expect(units.arrangements).toBe(2 * 3 * 2);
});

test('labels change places within a subject and as whole units; each subject keeps its number of units of each label', () => {
  const rows = Array.from({ length: 240 }, (_, i) =>
    row(`S${i % 4}`, `p${(i >> 2) % 6}`, '', (i >> 2) % 6 < 2 ? 1 : 0),
  );
  const labels = rows.map(({ truth }) => truth);
  const units = exchangeUnits(rows);
  const seen = new Set<string>();
  for (let draw = 0; draw < 60; draw++) {
    const permuted = permutedLabels(units, labels, 7, draw);
    seen.add(permuted.join(''));
    for (const subject of ['S0', 'S1', 'S2', 'S3']) {
      const periods = new Map<string, Set<number>>();
      rows.forEach((own, i) => {
        if (own.subject !== subject) return;
        periods.set(own.period, (periods.get(own.period) ?? new Set()).add(permuted[i]));
      });
      expect([...periods.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1]);
      expect([...periods.values()].filter((own) => own.has(1))).toHaveLength(2);
    }
  }
  expect(seen.size).toBeGreaterThan(50);
  expect(permutedLabels(units, labels, 7, 3)).toEqual(permutedLabels(units, labels, 7, 3));
});

test('subjects with one period, and those with one label, are counted', () => {
  const rows = [row('A', 'x', '', 1), row('A', 'x', '', 1), row('B', 'x', '', 0), row('B', 'y', '', 0)];
  expect(exchangeUnits(rows)).toMatchObject({ one_unit: 1, one_label: 1, arrangements: 1 });
});

test('p is never 0, counts equal values, and what has no value counts against the cell', () => {
  expect(permutationP(0.9, [0.5, 0.6, 0.7])).toEqual({ b: 0, p: 1 / 4 });
  expect(permutationP(0.6, [0.5, 0.6, 0.7])).toEqual({ b: 2, p: 3 / 4 });
  expect(permutationP(0.9, [0.5, Number.NaN])).toEqual({ b: 1, p: 2 / 3 });
});
