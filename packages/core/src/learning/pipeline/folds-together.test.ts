import { describe, expect, it } from 'vitest';
import { matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';
import { exampleCell } from './example-cell.fixture.ts';
import { fitCell } from './fit.ts';
import { applyCell, type CellScores } from './fitted-cell.ts';
import { baseOfFolds, MANY_FOLDS, openFoldsTogether } from './folds-together.ts';
import { type JoinedRows, takeRows } from './joined-rows.ts';

const SUBJECTS = 300;

/**
 * Two rows a subject. Beside noise and columns that tell the labels apart: one without spread, one far from 0, one that only the first subject moves,
 * one that is constant in one label but for the second subject, and two that are nearly the same.
 */
function manySubjects(columns = 9): JoinedRows {
  const random = randomFrom('many subjects');
  const rows = 2 * SUBJECTS;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const subject = row >> 1;
    const y = row % 2;
    const own = [
      ...[random.normal() + y, 3 * random.normal() + y, 7, 1000 + random.normal() + y / 2],
      ...[subject === 0 ? 5 + y : 1, y === 0 ? (subject === 1 ? 2 : 0) : random.normal(), random.normal()],
    ];
    own.push(own[0] + 1e-3 * random.normal(), random.normal() ** 3);
    for (let c = 0; c < columns; c++) data[row * columns + c] = own[c % own.length];
  }
  return {
    x: matrix(rows, columns, data),
    y: Uint8Array.from({ length: rows }, (_, row) => row % 2),
    subjects: Int32Array.from({ length: rows }, (_, row) => row >> 1),
    subjectNames: Array.from({ length: SUBJECTS }, (_, subject) => `s${subject}`),
    families: [{ family: 'a', start: 0, end: columns }],
  };
}

const FEATURES = { name: 'a', families: ['a'], selected: 'together' } as const;

function plainCell(classifier: string) {
  return exampleCell({ features: FEATURES, selection: 'none', keep: null, classifier });
}

/** Folds that leave a subject out each, but the last which leaves ten out and scores a row that nobody trains on. */
function foldsOf(rows: JoinedRows) {
  const all = Int32Array.from(rows.y.keys());
  const last = SUBJECTS - 10;
  return Array.from({ length: last + 1 }, (_, subject) => {
    const without = all.filter((row) => (subject < last ? row >> 1 === subject : row >> 1 >= last));
    return { without, scored: without };
  });
}

function alone(
  rows: JoinedRows,
  classifier: string,
  fold: { without: Int32Array; scored: Int32Array },
): CellScores {
  const isLeft = new Set(fold.without);
  const training = Int32Array.from(rows.y.keys()).filter((row) => !isLeft.has(row));
  const { fitted } = fitCell(plainCell(classifier), takeRows(rows, training), 7);
  return applyCell(fitted, takeRows(rows, fold.scored).x);
}

describe.each(['naive-bayes', 'logistic', 'logistic?C=0.01', 'logistic?C=100'])(
  'many folds of %s',
  (classifier) => {
    const rows = manySubjects();
    const folds = foldsOf(rows);
    const { base } = baseOfFolds(rows.x.rows, folds);

    it('have the scores of folds that are fitted anew, to 1e-9', () => {
      const found = openFoldsTogether(plainCell(classifier), rows, base, folds.length)?.(folds) ?? [];
      expect(found).toHaveLength(folds.length);
      let farthest = 0;
      found.forEach((scores, f) => {
        if (!scores) return;
        const expected = alone(rows, classifier, folds[f]);
        expect(scores.decision).toEqual(expected.decision);
        scores.score.forEach((score, i) => {
          farthest = Math.max(farthest, Math.abs(score - expected.score[i]));
        });
      });
      expect(farthest).toBeLessThan(1e-9);
      // The first subject is all the spread of a column: its fold is fitted alone. Of naive Bayes the second's, too.
      const fittedAlone = found.flatMap((scores, f) => (scores ? [] : [f]));
      expect(fittedAlone).toEqual(classifier === 'naive-bayes' ? [0, 1] : [0]);
    });

    it('have the same scores, bit for bit, in whatever parts they are computed', () => {
      const together = openFoldsTogether(plainCell(classifier), rows, base, folds.length);
      const parts = [...(together?.(folds.slice(200)) ?? []), ...(together?.(folds.slice(0, 200)) ?? [])];
      expect(parts).toEqual([
        ...(together?.(folds) ?? []).slice(200),
        ...(together?.(folds) ?? []).slice(0, 200),
      ]);
    });
  },
);

describe('folds share nothing', () => {
  const rows = manySubjects();
  const base = Int32Array.from(rows.y.keys());
  const share = (changes: Parameters<typeof exampleCell>[0], table = rows, folds = SUBJECTS) =>
    openFoldsTogether(
      exampleCell({ features: FEATURES, selection: 'none', keep: null, ...changes }),
      table,
      base,
      folds,
    );

  it.each<[string, Parameters<typeof exampleCell>[0]]>([
    ['of a classifier without a way', { classifier: 'knn' }],
    ['where columns are selected', { classifier: 'logistic', selection: 'anova-f', keep: 3 }],
    ['where something is tuned', { classifier: 'naive-bayes', tuning: { k: [3, 5] } }],
    ['where a threshold is chosen', { classifier: 'naive-bayes', threshold: 'youden' }],
    ['where rows have weights', { classifier: 'naive-bayes', classWeights: 'balanced' }],
  ])('%s', (_, changes) => {
    expect(share(changes)).toBeUndefined();
  });

  it('where there are few of them: they keep their last digits', () => {
    expect(share({ classifier: 'logistic' }, rows, MANY_FOLDS - 1)).toBeUndefined();
    expect(share({ classifier: 'logistic' }, rows, MANY_FOLDS)).toBeDefined();
  });

  it('where values are missing', () => {
    const x = { ...rows.x, data: rows.x.data.map((value, at) => (at === 3 ? Number.NaN : value)) };
    expect(share({ classifier: 'logistic' }, { ...rows, x })).toBeUndefined();
  });

  it('with more columns than rows', () => {
    const wide = manySubjects(2 * SUBJECTS + 1);
    const folds = foldsOf(wide);
    expect(share({ classifier: 'logistic' }, wide)?.(folds)).toEqual(folds.map(() => null));
  });
});

it('the base is what any fold trains on', () => {
  const folds = [
    { without: Int32Array.of(0, 1, 4) },
    { without: Int32Array.of(2, 4) },
    { without: Int32Array.of(3, 4) },
  ];
  const { base, without } = baseOfFolds(6, folds);
  expect([...base]).toEqual([0, 1, 2, 3, 5]);
  expect(without.map((rows) => [...rows])).toEqual([[0, 1], [2], [3]]);
});
