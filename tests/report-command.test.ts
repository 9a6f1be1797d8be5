import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, runWarnings } from '@wince/core';
import { type EvaluatedRun, evaluate } from '@wince/runtime';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../packages/cli/src/main.ts';
import { writeNoise } from './noise-table.ts';

/**
 * What is read of a run when it is over: in the terminal, as JSON, in the report, group by group, beside another run, and for a paper.
 */

const FOLDS = 6;
let folder: string;
let dataset: string;
let table: string;
let first: EvaluatedRun;
let second: EvaluatedRun;
/** Columns of the data set by the name of a sample. */
let columnsOf: ReadonlyMap<string, { readonly sex: string; readonly ward: string }>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-report-command-'));
  const written = await writeNoise(join(folder, 'ward'), { subjects: FOLDS, rows: 6, seed: 5, columns: 4 });
  ({ dataset } = written);
  table = `table:${written.table}`;
  const [head, ...rows] = (await readFile(dataset, 'utf8')).trim().split('\n');
  const sexOf = (subject: string) => ['female', 'male', ''][Number(subject.slice(1)) % 3];
  const told = rows.map((row, i) => {
    const [path, subject] = row.split(',');
    return { row, path, sex: sexOf(subject), ward: `ward ${i % 20}` };
  });
  columnsOf = new Map(told.map(({ path, sex, ward }) => [path, { sex, ward }]));
  await writeFile(
    dataset,
    `${[`${head},sex,ward`, ...told.map(({ row, sex, ward }) => `${row},${sex},${ward}`)].join('\n')}\n`,
  );
  first = await run('first', {});
  second = await run('second', { seed: 8, threshold: 0.5, tuning: undefined, breakdown: [] });
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  process.exitCode = undefined;
});

const cellOf = (classifier: string) => `${table}/none/${classifier}`;

function run(out: string, more: Record<string, unknown>): Promise<EvaluatedRun> {
  const specification = parseExperiment(
    {
      ...{ dataset, features: [table], selection: ['none'], classifiers: ['knn', 'svm-linear', 'logistic'] },
      ...{ primary: cellOf('svm-linear'), threshold: 'youden', breakdown: ['ward'] },
      tuning: { C: [0.1, 1], k: [1, 3], folds: 3 },
      ...more,
    },
    'a test',
  );
  const options = { out: join(folder, out), cache: join(folder, 'cache'), workers: 1, faces: false };
  return evaluate(specification, options);
}

/** Calls `wince` in this process. */
async function call(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  const status = await main(['node', 'wince', ...args]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

const report = async () => parseHTML(await readFile(join(folder, 'first', 'report.html'), 'utf8')).document;
const wordsOf = (text: string | null | undefined) => (text ?? '').replaceAll(/\s+/g, ' ').trim();

describe('the declared cell', () => {
  test('stands first and marked in metrics.json and in the JSON of the terminal', async () => {
    const { out } = await call('report', join(folder, 'first'), '--json');
    for (const document of [
      JSON.parse(out),
      JSON.parse(await readFile(join(folder, 'first/metrics.json'), 'utf8')),
    ]) {
      expect(document.cells.map((cell: { declared: boolean }) => cell.declared)).toEqual([
        true,
        false,
        false,
      ]);
      expect(document.cells[0].cell).toBe(cellOf('svm-linear'));
      expect(document.breakdowns[0].cell).toBe(cellOf('svm-linear'));
    }
  });

  test('stands before the table of the terminal, and is marked at its number in it', async () => {
    const { out } = await call('report', join(folder, 'first'));
    const [declared] = first.metrics.cells;
    const lines = out.split('\n');
    const said = lines.indexOf(`the declared cell, ${cellOf('svm-linear')}:`);
    const head = lines.findIndex((line) => /^\s+knn\s+svm-linear\s+logistic/.test(line));
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThan(head);
    expect(lines[said + 1]).toContain(`accuracy ${(100 * (declared.accuracy ?? 0)).toFixed(1)} [`);
    expect(lines[head + 1].match(/\S+ \[[^\]]*\] #/g)).toEqual([
      expect.stringMatching(new RegExp(`^${(100 * (declared.accuracy ?? 0)).toFixed(1)} `)),
    ]);
  });

  test('stands before the tables of the report, and is marked in them', async () => {
    const document = await report();
    const results = [...document.querySelectorAll('#results .declared-cell, #results table')];
    expect(results[0].className).toBe('declared-cell');
    expect(wordsOf(results[0].textContent)).toContain(cellOf('svm-linear'));
    const marked = [...document.querySelectorAll('#results td')].filter((cell) =>
      cell.textContent?.includes('declared'),
    );
    expect(marked.map((cell) => cell.getAttribute('data-label'))).toEqual(['svm-linear', 'svm-linear']);
  });
});

test('* stands at the largest AUC and nowhere else', async () => {
  const { out } = await call('report', join(folder, 'first'));
  const most = Math.max(...first.metrics.cells.map(({ auc }) => auc ?? 0));
  const grid = out.slice(0, out.indexOf('\n* '));
  expect(grid.match(/\S+ \[[^\]]*\] \*/g)).toEqual([
    expect.stringMatching(new RegExp(`^${most.toFixed(3)} `)),
  ]);
});

test('the terminal, its JSON and the report give the same warnings', async () => {
  const warnings = runWarnings(first);
  expect(warnings.length).toBeGreaterThan(0);
  const { out } = await call('report', join(folder, 'first'));
  const said = out.split('\n').filter((line) => line.startsWith('warning: '));
  expect(said.map((line) => line.slice('warning: '.length))).toEqual(warnings);
  expect(JSON.parse((await call('report', join(folder, 'first'), '--json')).out).warnings).toEqual(warnings);
  const shown = [...(await report()).querySelectorAll('.warnings li')];
  expect(shown.map((item) => wordsOf(item.textContent))).toEqual(warnings.map(wordsOf));
});

describe('what tuning chose', () => {
  test('stands beside selected.csv, for each fold of each cell', async () => {
    const lines = (await readFile(join(folder, 'first', 'tuned.csv'), 'utf8')).trim().split('\n');
    expect(lines[0]).toBe('cell,fold,parameter,value');
    for (const [classifier, parameter, values] of [
      ['knn', 'k', [1, 3]],
      ['svm-linear', 'C', [0.1, 1]],
      ['logistic', 'C', [0.1, 1]],
    ] as const) {
      const own = first.tuned.filter((row) => row.cell === cellOf(classifier));
      const chosen = own.filter((row) => row.parameter === parameter);
      expect(new Set(chosen.map(({ fold }) => fold)).size).toBe(FOLDS);
      expect(
        chosen.map(({ value }) => value).filter((value) => !(values as readonly number[]).includes(value)),
      ).toEqual([]);
      const thresholds = new Map(
        own.filter((row) => row.parameter === 'threshold').map(({ fold, value }) => [fold, value]),
      );
      const rows = first.predictions.filter(({ cell }) => cell === cellOf(classifier));
      for (const { fold, threshold } of rows) expect(thresholds.get(fold)).toBe(threshold);
    }
    expect(second.tuned).toEqual([]);
  });

  test('stands in the report for each fold of the declared cell', async () => {
    const caption = [...(await report()).querySelectorAll('#selected caption')].find((each) =>
      each.textContent?.startsWith('What each fold chose'),
    );
    const rows = [...(caption?.parentElement?.querySelectorAll('tbody tr') ?? [])];
    const found = rows.map((row) => [
      row.querySelector('th')?.textContent,
      row.querySelector('td')?.textContent,
    ]);
    const own = first.tuned.filter((row) => row.cell === cellOf('svm-linear') && row.parameter === 'C');
    expect(found).toEqual(own.map(({ fold, value }) => [fold, String(value)]));
    expect(found).toHaveLength(FOLDS);
  });

  test('stands in the report, with the number of folds of each value', async () => {
    const section = (await report()).querySelector('#tuned + p + .scroll');
    const row = [...(section?.querySelectorAll('tr') ?? [])].find(
      (each) => each.querySelector('code')?.textContent === 'C',
    );
    const said = wordsOf(row?.querySelector('td')?.textContent);
    const own = first.tuned.filter(
      ({ cell, parameter }) => cell === cellOf('svm-linear') && parameter === 'C',
    );
    for (const value of new Set(own.map((each) => each.value)))
      expect(said).toMatch(
        new RegExp(`(^| )${value} \\(${own.filter((each) => each.value === value).length} folds?\\)`),
      );
  });
});

describe('a breakdown', () => {
  /** The rows of a cell in a group, counted by hand. */
  const inGroup = (cell: string, column: 'sex' | 'ward', group: string) =>
    first.predictions.filter((row) => row.cell === cell && columnsOf.get(row.sample)?.[column] === group);

  test('by a column with a few words is there without being asked for, with one group of what is not stated', async () => {
    const { out } = await call('report', join(folder, 'first'), '--by', 'sex', '--json');
    const [declared] = JSON.parse(out);
    expect(declared).toMatchObject({ cell: cellOf('svm-linear'), column: 'sex' });
    for (const [name, group] of [
      ['female', 'female'],
      ['male', 'male'],
      ['(not stated)', ''],
    ]) {
      const rows = inGroup(cellOf('svm-linear'), 'sex', group);
      const wrong = rows.filter(({ truth, decision }) => truth !== decision).length;
      expect(declared.groups.find((each: { group: string }) => each.group === name)).toMatchObject({
        ...{ samples: rows.length, subjects: new Set(rows.map(({ subject }) => subject)).size, wrong },
        positives: rows.filter(({ truth }) => truth === 'pain').length,
        // Two subjects: counts, but no rate.
        ...{ too_few_subjects: true, accuracy: null, sensitivity: null, specificity: null, auc: null },
      });
    }
    expect(declared.groups.at(-1).group).toBe('(not stated)');
  });

  test('by a column of many words is there where the experiment names it', async () => {
    const { out, status } = await call('report', join(folder, 'first'), '--by', 'ward');
    expect(status).toBe(0);
    expect(out).toContain(`by ward: ${cellOf('svm-linear')}`);
    expect(out).toMatch(/^\(9 other values\) /m);
    const rows = inGroup(cellOf('svm-linear'), 'ward', 'ward 0');
    expect(out).toMatch(
      new RegExp(`^ward 0 +${new Set(rows.map(({ subject }) => subject)).size} +${rows.length} `, 'm'),
    );
    const heads = [...(await report()).querySelectorAll('#breakdown caption')].map((caption) =>
      wordsOf(caption.textContent),
    );
    expect(heads).toEqual(expect.arrayContaining(['By ward.', 'By sex.']));
  });

  test('by a column that the run did not keep is read from the data set, as long as it is the same', async () => {
    const wanted = await call('report', join(folder, 'first'), '--by', 'ward', '--json');
    const { out, status } = await call('report', join(folder, 'second'), '--by', 'ward', '--json');
    expect(status).toBe(0);
    const counts = (text: string) =>
      JSON.parse(text)[0].groups.map((own: { group: string; samples: number }) => [own.group, own.samples]);
    expect(counts(out)).toEqual(counts(wanted.out));
    const text = await readFile(dataset);
    await writeFile(dataset, `${text}\n`);
    const refused = await call('report', join(folder, 'second'), '--by', 'ward');
    await writeFile(dataset, text);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('was changed after the run');
    expect(refused.err).toContain('It has groups by: sex.');
  });

  test('by a column that is not there is refused, in a run and before one', async () => {
    const refused = await call('report', join(folder, 'second'), '--by', 'wards');
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('Did you mean "ward"?');
    await expect(run('third', { breakdown: ['wards'] })).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringContaining('Did you mean "ward"?'),
    });
  });
});

describe('two runs side by side', () => {
  test('differ in what was changed, and cells are paired by subject', async () => {
    const { out, status } = await call('compare', join(folder, 'first'), join(folder, 'second'), '--json');
    expect(status).toBe(0);
    const { differences, rows, cells } = JSON.parse(out);
    expect(differences.map((each: { what: string; name: string }) => `${each.what} ${each.name}`)).toEqual([
      ...[
        'parameters tuning.C',
        'parameters tuning.k',
        'parameters tuning.folds',
        'parameters tuning.metric',
      ],
      ...['parameters threshold', 'parameters breakdown', 'parameters seed'],
    ]);
    expect(rows).toEqual({ common: 6 * FOLDS, only_first: 0, only_second: 0, other_label: 0 });
    expect(cells[0]).toMatchObject({
      first: cellOf('svm-linear'),
      declared: true,
      rows: 6 * FOLDS,
      subjects: FOLDS,
    });
    for (const { first: id, accuracy, auc } of cells) {
      const [a, b] = [first, second].map(({ metrics }) => metrics.cells.find(({ cell }) => cell === id));
      expect(accuracy.difference).toBeCloseTo((a?.accuracy ?? 0) - (b?.accuracy ?? 0), 12);
      expect(auc.first).toBe(a?.auc);
      expect(auc.ci95[0]).toBeLessThanOrEqual(auc.difference);
      expect(auc.ci95[1]).toBeGreaterThanOrEqual(auc.difference);
    }
  });

  test('of other data and another program, say so in the terminal, with both values', async () => {
    const copy = join(folder, 'copy');
    await cp(join(folder, 'first'), copy, { recursive: true });
    const manifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8'));
    manifest.version = '0.0.9';
    manifest.dataset.sha256 = 'ab'.repeat(32);
    await writeFile(join(copy, 'manifest.json'), JSON.stringify(manifest));
    const { out } = await call('compare', join(folder, 'first'), copy);
    expect(out).toMatch(/^data +dataset\.sha256 +\S+ +abab/m);
    expect(out).toMatch(/^program +version +0\.1\.0 +0\.0\.9$/m);
    expect(out).toMatch(/\(declared\) +36 +accuracy, % +\S+ +\S+ +\+0\.0 +\[\+0\.0, \+0\.0\] +1\.000/);
    expect((await call('compare', join(folder, 'first'), join(folder, 'first'))).out).toContain(
      'data, parameters and program are the same',
    );
  });
});

test('a paper is written by one command, and not replaced unasked', async () => {
  const out = join(folder, 'paper');
  const written = await call('report', join(folder, 'first'), '--paper', out);
  expect(written).toMatchObject({ status: 0, err: '' });
  expect(await readFile(join(out, 'methods.md'), 'utf8')).toMatch(/chose `C` = /);
  const again = await call('report', join(folder, 'first'), '--paper', out);
  expect(again.status).toBe(2);
  expect(again.err).toContain('--overwrite');
  expect((await call('report', join(folder, 'first'), '--paper', out, '--overwrite')).status).toBe(0);
});
