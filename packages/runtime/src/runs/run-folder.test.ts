import { mkdir, mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkLatestRun, runFolderName } from './run-folder.ts';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'wince-latest-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

test.each([
  ['ward', 'run-ward-20261129-110853'],
  ['studies/ward/dataset.csv', 'run-ward-20261129-110853'],
  ['heel lance.yaml', 'run-heel-lance-20261129-110853'],
  ['Müller/Säuglinge.yml', 'run-Säuglinge-20261129-110853'],
])('a run of %s that nobody named is %s', (source, name) => {
  expect(runFolderName(source, new Date(2026, 10, 29, 11, 8, 53))).toBe(name);
});

test('"run" leads to the latest, and never takes the place of a folder', async () => {
  await mkdir(join(place, 'run-a'));
  await mkdir(join(place, 'run-b'));
  expect(await linkLatestRun(join(place, 'run-a'))).toBe(join(place, 'run'));
  await linkLatestRun(join(place, 'run-b'));
  expect(await readlink(join(place, 'run'))).toBe('run-b');
  await rm(join(place, 'run'));
  await mkdir(join(place, 'run'));
  expect(await linkLatestRun(join(place, 'run-a'))).toBeNull();
});
