import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { computeMetrics, metricsOptionsOf, runMetrics } from '@wince/core';
import { readManifest, readRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheOfNetworks, filesUnder, readRows, smallCohort, warmCache } from './cohort.ts';
import { wince, winceWorks } from './run-wince.ts';

const RUN_FILES = [
  '.wince-folder.json',
  'chain.json',
  'groups.csv',
  'manifest.json',
  'metrics.json',
  'predictions.csv',
  'report.html',
  'samples.csv',
  'selected.csv',
];
/** Files that must be the same, byte for byte, whenever the same experiment runs. */
const SAME_BYTES = ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json'];

let folder: string;
let cohort: string;
let cache: string;
let experiment: string;
let first: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-evaluate-'));
  cohort = await smallCohort();
  cache = await warmCache();
  experiment = join(folder, 'experiment.yaml');
  await writeFile(
    experiment,
    `dataset: ${cohort}
features: [hog, { id: lbp, grid: 4 }]
mixes: [faceres+hog]
selection: [relieff, none]
keep: [20]
classifiers: [naive-bayes, 'svm-linear?C=0.1', random-forest]
comparisons:
  - [hog/relieff-20/naive-bayes, faceres+hog/relieff-20/naive-bayes]
primary: hog/relieff-20/naive-bayes
seed: 3
`,
  );
  first = join(folder, 'first');
  await winceWorks(['evaluate', experiment, '--out', first, '--cache', cache]);
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const bytes = (run: string, file: string) => readFile(join(run, file), 'utf8');

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** The manifest without the two fields that may differ between runs. */
async function lastingManifest(run: string): Promise<unknown> {
  const { machine: _, times: __, ...lasting } = JSON.parse(await bytes(run, 'manifest.json'));
  return lasting;
}

async function expectSameRun(run: string): Promise<void> {
  for (const file of SAME_BYTES) expect(await bytes(run, file), file).toBe(await bytes(first, file));
  expect(await lastingManifest(run)).toEqual(await lastingManifest(first));
}

describe('the run folder', () => {
  test('holds every file, and nothing else lies beside it', async () => {
    expect(await filesUnder(first)).toEqual(RUN_FILES);
    expect(await filesUnder(folder)).toEqual([
      'experiment.yaml',
      ...RUN_FILES.map((file) => `first/${file}`),
    ]);
  });

  test('is readable by its owner only', async () => {
    expect((await stat(first)).mode & 0o777).toBe(0o700);
    for (const file of RUN_FILES) expect((await stat(join(first, file))).mode & 0o777, file).toBe(0o600);
  });

  test('accounts for every row of the data set, and scores each usable one once per cell', async () => {
    const rows = await readRows(join(cohort, 'dataset.csv'));
    const { samples, predictions, manifest } = await readRun(first);
    expect(samples.map(({ sample, subject, label }) => [sample, subject, label])).toEqual(
      rows.map((row) => [row.path, row.subject, row.label]),
    );
    const used = samples.filter(({ status }) => status === 'used').map(({ sample }) => sample);
    expect(used.length).toBeGreaterThanOrEqual(rows.length / 2);
    const { cells } = manifest;
    expect(cells).toHaveLength(18);
    for (const cell of cells) {
      const own = predictions.filter((row) => row.cell === cell);
      expect(
        own.map(({ sample }) => sample),
        cell,
      ).toEqual(used);
      for (const row of own) {
        expect(row.fold).toBe(row.subject);
        expect(row.score).toBeGreaterThanOrEqual(0);
        expect(row.score).toBeLessThanOrEqual(1);
        expect(row.decision).toBe(row.score >= row.threshold ? 'pain' : 'no-pain');
      }
    }
  });

  test('lists the columns that each fold kept', async () => {
    const rows = await readRows(join(first, 'selected.csv'));
    const folds = new Set(rows.map(({ cell, fold }) => `${cell} ${fold}`));
    const { samples } = await readRun(first);
    const subjects = new Set(samples.filter(({ status }) => status === 'used').map((row) => row.subject));
    // 3 feature sets under 3 classifiers keep 20 columns; under `none` there is nothing to list.
    expect(folds.size).toBe(9 * subjects.size);
    expect(rows).toHaveLength(20 * folds.size);
    expect(rows.filter(({ feature }) => feature === '' || feature === undefined)).toEqual([]);
  });
});

describe('what a run was made of', () => {
  test('each row has the hash of its file', async () => {
    for (const { sample, sha256, status } of (await readRun(first)).samples) {
      expect(sha256, `${sample}, ${status}`).toBe(sha256Of(await readFile(join(cohort, sample))));
    }
  });

  test('the manifest names the versions of what finds faces, decodes, and runs networks', async () => {
    const { software, specification } = await readManifest(first);
    const ids = [
      'face-analysis',
      'face-tracking',
      'sharp',
      'libvips',
      'node-av',
      'ffmpeg',
      'frame-colours',
      'onnxruntime',
    ];
    expect(software.map(({ id }) => id)).toEqual(ids);
    for (const { id, version } of software) expect(version, id).toMatch(/\d/);
    expect(specification.face.quality.minimumEyeDistance).toBeGreaterThan(0);
  });
});

describe('metrics.json', () => {
  test('comes from predictions.csv, with samples.csv for the missing rows, and from nothing else', async () => {
    const run = await readRun(first);
    const { positive, positive_labels, specification } = run.manifest;
    const asked = metricsOptionsOf(specification, [...new Set([positive, ...positive_labels])]);
    const metrics = runMetrics.parse(computeMetrics(run, asked));
    expect(`${JSON.stringify(metrics, null, 1)}\n`).toBe(await bytes(first, 'metrics.json'));
  });

  test('says what a hand count over predictions.csv gives', async () => {
    const metrics = JSON.parse(await bytes(first, 'metrics.json'));
    expect(metrics.comparisons).toHaveLength(1);
    const rows = await readRows(join(first, 'predictions.csv'));
    for (const cell of metrics.cells) {
      const own = rows.filter((row) => row.cell === cell.cell);
      const right = own.filter((row) => row.truth === row.decision).length;
      expect(cell.accuracy).toBeCloseTo(right / own.length, 12);
      const pain = own.filter((row) => row.truth === 'pain').map((row) => Number(row.score));
      const rest = own.filter((row) => row.truth !== 'pain').map((row) => Number(row.score));
      let wins = 0;
      for (const a of pain) for (const b of rest) wins += a > b ? 1 : a === b ? 0.5 : 0;
      expect(cell.auc).toBeCloseTo(wins / (pain.length * rest.length), 12);
    }
  });
});

describe('the same experiment again', () => {
  test('with another number of workers gives the same bytes', async () => {
    const again = join(folder, 'again');
    await winceWorks(['evaluate', experiment, '--out', again, '--cache', cache, '--workers', '1']);
    await expectSameRun(again);
  });

  test('with a cache that knows no picture gives the same bytes', async () => {
    const cold = await cacheOfNetworks(join(folder, 'cold-cache'));
    const again = join(folder, 'cold');
    await winceWorks(['evaluate', experiment, '--out', again, '--cache', cold, '--workers', '3']);
    await expectSameRun(again);
  }, 240_000);

  test('into the same folder replaces the run', async () => {
    const began = JSON.parse(await bytes(first, 'manifest.json')).times.began;
    await winceWorks(['evaluate', experiment, '--out', first, '--cache', cache]);
    expect(JSON.parse(await bytes(first, 'manifest.json')).times.began).not.toBe(began);
    expect(await filesUnder(first)).toEqual(RUN_FILES);
  });

  test('from options gives the same predictions as from the file', async () => {
    const out = join(folder, 'options');
    const printed = await wince([
      ...['evaluate', '--dataset', join(cohort, 'dataset.csv'), '--positive', 'pain', '--out', out],
      ...['--features', 'hog,lbp?grid=4,faceres+hog', '--select', 'relieff,none', '--keep', '20'],
      ...['--classifiers', 'naive-bayes,svm-linear?C=0.1,random-forest', '--seed', '3', '--cache', cache],
    ]);
    expect(printed.status, printed.err).toBe(0);
    expect(await bytes(out, 'predictions.csv')).toBe(await bytes(first, 'predictions.csv'));
    expect(await bytes(out, 'selected.csv')).toBe(await bytes(first, 'selected.csv'));
    expect(printed.out).toContain('faceres+hog');
    expect(printed.out).toContain('Synthetic; not an accuracy on neonates');
    expect(printed.out).toContain('Research use only');
    expect(printed.err).toContain('fitting cells');
  });
});

test('the report says what the run is', async () => {
  const report = await bytes(first, 'report.html');
  expect(report.includes('Research use only')).toBe(true);
  expect(report.includes('Synthetic; not an accuracy on neonates')).toBe(true);
  // A reader may follow a link; the page itself fetches nothing.
  expect(
    report.match(/\bsrc="?https?:|<link[^>]*>|<script[^>]*src|@import|url\((?!["']?(data:|#))/g),
  ).toBeNull();
});

test('the defaults: a deep, a handcrafted and a mixed row, five classifiers', async () => {
  const plan = JSON.parse(
    await winceWorks(['evaluate', '--dataset', cohort, '--dry-run', '--cache', cache], { cwd: folder }),
  );
  expect(plan.cells.length).toBeGreaterThanOrEqual(15);
  expect(plan.cells).toContain('faceres/relieff-100/svm-linear');
  expect(plan.cells).toContain('hog/relieff-100/naive-bayes');
  expect(plan.cells).toContain('faceres+hog/relieff-100/random-forest');
  expect(plan.folds).toHaveLength(6);
  expect(await filesUnder(folder)).not.toContain('run/manifest.json');
});
