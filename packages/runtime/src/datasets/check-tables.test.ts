import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTables } from './check-tables.ts';
import { testFolder } from './dataset-folder.fixture.ts';
import { readDataset } from './read.ts';

const rows = Array.from({ length: 10 }, (_, i) => ({
  path: `${i}.jpg`,
  subject: `S${i % 2}`,
  label: i < 5 ? 'pain' : 'rest',
}));

async function findings(
  header: string,
  value: (row: number) => unknown,
  names = (row: number) => `${row}.jpg`,
) {
  const lines = rows.map(({ path, subject, label }) => `${path},${subject},${label}\n`);
  const folder = await testFolder({ 'dataset.csv': `path,subject,label\n${lines.join('')}` });
  const table = join(folder, 'features.csv');
  const values = rows.map((_, i) => `${names(i)},${value(i)},${(i * 7) % 4}\n`);
  await writeFile(table, `sample,${header},noise\n${values.join('')}`);
  return checkTables(await readDataset(folder), [table, join(folder, 'none.csv')]);
}

test.each([
  ['an index', 'Unnamed: 0', (r: number) => r, 'index-column'],
  ['the label', 'x', (r: number) => (r < 5 ? 1 : 0), 'column-names-label'],
  ['the subject', 'x', (r: number) => r % 2, 'column-names-subject'],
  ['text', 'x', () => 'high', 'not-a-number'],
])('a column that is %s is an error, as in an evaluation', async (_, header, value, code) => {
  const [found, missing] = await findings(header, value);
  expect(found).toMatchObject({ level: 'error', code });
  expect(missing).toMatchObject({ level: 'error', code: 'no-such-file' });
});

test('a column that is a side of a task that joins labels is an error; what no task asks is not', async () => {
  const labels = ['lance', 'squeeze', 'rest', 'bath'];
  const lines = Array.from({ length: 16 }, (_, i) => `${i}.jpg,S${i % 3},${labels[i % 4]}\n`);
  const table = `sample,x,noise\n${lines.map((_, i) => `${i}.jpg,${i % 4 < 2 ? 3 : 7},${(i * 7) % 5}\n`).join('')}`;
  const checked = async (yaml: string) => {
    const folder = await testFolder({
      'dataset.csv': `path,subject,label\n${lines.join('')}`,
      'dataset.yaml': yaml,
      'features.csv': table,
    });
    const found = await checkTables(await readDataset(folder), [join(folder, 'features.csv')]);
    return found.map(({ code }) => code);
  };
  const joined = '[lance, squeeze]';
  expect(await checked(`positive: ${joined}\n`)).toEqual(['column-names-label']);
  expect(
    await checked(`positive: lance\ntasks: { touched: { positive: ${joined}, negative: [rest, bath] } }\n`),
  ).toEqual(['column-names-label']);
  // Against rest alone the column says the side; against bath and rest together with squeeze it does not.
  expect(await checked('positive: lance\n')).toEqual([]);
});

test('rows that do not fit the data set are a warning; none that fits is an error', async () => {
  const value = (r: number) => [4, 4, 2, 8, 5, 5, 2, 4, 8, 1][r];
  expect((await findings('x', value)).map(({ code }) => code)).toEqual(['no-such-file']);
  const other = await findings('x', value, (r) => (r < 2 ? `ward/${r}.jpg` : `${r}.jpg`));
  expect(other).toMatchObject([
    { level: 'warning', code: 'samples-without-features' },
    { level: 'warning', code: 'features-without-sample' },
    {},
  ]);
  const none = await findings('x', value, (r) => `ward/${r}.jpg`);
  expect(none[0]).toMatchObject({ level: 'error', code: 'samples-without-features' });
});
