import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment } from '@wince/core';
import { evaluate, forgetSubject, openStore, predict, readDataset, stress, train } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256OfFile } from '../packages/runtime/src/files/hash.ts';
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
  // Two subjects with two pictures of each label: each picture is looked at five times more.
  const [header, ...rows] = (await readFile(join(drawn, 'dataset.csv'), 'utf8')).trim().split('\n');
  const kept = [...Map.groupBy(rows, (row) => row.split(',')[1]).values()].slice(0, 2).flat();
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
  const out = join(folder, 'stress');
  const found = await stress(specification, { ...work, levels, out });
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
  expect(found.retest.repeated_recordings.groups).toBeGreaterThan(1);
  expect(JSON.parse(await readFile(join(out, 'stress.json'), 'utf8'))).toEqual(found);
  const page = await readFile(join(out, 'stress.html'), 'utf8');
  expect(page).toContain(`AUC under darkness: at 0 ${cell.auc?.toFixed(3)}`);
  expect(page).toContain('Standard error of measurement');
  // What was degraded is kept with its picture, where a withdrawal finds it; asked again it is the same.
  const before = (await readdir(join(cache, 'pictures'), { recursive: true })).length;
  expect(await stress(specification, { ...work, levels })).toEqual(found);
  expect((await readdir(join(cache, 'pictures'), { recursive: true })).length).toBe(before);
}, 120_000);

test('a model scores the same pictures, degraded, as it does when it predicts', async () => {
  const asked = parseExperiment(
    { dataset: cohort, features: ['hog'], selection: ['none'], classifiers: ['logistic'] },
    'a test',
  );
  const [model, work] = [join(folder, 'hog.wince'), { cache, workers: 1 }];
  await train(asked, { ...work, cell: 'hog/none/logistic', leaveOut: [], out: model });
  const found = await stress(asked, { ...work, model, levels: { ...NONE, darkness: [1], compression: [0] } });
  const rows = (await readFile(join(cohort, 'dataset.csv'), 'utf8')).trim().split('\n').slice(1);
  const files = rows.map((row) => join(cohort, row.split(',')[0]));
  const { predictions } = await predict(files, { ...work, model });
  const right = predictions.filter(({ score, threshold }, i) => {
    const isPain = rows[i].split(',')[2] === 'pain';
    return score.value !== null && score.value >= threshold === isPain;
  });
  expect(found).toMatchObject({ cell: 'hog/none/logistic', protocol: null, subjects_in_training: 2 });
  expect(found.curves.find(({ kind }) => kind === 'darkness')?.points).toMatchObject([
    { level: 0, answered: files.length, accuracy: right.length / files.length },
    { level: 1, answered: 0 },
  ]);
}, 60_000);

test('a subject that is forgotten takes what is known of its degraded pictures along', async () => {
  const dataset = await readDataset(cohort);
  const [{ subject }] = dataset.samples;
  const own = dataset.samples.filter((sample) => sample.subject === subject);
  const hashes = await Promise.all(own.map(({ path }) => sha256OfFile(join(cohort, path))));
  const known = async (): Promise<number> =>
    (await readdir(join(cache, 'pictures'), { recursive: true })).filter((name) =>
      hashes.some((sha256) => name.includes(sha256)),
    ).length;
  // More than one face for each picture: as it is, and degraded.
  expect(await known()).toBeGreaterThan(4 * own.length);
  await forgetSubject(dataset, subject, { store: await openStore(cache) });
  expect(await known()).toBe(0);
});

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
