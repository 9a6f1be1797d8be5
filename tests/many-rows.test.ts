import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protocols, WinceError } from '@wince/core';
import { readDataset } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The same with a million rows: `npm run test:long -- many-rows`. */

const [ROWS, SUBJECTS] = [100_000, 100];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-many-rows-'));
  const rows = Array.from(
    { length: ROWS },
    (_, i) => `S${i % SUBJECTS}/${i}.jpg,S${i % SUBJECTS},${i % 3 ? 'rest' : 'pain'}`,
  );
  await writeFile(join(folder, 'dataset.csv'), `path,subject,label\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a hundred thousand rows are read and laid out in folds, in bounded time and memory', async () => {
  const began = performance.now();
  const before = process.memoryUsage().rss;
  const { samples } = await readDataset(folder);
  expect(samples).toHaveLength(ROWS);
  const subjects = samples.map(({ subject }) => subject);
  const y = Uint8Array.from(samples, ({ label }) => (label === 'pain' ? 1 : 0));
  const folds = protocols.get('leave-one-subject-out').folds({ subjects, y }, {}, 7);
  expect(folds).toHaveLength(SUBJECTS);
  expect(folds.every(({ training, test: own }) => training.length + own.length === ROWS)).toBe(true);
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(1_000_000_000);
});

test('folds that together would not fit into the memory are refused before they are made', () => {
  const rows = 1_000_000;
  const subjects = Array.from({ length: rows }, (_, i) => `S${i % 5000}`);
  const y = Uint8Array.from({ length: rows }, (_, i) => i % 2);
  const refused = () => protocols.get('leave-one-subject-out').folds({ subjects, y }, {}, 7);
  expect(refused).toThrow(WinceError);
  expect(refused).toThrow('1000000 rows in 5000 folds do not fit into the memory');
});
