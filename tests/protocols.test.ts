import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows } from './cohort.ts';
import { writeNoise } from './noise-table.ts';
import { winceRefuses, winceWorks } from './run-wince.ts';

let folder: string;
let cache: string;
let dataset: string;
let table: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-protocols-'));
  cache = join(folder, 'cache');
  ({ dataset, table } = await writeNoise(join(folder, 'data'), { subjects: 10, rows: 4, seed: 5 }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Evaluates naive Bayes on a table of features. @returns the run folder */
async function run(name: string, data: string, features: string, ...rest: string[]): Promise<string> {
  const out = join(folder, name);
  await winceWorks([
    ...['evaluate', '--dataset', data, '--features', `table:${features}`, '--select', 'none'],
    ...['--classifiers', 'naive-bayes', '--out', out, '--cache', cache, ...rest],
  ]);
  return out;
}

const metricsOf = async (out: string) => JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));

describe('protocols by subject', () => {
  test('stratified k folds: each subject in one fold, each row scored once', async () => {
    const out = await run('folds', dataset, table, '--protocol', 'stratified-k-folds?folds=5');
    const rows = await readRows(join(out, 'predictions.csv'));
    expect(rows).toHaveLength(40);
    const folds = Map.groupBy(rows, (row) => row.fold);
    expect(folds.size).toBe(5);
    for (const own of folds.values()) expect(new Set(own.map((row) => row.subject)).size).toBe(2);
    expect(new Set(rows.map((row) => `${row.fold} ${row.subject}`)).size).toBe(10);
  });

  test('hold-out by share and by list', async () => {
    const share = await run('share', dataset, table, '--protocol', 'hold-out?share=0.3');
    const rows = await readRows(join(share, 'predictions.csv'));
    expect(new Set(rows.map((row) => row.subject)).size).toBe(3);
    expect(rows).toHaveLength(12);
    const file = join(folder, 'list.yaml');
    await writeFile(
      file,
      `dataset: ${dataset}\nfeatures: ['table:${table}']\nselection: [none]\nclassifiers: [knn]\nprotocol: { id: hold-out, subjects: [s02, s09] }\n`,
    );
    const list = join(folder, 'list');
    await winceWorks(['evaluate', file, '--out', list, '--cache', cache]);
    const tested = (await readRows(join(list, 'predictions.csv'))).map((row) => row.subject);
    expect([...new Set(tested)]).toEqual(['s02', 's09']);
    await winceRefuses(
      ['evaluate', file, '--protocol', 'hold-out?subjects=s02,s99', '--out', `${list}-2`, '--cache', cache],
      2,
      /"s99"/,
    );
  });

  test('train on one data set, test on another', async () => {
    const other = await writeNoise(join(folder, 'other'), { subjects: 4, rows: 4, seed: 6, prefix: 't' });
    const both = join(folder, 'both.csv');
    const [first, second] = [await readFile(table, 'utf8'), await readFile(other.table, 'utf8')];
    // A table names the rows of the test data set as the run does, with `test:` in front.
    const rows = second.trim().split('\n').slice(1);
    await writeFile(both, `${first}${rows.map((row) => `test:${row}`).join('\n')}\n`);
    const call = ['--protocol', 'train-test', '--test-dataset', other.dataset];
    const out = await run('train-test', dataset, both, ...call);
    const scored = await readRows(join(out, 'predictions.csv'));
    expect(scored).toHaveLength(16);
    expect(new Set(scored.map((row) => row.subject[0]))).toEqual(new Set(['t']));
    // The same names in both may be the same neonates.
    const same = await writeNoise(join(folder, 'same'), { subjects: 4, rows: 4, seed: 7 });
    await winceRefuses(
      [
        ...['evaluate', '--dataset', dataset, '--features', `table:${both}`, '--classifiers', 'knn'],
        ...['--protocol', 'train-test', '--test-dataset', same.dataset, '--out', join(folder, 'x')],
        ...['--cache', cache],
      ],
      1,
      /\w/,
    );
  });

  test('one class per subject: a warning in metrics and report, and no AUC within subjects', async () => {
    const one = await writeNoise(join(folder, 'one'), { subjects: 8, rows: 3, seed: 8, oneClassEach: true });
    const out = await run('one-class', one.dataset, one.table);
    const { cells, warnings } = await metricsOf(out);
    expect(cells[0].auc).not.toBeNull();
    expect(cells[0].auc_within_subjects).toMatchObject({ value: null, subjects: 0 });
    expect(JSON.stringify(cells[0].warnings)).toContain('one-label-per-subject');
    const text = warnings.find((warning: string) => warning.includes('no AUC within subjects'));
    expect(text).toBeDefined();
    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report.includes('no AUC within subjects')).toBe(true);
  });
});

describe('rows that are never scored', () => {
  test('reference rows serve normalisation alone', async () => {
    const made = await writeNoise(join(folder, 'reference'), { subjects: 6, rows: 4, seed: 9, reference: 2 });
    for (const rest of [[], ['--reference-normalisation']]) {
      const out = await run(`reference${rest.length}`, made.dataset, made.table, ...rest);
      const samples = await readRows(join(out, 'samples.csv'));
      const reference = samples.filter((row) => row.status === 'reference').map((row) => row.sample);
      expect(reference).toHaveLength(12);
      const scored = await readRows(join(out, 'predictions.csv'));
      expect(scored).toHaveLength(24);
      for (const row of scored) expect(reference).not.toContain(row.sample);
      expect((await metricsOf(out)).cells[0].samples).toBe(24);
    }
    const [plain, normalised] = await Promise.all(
      ['reference0', 'reference1'].map((name) => readFile(join(folder, name, 'predictions.csv'), 'utf8')),
    );
    expect(normalised).not.toBe(plain);
    await winceRefuses(
      [
        ...['train', '--dataset', made.dataset, '--features', `table:${made.table}`, '--select', 'none'],
        ...['--classifiers', 'knn', '--cell', `table:${made.table}/none/knn`, '--reference-normalisation'],
        ...['--out', join(folder, 'm.wince'), '--cache', cache],
      ],
      2,
      /reference rows/,
    );
  });

  test('labels of other tasks are left out, and listed', async () => {
    const text = await readFile(dataset, 'utf8');
    const own = join(folder, 'data', 'three.csv');
    await writeFile(own, text.replace(/(s\d+-1\.jpg,s\d+),rest/g, '$1,friction'));
    const out = await run('left-out', own, table, '--positive', 'pain', '--negative', 'rest');
    const samples = await readRows(join(out, 'samples.csv'));
    expect(samples.filter((row) => row.status === 'left-out')).toHaveLength(10);
    expect(await readRows(join(out, 'predictions.csv'))).toHaveLength(30);
  });

  test('the middle band of a scale is shown, counts nowhere, and is treated in three ways', async () => {
    const place = join(folder, 'nips');
    const made = await writeNoise(place, { subjects: 8, rows: 6, seed: 11 });
    const scores = [0, 6, 3, 1, 7, 4];
    const [, ...rows] = (await readFile(made.dataset, 'utf8')).trim().split('\n');
    const lines = rows.map((row, i) => `${row.split(',').slice(0, 2).join(',')},${scores[i % 6]}`);
    await writeFile(made.dataset, `path,subject,nips\n${lines.join('\n')}\n`);
    await writeFile(join(place, 'dataset.yaml'), 'labels:\n  from: scale\n  scale: nips\n');
    const out = await run('middle', made.dataset, made.table);
    const samples = await readRows(join(out, 'samples.csv'));
    const middle = samples.filter((row) => row.status === 'middle').map((row) => row.sample);
    expect(middle).toHaveLength(16);
    const shown = await readRows(join(out, 'middle.csv'));
    expect(shown.map((row) => row.sample)).toEqual(middle);
    for (const row of shown) expect(row).toMatchObject({ truth: 'middle', fold: row.subject });
    const scored = await readRows(join(out, 'predictions.csv'));
    expect(scored).toHaveLength(32);
    for (const row of scored) expect(middle).not.toContain(row.sample);
    const metrics = await metricsOf(out);
    expect(metrics.cells[0].samples).toBe(32);
    expect(
      metrics.treatments.map((each: { middle: string; summary: { samples: number } }) => [
        each.middle,
        each.summary.samples,
      ]),
    ).toEqual([
      ['left-out', 32],
      ['as-pain', 48],
      ['as-no-pain', 48],
    ]);
    const as = await run('as-pain', made.dataset, made.table, '--middle', 'as-pain');
    expect(await readRows(join(as, 'predictions.csv'))).toHaveLength(48);
    const treated = metrics.treatments[1].summary;
    expect((await metricsOf(as)).cells[0]).toMatchObject({ auc: treated.auc, accuracy: treated.accuracy });

    // A row of the middle band that cannot be scored is left out for that, and not for its band.
    const [lost] = middle;
    const table = (await readFile(made.table, 'utf8')).split('\n');
    await writeFile(made.table, table.filter((line) => !line.startsWith(`${lost},`)).join('\n'));
    const less = await readRows(join(await run('lost', made.dataset, made.table), 'samples.csv'));
    expect(less.find(({ sample }) => sample === lost)).toMatchObject({
      status: 'middle-not-scored',
      reason: expect.stringMatching(/no row in/),
    });
    expect(less.filter(({ status }) => status === 'middle')).toHaveLength(15);
  });
});
