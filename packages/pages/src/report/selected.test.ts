import type { SelectedRow } from '@wince/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsByFolds, stability } from './selected.ts';

/** Folds as lists of kept columns, as rows of `selected.csv`. */
function rows(folds: readonly (readonly number[])[]): readonly SelectedRow[] {
  return folds.flatMap((columns, f) =>
    columns.map((column, i) => ({
      cell: 'c',
      fold: `${f}`,
      rank: i + 1,
      feature: `x${column}`,
      weight: 1 / (i + 1),
    })),
  );
}

describe('stability', () => {
  test('where every fold keeps the same number, it is the mean of Kuncheva’s index over pairs of folds', () => {
    const columns = 12;
    const selections = fc.integer({ min: 1, max: columns - 1 }).chain((keep) =>
      fc.array(
        fc.shuffledSubarray(
          Array.from({ length: columns }, (_, i) => i),
          { minLength: keep, maxLength: keep },
        ),
        { minLength: 2, maxLength: 6 },
      ),
    );
    fc.assert(
      fc.property(selections, (folds) => {
        const [{ length: keep }] = folds;
        const indices: number[] = [];
        folds.forEach((a, i) => {
          for (const b of folds.slice(i + 1)) {
            const common = a.filter((column) => b.includes(column)).length;
            const byChance = keep ** 2 / columns;
            indices.push((common - byChance) / (keep - byChance));
          }
        });
        const mean = indices.reduce((sum, value) => sum + value, 0) / indices.length;
        expect(stability(columnsByFolds(rows(folds)), folds.length, columns)).toBeCloseTo(mean, 10);
      }),
    );
  });

  test('is 1 for equal folds, and not defined for one fold or where every column is kept', () => {
    expect(
      stability(
        columnsByFolds(
          rows([
            [1, 2],
            [2, 1],
            [1, 2],
          ]),
        ),
        3,
        5,
      ),
    ).toBe(1);
    expect(stability(columnsByFolds(rows([[1, 2]])), 1, 5)).toBeNull();
    expect(
      stability(
        columnsByFolds(
          rows([
            [1, 2],
            [2, 1],
          ]),
        ),
        2,
        2,
      ),
    ).toBeNull();
  });
});

test('columns stand by number of folds, then mean rank, then name', () => {
  const kept = columnsByFolds(
    rows([
      [1, 2, 3],
      [2, 1, 4],
      [1, 3, 2],
    ]),
  );
  expect(kept.map(({ feature, folds, meanRank }) => [feature, folds, meanRank])).toEqual([
    ['x1', 3, 4 / 3],
    ['x2', 3, 2],
    ['x3', 2, 2.5],
    ['x4', 1, 3],
  ]);
});
