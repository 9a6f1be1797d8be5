import { expect, test } from 'vitest';
import type { PredictionRow } from '../evaluation/predictions.ts';
import { randomFrom } from '../numbers/random.ts';
import { retestOf, stressCurve, stressPoint } from './stress.ts';

/** Twelve subjects with two pictures of each label. */
function rows(change: (score: number, i: number) => number): PredictionRow[] {
  return Array.from({ length: 48 }, (_, i): PredictionRow => {
    const truth = i % 2 === 0 ? 'pain' : 'rest';
    const score = change(truth === 'pain' ? 0.7 + (i % 5) / 50 : 0.3 - (i % 7) / 50, i);
    return {
      ...{
        cell: 'hog/none/knn',
        sample: `${i}.jpg`,
        clip: '',
        subject: `S${i >> 2}`,
        period: '',
        fold: `S${i >> 2}`,
      },
      ...{ truth, raw: score, score, threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest' },
    };
  });
}
const clean = rows((score) => score);

test('a point is over the rows that are answered, and counts the others against the cell in a figure of its own', () => {
  const half = clean.filter((_, i) => i % 4 < 2);
  expect(stressPoint(2, half, clean, ['pain'])).toMatchObject({
    ...{ level: 2, answered: 24, rows: 48, auc: 1, accuracy: 1, accuracy_of_all: 0.5 },
    ci95: { auc: [1, 1] },
  });
  expect(stressPoint(4, [], clean, ['pain'])).toMatchObject({ answered: 0, auc: null, accuracy_of_all: 0 });
});

test('where fewer than ten subjects keep a score, of more, there is no rate', () => {
  const left = (subjects: number) => clean.slice(0, 4 * subjects);
  expect(stressPoint(2, left(10), clean, ['pain'])).toMatchObject({ auc: 1, accuracy: 1 });
  expect(stressPoint(2, left(9), clean, ['pain'])).toMatchObject({
    ...{ answered: 36, auc: null, accuracy: null, brier: null, accuracy_of_all: 0.75 },
    ci95: { auc: null, accuracy: null },
  });
  expect(stressPoint(0, left(9), left(9), ['pain'])).toMatchObject({ auc: 1, accuracy: 1 });
});

test('a curve goes from the pictures as they are upwards', () => {
  const points = [4, 0, 2].map((level) => stressPoint(level, clean, clean, ['pain']));
  const curve = stressCurve('blur', points);
  expect(curve.points.map(({ level }) => level)).toEqual([0, 2, 4]);
  expect(curve.unit).toContain('Gaussian');
});

test('test and retest give the error that was put in', () => {
  const random = randomFrom('retest');
  const noisy = () => rows((score) => score + 0.02 * random.normal());
  const found = retestOf(
    ['as it is', 'shift 1', 'rotation 2', 'compression 15'].map((name) => ({ name, rows: noisy() })),
  );
  expect(found.small_changes).toMatchObject({ items: 48, raters: 4 });
  const { error_agreement: error } = found.small_changes ?? expect.fail('nothing');
  expect(error.value).toBeGreaterThan(0.017);
  expect(error.value).toBeLessThan(0.023);
  expect(error.ci95?.[0]).toBeLessThan(0.02);
  // Two pictures of each subject and label.
  expect(found.repeated_recordings).toMatchObject({ groups: 24, measurements: 48 });
});

test('where nothing can be compared nothing is said', () => {
  expect(retestOf([{ name: 'as it is', rows: clean.slice(0, 2) }])).toMatchObject({
    small_changes: null,
    repeated_recordings: { error: null },
  });
});
