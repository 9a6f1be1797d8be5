import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExperimentSpecification, parseExperiment } from '@wince/core';
import {
  type EvaluatedRun,
  evaluate,
  predict,
  predictionDocument,
  predictionsCsv,
  readRun,
  train,
} from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawCoveredCohort } from '../tools/covered-cohort.ts';

/** Four pictures of each of three drawn neonates; the last one of each has a soother. */
const SUBJECTS = 3;
const PICTURES = 4;
const CELL = 'hog~regions/none/svm-linear';

let folder: string;
let run: EvaluatedRun;
let soothed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-regions-'));
  await drawCoveredCohort(folder, {
    ...{ subjects: SUBJECTS, pictures: PICTURES, seed: 5 },
    coverOf: (picture) => (picture === PICTURES - 1 ? 'soother' : 'nothing'),
  });
  run = await evaluate(experiment(), { ...work(), out: join(folder, 'run'), faces: false });
  // Those whose soother the check of covering sees; the phantom's are mostly seen.
  const found = run.samples.filter(
    ({ status, reason }) => status === 'used' && reason.includes('covered: mouth'),
  );
  expect(found.length).toBeGreaterThan(0);
  soothed = found[0].sample;
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function experiment(given: Record<string, unknown> = {}): ExperimentSpecification {
  return parseExperiment(
    {
      ...{ dataset: folder, positive: 'pain', features: ['hog'], regions: 'per', selection: ['none'] },
      ...{ classifiers: ['svm-linear'], primary: CELL },
      ...given,
    },
    'a test',
  );
}

const work = () => ({ cache: join(folder, 'cache'), workers: 1 });

test('a face with a covered mouth is scored from brow, eyes and nose, and the tables say so', async () => {
  const row = run.samples.find(({ sample }) => sample === soothed);
  expect(row?.regions_seen).toBe('eyes+brow+nose');
  expect(row?.reason).toMatch(/^covered: mouth( \(soother\))?$/);
  expect(run.predictions.some(({ sample }) => sample === soothed)).toBe(true);
  expect(run.manifest.families.map(({ name }) => name)).toEqual(
    ['mouth', 'eyes', 'brow', 'nose'].map((region) => `hog?region=${region}`),
  );
  expect(await readRun(join(folder, 'run'))).toEqual(run);
});

test('accuracy stands by the regions that were seen, and as if each were hidden', async () => {
  const [{ cell, seen, hidden }] = run.metrics.by_region;
  expect(cell).toBe(CELL);
  const all = run.predictions.length;
  expect(seen.map(({ group }) => group)).toContain('mouth+eyes+brow+nose');
  expect(seen.map(({ group }) => group)).toContain('eyes+brow+nose');
  expect(seen.reduce((sum, { samples }) => sum + samples, 0)).toBe(all);
  expect(hidden.map(({ group, samples }) => [group, samples])).toEqual(
    ['nothing', 'mouth', 'eyes', 'brow', 'nose'].map((group) => [group, all]),
  );
  const page = await readFile(join(folder, 'run', 'report.html'), 'utf8');
  expect(page).toContain('By the regions that were seen.');
  expect(page).toContain('As if a region were covered.');
  // Where the mouth is covered already, hiding it changes nothing.
  const scored = run.predictions.find(({ sample }) => sample === soothed);
  const again = run.hidden.find(({ sample, hidden: region }) => sample === soothed && region === 'mouth');
  expect(again?.score).toBe(scored?.score);
  const bare = run.hidden
    .filter(({ hidden: region }) => region === 'mouth')
    .map(({ sample, score }) => {
      return score === run.predictions.find((own) => own.sample === sample)?.score;
    });
  expect(bare).toContain(false);
});

test('a model names the regions that it saw, and gives the score of the fold', async () => {
  const scored = run.predictions.find(({ sample }) => sample === soothed);
  const out = join(folder, 'left-out.wince');
  await train(experiment(), { ...work(), cell: CELL, leaveOut: [scored?.subject ?? ''], out });
  const found = await predict([join(folder, soothed)], { ...work(), model: out });
  const [prediction] = found.predictions;
  expect(prediction.score.value).toBeCloseTo(scored?.score ?? Number.NaN, 6);
  expect(prediction.regions_seen).toEqual(['eyes', 'brow', 'nose']);
  expect(prediction.actions_seen).toEqual(['brow bulge', 'eye squeeze']);
  expect(prediction.score.reason).toMatch(/^covered: mouth/);
  predictionDocument.shape.predictions.parse(found.predictions);
  const [header, line] = predictionsCsv(found.predictions)
    .trim()
    .split('\n')
    .map((text) => text.split(','));
  expect(line[header.indexOf('regions_seen')]).toBe('eyes+brow+nose');
});

test.each([
  ['geometry', /"geometry" sees the whole face/],
  ['faceres', /"faceres[^"]*" sees the whole face/],
  ['temporal:geometry', /"temporal:geometry" sees the whole face/],
  ['strain', /"strain" sees the whole face/],
])('%s is refused by name', async (feature, message) => {
  const specification = experiment({ features: [feature], primary: undefined });
  const outcome = evaluate(specification, { ...work(), out: join(folder, 'refused'), faces: false });
  await expect(outcome).rejects.toThrow(expect.objectContaining({ code: 'whole-face' }));
  await expect(outcome).rejects.toThrow(message);
});
