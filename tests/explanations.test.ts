import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, randomisationVerdict, rankCorrelation } from '@wince/core';
import { evaluate, explainFiles, explainRun, train, writeExplanation } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawBrowCohort } from '../tools/brow-cohort.ts';

/** Four neonates who show pain by the brow alone: what the long test `explanations` does with more of them, and with a network. */
const CELL = 'lbp/none/svm-linear';
let folder: string;
const work = () => ({ cache: join(folder, 'cache'), workers: 1 });
const experiment = () =>
  parseExperiment(
    {
      ...{ dataset: join(folder, 'brow'), positive: 'pain', features: ['lbp', 'geometry'] },
      ...{ selection: ['none'], classifiers: ['svm-linear'], primary: CELL },
    },
    'a test',
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-explanations-'));
  await drawBrowCohort(join(folder, 'brow'), { subjects: 4, pictures: 4, seed: 31 });
  await evaluate(experiment(), { ...work(), out: join(folder, 'run'), faces: false });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('out-of-fold decisions for pain rest on the brow, by the model that never saw the subject', async () => {
  const { document } = await explainRun(join(folder, 'run'), {
    ...work(),
    ...{ methods: ['occlusion', 'contributions'], effort: { checks: false } },
  });
  expect(document).toMatchObject({ schema: 1, kind: 'wince explanation', cell: CELL, out_of_fold: true });
  expect(document.synthetic).toBe(true);
  expect(document.notes.filter((note) => note.includes('is not that of the run'))).toEqual([]);
  const pain = document.summary.find(({ decision }) => decision === 'pain');
  const [largest] = [...(pain?.regions ?? [])].sort((a, b) => b.share - a.share);
  expect(largest.region).toBe('brow');
  for (const { raw, contributions } of document.rows) {
    const listed =
      contributions?.columns.reduce((sum, { contribution }) => sum + contribution, 0) ?? Number.NaN;
    const { bias, rest } = contributions ?? { bias: Number.NaN, rest: { contribution: Number.NaN } };
    expect((bias ?? Number.NaN) + listed + rest.contribution).toBeCloseTo(raw ?? Number.NaN, 9);
  }
});

test('a model explains a picture with checks, and the folder holds the page and its figures', async () => {
  const model = join(folder, 'model.wince');
  await train(experiment(), { ...work(), cell: CELL, leaveOut: ['S01'], out: model });
  const picture = join(folder, 'brow/pictures/S01-0.png');
  const explained = await explainFiles(model, [picture], {
    ...work(),
    effort: { masks: 20, shuffles: 4, noisyCopies: 1, randomOrders: 1 },
  });
  const [{ maps }] = explained.document.rows;
  expect(maps.map(({ method }) => method)).toEqual(['occlusion', 'back-projection']);
  for (const { checks, placed, method } of maps) {
    expect(checks?.over_folds).toBeNull();
    expect(checks?.untrained_network).toBeNull();
    expect(checks?.shuffled_classifier).toBeLessThan(0.5);
    expect(placed).toBe(method === 'occlusion' ? null : 1);
  }
  const out = join(folder, 'explanation');
  await writeExplanation(explained, { out, faces: false });
  expect(JSON.parse(await readFile(join(out, 'explanation.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(explained.document)),
  );
  const page = await readFile(join(out, 'explanation.html'), 'utf8');
  expect(page).toContain('href="#intended-use"');
  expect(page).not.toContain('image/jpeg');
  expect(await readdir(join(out, 'pictures'))).toEqual([
    '001-S01-0-back-projection.svg',
    '001-S01-0-occlusion.svg',
  ]);
});

test('the randomisation test calls a map worthless that shows the picture and not the model', () => {
  // The edges of a picture are what they are, whatever the weights.
  const edges = Array.from({ length: 100 }, (_, i) => Math.abs(Math.sin(i)));
  expect(randomisationVerdict([rankCorrelation(edges, edges), rankCorrelation(edges, edges)])).toBe(
    'worthless',
  );
});

test.each([
  ['geometry/none/svm-linear', 'occlusion', 'not-explained-by-face', /between landmarks.*/],
  ['nothing/none/knn', 'occlusion', 'unknown-cell', /nothing/],
] as const)('%s by %s is refused as %s', async (cell, method, code, message) => {
  await expect(explainRun(join(folder, 'run'), { ...work(), cell, methods: [method] })).rejects.toMatchObject(
    { code, message: expect.stringMatching(message) },
  );
});

test('a sample that the run does not have is refused, with the name that is near', async () => {
  await expect(
    explainRun(join(folder, 'run'), { ...work(), samples: ['pictures/S01-9.png'] }),
  ).rejects.toMatchObject({ code: 'unknown-sample', message: expect.stringContaining('Did you mean') });
});

test('what is measured between landmarks is explained by its columns', async () => {
  const { document } = await explainRun(join(folder, 'run'), {
    ...work(),
    ...{ cell: 'geometry/none/svm-linear', most: 2 },
  });
  expect(document.methods).toEqual(['contributions']);
  expect(document.rows[0].contributions?.columns[0].column).toMatch(/^geometry /);
});
