import { expect, test } from 'vitest';
import type { Sample } from '../dataset/sample.ts';
import { type GroupRow, groupRows, NOT_STATED } from './groups.ts';

/** A row for each value of a column, a subject each. */
function rowsWith(column: string, values: readonly string[], change: Partial<Sample> = {}) {
  return values.map((value, i) => ({
    name: `${i}.jpg`,
    sample: {
      ...{ line: i + 2, path: `${i}.jpg`, subject: `S${i}`, label: 'pain', session: null, period: null },
      ...{ start: null, end: null, role: null, columns: { [column]: value } },
      ...change,
    } satisfies Sample,
  }));
}

const groupsOf = (rows: readonly GroupRow[]) => rows.map(({ group }) => group);
const repeated = (values: readonly string[], times: number) =>
  Array.from({ length: times }, () => values).flat();

test('a column of words makes a group for each word, and one for what is not stated', () => {
  const values = ['female', 'male', '', ' male ', 'female', 'male'];
  expect(groupRows(rowsWith('sex', values))).toEqual(
    ['female', 'male', NOT_STATED, 'male', 'female', 'male'].map((group, i) => ({
      ...{ sample: `${i}.jpg`, column: 'sex', group },
    })),
  );
});

test('few numbers are groups as they are; many are divided into thirds of the rows', () => {
  expect(groupsOf(groupRows(rowsWith('tone', ['1', '2', '1', '2'])))).toEqual(['1', '2', '1', '2']);
  const weeks = ['24', '26', '28', '30', '32', '34', '36', '38', '40', ''];
  const found = groupsOf(groupRows(rowsWith('weeks', weeks)));
  expect(found.slice(0, 9).map((group, i) => `${weeks[i]} ${group}`)).toEqual([
    ...['24 to 29.33', '26 to 29.33', '28 to 29.33', '30 over 29.33 to 34.67', '32 over 29.33 to 34.67'],
    ...['34 over 29.33 to 34.67', '36 over 34.67', '38 over 34.67', '40 over 34.67'],
  ]);
  expect(found[9]).toBe(NOT_STATED);
});

test('a column of many words makes no groups, unless it is named: then the most frequent ones and the rest', () => {
  const words = Array.from({ length: 30 }, (_, i) => `ward ${i}`);
  const rows = rowsWith('ward', [...words, ...repeated(['ward 3', 'ward 7'], 3), '']);
  expect(groupRows(rows)).toEqual([]);
  const counts = new Map(
    [...Map.groupBy(groupsOf(groupRows(rows, ['ward'])), (group) => group)].map(([group, own]) => [
      group,
      own.length,
    ]),
  );
  expect(counts.size).toBe(13);
  expect(counts.get('ward 3')).toBe(4);
  expect(counts.get('ward 7')).toBe(4);
  expect(counts.get('(19 other values)')).toBe(19);
  expect(counts.get(NOT_STATED)).toBe(1);
  expect([...counts.values()].reduce((sum, n) => sum + n, 0)).toBe(rows.length);
});

test('groups of one subject say nothing, unless their column is named', () => {
  const rows = rowsWith('tube', ['yes', 'no', 'no']);
  expect(groupRows(rows)).toEqual([]);
  expect(groupsOf(groupRows(rows, ['tube']))).toEqual(['yes', 'no', 'no']);
});

test('period and session make groups, too, and named columns come first', () => {
  const rows = rowsWith('sex', ['f', 'f', 'm', 'm'], {}).map((row, i) => ({
    ...row,
    sample: { ...row.sample, period: i % 2 === 0 ? 'heel stick' : 'baseline' },
  }));
  const columnsOf = (all: readonly GroupRow[]) => [...new Set(all.map(({ column }) => column))];
  expect(columnsOf(groupRows(rows))).toEqual(['period', 'sex']);
  expect(columnsOf(groupRows(rows, ['sex']))).toEqual(['sex', 'period']);
});

test('a column that is not there is an error that names it, the nearest one and all others', () => {
  expect(() => groupRows(rowsWith('site', ['a', 'b']), ['sites'])).toThrow(
    expect.objectContaining({
      code: 'missing-column',
      message: 'The data set has no column "sites" to break results down by. Did you mean "site"?',
      hint: expect.stringContaining('session, period, site'),
    }),
  );
});
