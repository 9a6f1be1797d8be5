import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment } from '@wince/core';
import { evaluate, stress } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallCohort, warmCache } from './cohort.ts';
import { writeNoise } from './noise-table.ts';

/** A cell on degraded pictures, from the drawn pictures to the curves. */

let folder: string;
let cache: string;
let cohort: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-stress-'));
  cache = join(folder, 'cache');
  const drawn = await smallCohort();
  cohort = join(folder, 'few');
  await cp(drawn, cohort, { recursive: true });
  // Four subjects with two pictures of each label: each picture is looked at five times more.
  const [header, ...rows] = (await readFile(join(drawn, 'dataset.csv'), 'utf8')).trim().split('\n');
  const kept = [...Map.groupBy(rows, (row) => row.split(',')[1]).values()].slice(0, 4).flat();
  await writeFile(join(cohort, 'dataset.csv'), `${[header, ...kept].join('\n')}\n`);
  await cp(await warmCache(), cache, { recursive: true });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const NONE = { blur: [], darkness: [], rotation: [], noise: [], covering: [], compression: [] };

test('the rows as they are have the scores of the run, and a picture without light has none', async () => {
  const specification = parseExperiment(
    { dataset: cohort, features: ['hog'], selection: ['none'], classifiers: ['logistic'] },
    'a test',
  );
  const work = { cache, workers: 1 };
  const levels = { ...NONE, darkness: [1], compression: [0] };
  const found = await stress(specification, { ...work, levels });
  const run = await evaluate(specification, { ...work, out: join(folder, 'run'), faces: false });
  const [cell] = run.metrics.cells;
  const [darkness, compression] = found.curves;
  expect(found).toMatchObject({
    cell: cell.cell,
    protocol: 'leave-one-subject-out',
    subjects: cell.subjects,
  });
  expect(darkness.points).toMatchObject([
    { level: 0, answered: cell.samples, rows: cell.samples, auc: cell.auc, accuracy: cell.accuracy },
    { level: 1, answered: 0, auc: null, accuracy_of_all: 0 },
  ]);
  // JPEG of the best quality is all but the same picture.
  expect(compression.points[1]).toMatchObject({ level: 0, answered: cell.samples });
  expect(found.retest.versions).toEqual(['as it is', 'shift 1', 'rotation 2', 'compression 15']);
  expect(found.retest.small_changes?.error_agreement.value).toBeGreaterThan(0);
  expect(found.retest.repeated_recordings.groups).toBeGreaterThan(2);
  // What was degraded is kept with its picture, where a withdrawal finds it; asked again it is the same.
  const before = (await readdir(join(cache, 'pictures'), { recursive: true })).length;
  expect(await stress(specification, { ...work, levels })).toEqual(found);
  expect((await readdir(join(cache, 'pictures'), { recursive: true })).length).toBe(before);
}, 120_000);

test('features of a table cannot be degraded', async () => {
  const { dataset, table } = await writeNoise(join(folder, 'noise'), {
    subjects: 4,
    rows: 4,
    seed: 1,
    columns: 3,
  });
  const specification = parseExperiment(
    { dataset, features: [`table:${table}`], selection: ['none'], classifiers: ['knn'] },
    'a test',
  );
  await expect(stress(specification, { cache, workers: 1 })).rejects.toMatchObject({
    code: 'stress-needs-pictures',
  });
});
