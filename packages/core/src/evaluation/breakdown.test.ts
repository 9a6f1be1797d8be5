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

const rows = LINES.map(({ row }) => row);
const groupOf = new Map(LINES.map(({ group, row }) => [row.sample, group]));
const options = { positive: 'pain', seed: 'test' };

test('counts and figures are those of a count by hand', () => {
  const { cell, column, groups } = breakDown(rows, 'sex', groupOf, options);
  expect({ cell, column }).toEqual({ cell: 'hog/none/knn', column: 'sex' });
  expect(groups.map(({ ci95: _, ...figures }) => figures)).toEqual([
    // Scores 0.9 and 0.4 of pain, 0.6 and 0.1 of rest: three of four pairs in order.
    {
      ...{ group: 'female', samples: 4, subjects: 2, positives: 2, wrong: 2 },
      ...{ accuracy: 0.5, sensitivity: 0.5, specificity: 0.5, auc: 0.75 },
    },
    {
      ...{ group: 'male', samples: 3, subjects: 2, positives: 1, wrong: 0 },
      ...{ accuracy: 1, sensitivity: 1, specificity: 1, auc: 1 },
    },
    // One label only: what it does not define is null, and not 0.
    {
      ...{ group: '(not stated)', samples: 1, subjects: 1, positives: 1, wrong: 1 },
      ...{ accuracy: 0, sensitivity: 0, specificity: null, auc: null },
    },
  ]);
});

test('an interval draws the subjects of its group alone', () => {
  const [female, male, none] = breakDown(rows, 'sex', groupOf, options).groups;
  // Each subject has one error: every draw of two subjects has half of its rows wrong.
  expect(female.ci95.accuracy).toEqual([0.5, 0.5]);
  // S1 has no error in pain and S2 nothing else: a draw is one of them twice, or both.
  expect(female.ci95.sensitivity).toEqual([0, 1]);
  expect(male.ci95.accuracy).toEqual([1, 1]);
  expect(none.ci95).toMatchObject({ accuracy: [0, 0], specificity: null, auc: null });
  const alone = breakDown(rows.slice(0, 4), 'sex', groupOf, options).groups;
  expect(alone).toEqual([female]);
});

test('rows without a group are in none, and no row is in two', () => {
  const known = new Map([...groupOf].slice(0, 6));
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
