import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, type RunEvent, WinceError } from '@wince/core';
import { type EvaluatedRun, evaluate, readRun, startRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNoise } from './noise-table.ts';
import { wince } from './run-wince.ts';

/**
 * A grid in which cells fail: `half` has painful rows of one subject alone, so that without this subject its training rows have one
 * class, and symmetric uncertainty finds nothing in noise in any fold.
 */

let folder: string;
let dataset: string;
let whole: string;
let half: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-failed-cells-'));
  const written = await writeNoise(join(folder, 'ward'), { subjects: 7, rows: 6, seed: 2, columns: 6 });
  dataset = written.dataset;
  whole = `table:${written.table}`;
  const [head, ...rows] = (await readFile(written.table, 'utf8')).trim().split('\n');
  const kept = rows.filter((row) => row.startsWith('s03') || Number(/-(\d+)\.jpg/.exec(row)?.[1]) % 2 === 1);
  await writeFile(join(folder, 'half.csv'), `${[head, ...kept].join('\n')}\n`);
  half = `table:${join(folder, 'half.csv')}`;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function specification(more: Record<string, unknown>) {
  return parseExperiment(
    { dataset, features: [whole, half], selection: ['none'], classifiers: ['knn', 'naive-bayes'], ...more },
    'a test',
  );
}

function run(out: string, more: Record<string, unknown> = {}, workers = 1): Promise<EvaluatedRun> {
  const options = { out: join(folder, out), cache: join(folder, `${out}-cache`), workers, faces: false };
  return evaluate(specification(more), options);
}

const ofFeatures = (features: string) => (row: { readonly cell: string }) =>
  row.cell.startsWith(`${features}/`);

describe('a cell that cannot be fitted in one fold', () => {
  let evaluated: EvaluatedRun;
  const comparisons = () => [[`${whole}/none/knn`, `${half}/none/knn`]];
  beforeAll(async () => {
    evaluated = await run('one-fold', { primary: `${half}/none/knn`, comparisons: comparisons() });
  });

  test('does not keep the others from their end: they are as in a grid without it', async () => {
    const alone = await run('alone', { features: [whole] });
    expect(evaluated.predictions).toEqual(alone.predictions);
    expect(evaluated.metrics.cells).toEqual(alone.metrics.cells);
    expect(evaluated.metrics.cells).toHaveLength(2);
  });

  test('stands in metrics.json with its fold and its reason', async () => {
    expect(evaluated.metrics.failed).toMatchObject([
      { cell: `${half}/none/knn`, fold: 's03', failed_folds: 1, folds: 7, code: 'one-class', middle: null },
      { cell: `${half}/none/naive-bayes`, fold: 's03', code: 'one-class', classifier: 'naive-bayes' },
    ]);
    expect(evaluated.metrics.failed[0].reason).toContain('training rows have the negative label');
    expect(await readRun(join(folder, 'one-fold'))).toEqual(evaluated);
  });

  test('has no half of a result in any table', () => {
    for (const rows of [evaluated.predictions, evaluated.selected, evaluated.metrics.cells]) {
      expect(rows.filter(ofFeatures(half))).toEqual([]);
    }
  });

  test('is no comparison and no declared result, which is said', () => {
    expect(evaluated.metrics.comparisons).toEqual([]);
    expect(evaluated.metrics.warnings).toEqual(
      expect.arrayContaining([
        `The declared cell has no result: ${half}/none/knn could not be fitted in every fold.`,
        expect.stringContaining('are not compared'),
      ]),
    );
  });

  test('stands in the report with its fold and its reason', async () => {
    const report = await readFile(join(folder, 'one-fold', 'report.html'), 'utf8');
    expect(report).toContain('Cells without a result.');
    expect(report).toMatch(/<td[^>]*>s03<\/td><td[^>]*>1 of 7<\/td>/);
    expect(report).toContain('which has no result');
  });

  test('is the same with more workers, and from the cache', async () => {
    const more = { primary: `${half}/none/knn`, comparisons: comparisons() };
    const workers = await run('workers', more, 3);
    const again = await run('one-fold', more);
    expect(workers.metrics).toEqual(evaluated.metrics);
    expect(again.metrics).toEqual(evaluated.metrics);
  });

  test('is told while the run goes on', async () => {
    const events: RunEvent[] = [];
    const started = startRun(specification({}), {
      ...{ out: join(folder, 'told'), cache: join(folder, 'told-cache'), workers: 2, faces: false },
    });
    for await (const event of started.events) events.push(event);
    const failed = events.filter((event) => event.type === 'cell-failed');
    expect(failed.map(({ cell, fold }) => [cell, fold]).toSorted()).toEqual([
      [`${half}/none/knn`, 's03'],
      [`${half}/none/naive-bayes`, 's03'],
    ]);
    expect(events.filter((event) => event.type === 'cell-finished')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'finished' });
  });
});

test('a selection that keeps nothing in any fold fails alone, in the table of the terminal, too', async () => {
  const experiment = join(folder, 'selection.yaml');
  const file = {
    features: [whole],
    selection: ['symmetric-uncertainty', 'anova-f'],
    keep: [2],
    classifiers: ['knn'],
  };
  await writeFile(experiment, JSON.stringify({ dataset, ...file }));
  const folderOfRun = join(folder, 'selection');
  const { status, out } = await wince([
    ...[
      'evaluate',
      experiment,
      '--out',
      folderOfRun,
      '--cache',
      join(folder, 'selection-cache'),
      '--no-faces',
    ],
  ]);
  expect(status).toBe(0);
  expect(out).toMatch(/^table:\S+ +failed$/m);
  expect(out).toMatch(
    /failed: \S+\/symmetric-uncertainty-2\/knn failed in the fold s01 and 6 more of 7 folds: .*keeps no column/,
  );
  const { metrics } = await readRun(folderOfRun);
  expect(metrics.failed).toMatchObject([{ code: 'no-columns-kept', fold: 's01', failed_folds: 7 }]);
  expect(metrics.cells.map(({ selection }) => selection)).toEqual(['anova-f']);
});

test('where every cell fails the run ends with the reason, and writes no folder', async () => {
  const noise = { features: [whole], selection: ['symmetric-uncertainty'], keep: [2] };
  const error = await run('none-fitted', noise).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WinceError);
  expect(error).toMatchObject({ code: 'no-cell-fitted', status: 1 });
  expect(String(error)).toMatch(
    /None of the 2 cells can be fitted in every fold.*in the fold s01: .*keeps no column/,
  );
  expect(await readdir(folder)).not.toContain('none-fitted');
});
