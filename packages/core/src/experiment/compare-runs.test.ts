import { expect, test } from 'vitest';
import type { PredictionRow } from '../evaluation/predictions.ts';
import { type ComparedRun, compareRuns } from './compare-runs.ts';
import { RUN_SCHEMA, type RunManifest } from './run.ts';
import { experimentSpecification } from './specification.ts';

const CELL = 'hog/none/knn';

function manifest(change: Partial<RunManifest> = {}, classifiers = ['knn']): RunManifest {
  return {
    ...{ schema: RUN_SCHEMA, kind: 'wince run', version: '0.1.0', lockfile_sha256: null },
    software: [{ id: 'face', version: '1' }],
    dataset: { path: 'a', name: 'ward', sha256: '1', licence: null, source: null, synthetic: false },
    test_dataset: null,
    ...{ task: 'pain against rest', positive: 'pain', negative: 'rest' },
    ...{ positive_labels: ['pain'], negative_labels: ['rest'], labels_from: 'stimulus', rows: 'pictures' },
    ...{ protocol: 'leave-one-subject-out', seed: 7, primary: null },
    specification: experimentSpecification.parse({ dataset: 'a', features: ['hog'], classifiers }),
    ...{ families: [], cells: [CELL], modalities: [], warnings: [], machine: {} },
    times: { began: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:00:00.000Z', seconds: 0 },
    ...change,
  };
}

/** 12 subjects with a row of each label. @param wrong every so many rows is decided wrongly */
function predictions(wrong: number, change: Partial<PredictionRow> = {}): PredictionRow[] {
  return Array.from({ length: 24 }, (_, i) => {
    const isPain = i % 2 === 0;
    const isWrong = i % wrong === 0;
    return {
      ...{ cell: CELL, sample: `${i}.jpg`, clip: '', subject: `S${i >> 1}`, period: '', fold: `S${i >> 1}` },
      ...{ truth: isPain ? 'pain' : 'rest', raw: 0, score: isPain !== isWrong ? 0.8 : 0.2, threshold: 0.5 },
      decision: isPain !== isWrong ? 'pain' : 'rest',
      ...change,
    };
  });
}

const run = (rows: PredictionRow[], own = manifest()): ComparedRun => ({ manifest: own, predictions: rows });

test('a run is the same as itself', () => {
  const found = compareRuns(run(predictions(3)), run(predictions(3)));
  expect(found.differences).toEqual([]);
  expect(found.rows).toEqual({ common: 24, only_first: 0, only_second: 0, other_label: 0 });
  expect(found.cells).toMatchObject([
    { first: CELL, second: CELL, rows: 24, subjects: 12, accuracy: { difference: 0, ci95: [0, 0] } },
  ]);
});

test('what differs in data, parameters and program is named', () => {
  const other = manifest(
    { version: '0.2.0', dataset: { ...manifest().dataset, sha256: '2', path: 'elsewhere' } },
    ['svm-linear'],
  );
  expect(compareRuns(run(predictions(3)), run(predictions(3), other)).differences).toEqual([
    { what: 'data', name: 'dataset.sha256', first: '1', second: '2' },
    { what: 'parameters', name: 'classifiers', first: 'knn', second: 'svm-linear' },
    { what: 'program', name: 'version', first: '0.1.0', second: '0.2.0' },
  ]);
});

test('cells are compared over the rows that both scored, whatever the sides are called', () => {
  const words = { pain: 'heel lance', rest: 'baseline' } as Record<string, string>;
  const other = predictions(24)
    .slice(4)
    .map((row) => ({ ...row, truth: words[row.truth], decision: words[row.decision] }));
  const named = manifest({ positive: 'heel lance', positive_labels: ['heel lance'], negative: 'baseline' });
  const [first] = compareRuns(run(predictions(3)), run(other, named)).cells;
  expect(first).toMatchObject({ rows: 20, accuracy: { second: 1 } });
  expect(first.accuracy.difference).toBeLessThan(0);
});

test('the declared cells stand first, also where they are not the same', () => {
  const one = [...predictions(3), ...predictions(4, { cell: 'lbp/none/knn' })];
  const found = compareRuns(
    run(one, manifest({ primary: 'lbp/none/knn' })),
    run(predictions(3), manifest({ primary: CELL })),
  );
  expect(found.cells.map(({ first, second, declared }) => [first, second, declared])).toEqual([
    ['lbp/none/knn', CELL, true],
    [CELL, CELL, false],
  ]);
  expect(found.only_first).toEqual(['lbp/none/knn']);
});

test('runs without a common row are refused', () => {
  expect(() => compareRuns(run(predictions(3)), run(predictions(3, { sample: 'x' }).slice(0, 1)))).toThrow(
    expect.objectContaining({ code: 'different-samples' }),
  );
});
