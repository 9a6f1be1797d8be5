import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallCohort, warmCache } from './cohort.ts';
import { writeNoise } from './noise-table.ts';
import { winceRefuses, winceWorks } from './run-wince.ts';

/** An experiment file means the same from every working folder: its paths are relative to it, and its parameters hold. */

let folder: string;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-file-'));
  cache = join(folder, 'cache');
  await mkdir(join(folder, 'elsewhere'));
  await writeNoise(join(folder, 'study/ward'), { subjects: 4, rows: 4, seed: 1 });
  await writeFile(
    join(folder, 'study/experiment.yaml'),
    `dataset: ward
features: ['table:ward/noise.csv']
mixes: [{ features: ['table:ward/noise.csv', 'table:./ward/noise.csv'], selected: each }]
keep: [5]
classifiers: [knn]
primary: table:ward/noise.csv/relieff-5/knn
face: { quality: { maximumYaw: 44 } }
`,
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an experiment file', () => {
  test('gives the same from its own folder and from another', async () => {
    const evaluate = (file: string) => ['evaluate', file, '--out', 'run', '--no-faces', '--cache', cache];
    await winceWorks(evaluate('experiment.yaml'), { cwd: join(folder, 'study') });
    await winceWorks(evaluate('../study/experiment.yaml'), { cwd: join(folder, 'elsewhere') });
    const [here, there] = ['study/run', 'elsewhere/run'].map((run) => join(folder, run));
    for (const file of ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json']) {
      expect(await readFile(join(there, file), 'utf8'), file).toBe(await readFile(join(here, file), 'utf8'));
    }
    const { specification, cells, primary } = await readManifest(there);
    expect(cells).toHaveLength(2);
    expect(cells).toContain(primary);
    expect(specification).toEqual((await readManifest(here)).specification);
  }, 100_000);

  test('is kept in the manifest with all its defaults', async () => {
    const { specification } = await readManifest(join(folder, 'study/run'));
    expect(specification).toMatchObject({
      dataset: join(folder, 'study/ward'),
      features: [{ id: 'table:ward/noise.csv', file: join(folder, 'study/ward/noise.csv') }],
      face: { quality: { maximumYaw: 44 }, locate: { meshPasses: expect.any(Number) } },
      clips: { rate: 10, strain: { flow: { window: 15 } } },
    });
  });

  test('says which table is not there, and where it was looked for', async () => {
    const file = join(folder, 'study/lost.yaml');
    await writeFile(file, "dataset: ward\nfeatures: ['table:lost.csv']\nclassifiers: [knn]\n");
    await winceRefuses(['evaluate', file], 2, new RegExp(`${join(folder, 'study/lost.csv')} cannot be read`));
  });
});

describe('extract with an experiment file', () => {
  let cohort: string;
  let known: string;
  const extract = (...args: string[]) => [
    ...['extract', ...args, '--out', 'tables', '--overwrite', '--cache', known, '--json'],
  ];

  beforeAll(async () => {
    cohort = await smallCohort();
    known = await warmCache();
  }, 400_000);

  test('takes data set, families and parameters from it', async () => {
    const strict = join(folder, 'study/strict.yaml');
    await writeFile(
      strict,
      `dataset: ${cohort}
features: [geometry]
mixes: ['geometry+hog']
classifiers: [knn]
face: { quality: { minimumEyeDistance: 500 } }
`,
    );
    const all = JSON.parse(await winceWorks(extract(cohort, '--features', 'geometry,hog'), { cwd: folder }));
    const none = JSON.parse(await winceWorks(extract('--experiment', strict), { cwd: folder }));
    const families = (written: { tables: { family: string }[] }) =>
      written.tables.map(({ family }) => family);
    expect(families(none)).toEqual(['geometry', 'hog']);
    expect(families(all)).toEqual(['geometry', 'hog']);
    expect(all.used).toBeGreaterThan(0);
    expect(none).toMatchObject({ used: 0, samples: all.samples });
    expect(await readFile(join(folder, 'tables/samples.csv'), 'utf8')).toContain('the face is too small');
    const other = await winceWorks(extract(cohort, '--experiment', strict, '--features', 'lbp'), {
      cwd: folder,
    });
    expect(families(JSON.parse(other))).toEqual(['lbp']);
  }, 400_000);

  test('needs a data set and features', async () => {
    await winceRefuses(extract('--features', 'hog'), 2, /No data set is named/);
    await winceRefuses(extract(cohort), 2, /No features are named/);
  });
});
