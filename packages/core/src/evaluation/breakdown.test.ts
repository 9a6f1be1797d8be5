import { expect, test } from 'vitest';
import { breakDown } from './breakdown.ts';
import type { PredictionRow } from './predictions.ts';

/** `subject group truth decision score`, a row a line. */
const TABLE = `
S1 female pain pain 0.9
S1 female rest pain 0.6
S2 female pain rest 0.4
S2 female rest rest 0.1
S3 male pain pain 0.8
S3 male rest rest 0.3
S4 male rest rest 0.2
S5 (not stated) pain rest 0.45
`;

const LINES = TABLE.trim()
  .split('\n')
  .map((line, i) => {
    const [, subject, group, truth, decision, score] = /^(\S+) (.+) (\w+) (\w+) (\S+)$/.exec(line) ?? [];
    return {
      group,
      row: {
        ...{ cell: 'hog/none/knn', sample: `${i}.jpg`, clip: '', subject, period: '', fold: subject, truth },
        ...{ raw: 0, score: Number(score), threshold: 0.5, decision },
      } satisfies PredictionRow,
    };
  });

/** Each subject five times, under names of its own: with ten subjects in a group and more, groups have rates. */
const FIVE = [1, 2, 3, 4, 5].flatMap((copy) =>
  LINES.map(({ group, row }) => ({
    group,
    row: { ...row, subject: `${row.subject}-${copy}`, sample: `${copy}-${row.sample}` },
  })),
);

const rows = FIVE.map(({ row }) => row);
const groupOf = new Map(FIVE.map(({ group, row }) => [row.sample, group]));
const options = { positive: 'pain', seed: 'test' };

test('counts and figures are those of a count by hand', () => {
  const { cell, column, groups } = breakDown(rows, 'sex', groupOf, options);
  expect({ cell, column }).toEqual({ cell: 'hog/none/knn', column: 'sex' });
  expect(groups.map(({ ci95: _, ...figures }) => figures)).toEqual([
    // Scores 0.9 and 0.4 of pain, 0.6 and 0.1 of rest: three of four pairs in order.
    {
      ...{ group: 'female', samples: 20, subjects: 10, positives: 10, wrong: 10, too_few_subjects: false },
      ...{ accuracy: 0.5, sensitivity: 0.5, specificity: 0.5, auc: 0.75 },
      brier: expect.closeTo((0.01 + 0.36 + 0.36 + 0.01) / 4, 12),
    },
    {
      ...{ group: 'male', samples: 15, subjects: 10, positives: 5, wrong: 0, too_few_subjects: false },
      ...{ accuracy: 1, sensitivity: 1, specificity: 1, auc: 1 },
      brier: expect.closeTo((0.04 + 0.09 + 0.04) / 3, 12),
    },
    // Five subjects: counts, and no rates.
    {
      ...{ group: '(not stated)', samples: 5, subjects: 5, positives: 5, wrong: 5, too_few_subjects: true },
      ...{ accuracy: null, sensitivity: null, specificity: null, auc: null, brier: null },
    },
  ]);
});

test('a group of nine subjects has counts alone, one of ten has rates', () => {
  const names = [
    ...new Set(rows.filter(({ sample }) => groupOf.get(sample) === 'male').map(({ subject }) => subject)),
  ];
  const nine = rows.filter(({ subject }) => names.slice(0, 9).includes(subject));
  const [male] = breakDown(nine, 'sex', groupOf, options).groups;
  expect(male).toMatchObject({ subjects: 9, wrong: 0, too_few_subjects: true, accuracy: null });
  expect(Object.values(male.ci95)).toEqual([null, null, null, null, null]);
  const ten = rows.filter(({ subject }) => names.includes(subject));
  expect(breakDown(ten, 'sex', groupOf, options).groups[0]).toMatchObject({ subjects: 10, accuracy: 1 });
});

test('what one label does not define is null, and not 0', () => {
  const positive = rows.filter(({ truth }) => truth === 'pain');
  const all = new Map(positive.map(({ sample }) => [sample, 'all']));
  const [group] = breakDown(positive, 'ward', all, options).groups;
  expect(group).toMatchObject({ too_few_subjects: false, sensitivity: 0.5, specificity: null, auc: null });
  expect(group.ci95).toMatchObject({ specificity: null, auc: null });
});

test('an interval draws the subjects of its group alone', () => {
  const [female, male] = breakDown(rows, 'sex', groupOf, options).groups;
  // Each subject has one error: every draw of subjects has half of its rows wrong.
  expect(female.ci95.accuracy).toEqual([0.5, 0.5]);
  // Five subjects have no error in pain and five nothing else: about half of a draw, give or take 16 points.
  const [low, high] = female.ci95.sensitivity ?? [];
  expect([low, high]).toEqual([0.2, 0.8]);
  expect(male.ci95.accuracy).toEqual([1, 1]);
  const alone = breakDown(
    rows.filter(({ sample }) => groupOf.get(sample) === 'female'),
    'sex',
    groupOf,
    options,
  ).groups;
  expect(alone).toEqual([female]);
});

test('rows without a group are in none, and no row is in two', () => {
  const known = new Map([...groupOf].filter(([sample]) => /^1-[0-5]\.jpg$/.test(sample)));
  const { groups } = breakDown(rows, 'sex', known, options);
  expect(groups.map(({ group, samples }) => [group, samples])).toEqual([
    ['female', 4],
    ['male', 2],
  ]);
});

test('ranges of numbers stand in their order; what is not stated, and what was put together, last', () => {
  const names = ['over 35', '(not stated)', 'to 31', '(19 other values)', 'over 31 to 35', 'over 4 to 31'];
  const shuffled = new Map(rows.slice(0, 6).map(({ sample }, i) => [sample, names[i]]));
  expect(breakDown(rows.slice(0, 6), 'weeks', shuffled, options).groups.map(({ group }) => group)).toEqual([
    ...['to 31', 'over 4 to 31', 'over 31 to 35', 'over 35', '(19 other values)', '(not stated)'],
  ]);
});
