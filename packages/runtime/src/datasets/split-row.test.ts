import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readDataset } from './read.ts';
import { splitRow } from './split-row.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-split-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const table = (text: string) => writeFile(join(folder, 'dataset.csv'), text);
const written = (name = 'dataset.csv') => readFile(join(folder, name), 'utf8');
const usual = { at: 4.5, duration: 10, labels: [null, null] as const };

it('a clip becomes two rows with labels of their own; other rows and columns stay', async () => {
  await table('path,subject,label,note\na.mp4,A,pain,"one, two"\nb.mp4,B,rest,\n');
  expect(await splitRow(folder, { ...usual, sample: 'a.mp4', labels: ['rest', 'pain'] })).toEqual([
    'a.mp4#0-4.5',
    'a.mp4#4.5-',
  ]);
  expect(await written()).toBe(
    'path,subject,label,note,start,end\na.mp4,A,rest,"one, two","",4.5\na.mp4,A,pain,"one, two",4.5,""\nb.mp4,B,rest,"","",""\n',
  );
  expect((await readDataset(folder)).samples).toHaveLength(3);
});

it('the table as it was before the first split is kept, whatever is split later', async () => {
  const first = 'path,subject,label,start,end\na.mp4,A,pain,2,8\n';
  await table(first);
  const [, second] = await splitRow(folder, { ...usual, sample: 'a.mp4#2-8' });
  expect(second).toBe('a.mp4#4.5-8');
  await splitRow(folder, { ...usual, sample: second, at: 6 });
  expect(await written('dataset.before-splits.csv')).toBe(first);
  expect((await readDataset(folder)).samples.map(({ start, end }) => [start, end])).toEqual([
    [2, 4.5],
    [4.5, 6],
    [6, 8],
  ]);
});

it.each([
  ['in front of the interval', { sample: 'a.mp4#2-8', at: 2 }, 'bad-interval'],
  ['behind the interval', { sample: 'a.mp4#2-8', at: 8 }, 'bad-interval'],
  ['behind the end of the recording', { sample: 'b.mp4', at: 10 }, 'bad-interval'],
  ['of a row that is not there', { sample: 'c.mp4' }, 'unknown-sample'],
])('a split %s is refused, and the table stays as it is', async (_, asked, code) => {
  const text = 'path,subject,label,start,end\na.mp4,A,pain,2,8\nb.mp4,B,pain,,\n';
  await table(text);
  await expect(splitRow(folder, { ...usual, ...asked })).rejects.toMatchObject({ code });
  expect(await written()).toBe(text);
});
