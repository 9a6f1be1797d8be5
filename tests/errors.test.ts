import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheOfNetworks, smallCohort, warmCache } from './cohort.ts';
import { writeNoise } from './noise-table.ts';
import { expectRefusal, wince, winceHere, winceRefuses, winceWorks } from './run-wince.ts';

let folder: string;
/** A data set whose features are a table: no picture is ever opened. */
let dataset: string;
let table: string;
let place: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-errors-'));
  ({ dataset, table } = await writeNoise(join(folder, 'data'), { subjects: 6, rows: 4, seed: 1 }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A new folder to run in, which must be empty after a refusal. */
async function emptyPlace(): Promise<string> {
  place = await mkdtemp(join(folder, 'place-'));
  return place;
}

/** A call that is refused, and leaves nothing. */
async function refused(args: readonly string[], status: 1 | 2, message: RegExp): Promise<string> {
  const cwd = await emptyPlace();
  const ended = await winceHere(args, { cwd, env: { WINCE_CACHE: join(folder, 'cache') } });
  expectRefusal(ended, status, message);
  expect(await readdir(cwd)).toEqual([]);
  return ended.err;
}

const evaluate = (...rest: readonly string[]) => [
  ...['evaluate', '--dataset', dataset, '--features', `table:${table}`, '--select', 'none'],
  ...['--classifiers', 'naive-bayes', ...rest],
];

/** A data set of its own with this table, and this description where there is one. */
async function datasetOf(csv: string, yaml = 'positive: pain\n'): Promise<string> {
  const own = await mkdtemp(join(folder, 'own-'));
  await writeFile(join(own, 'dataset.csv'), csv);
  if (yaml !== '') await writeFile(join(own, 'dataset.yaml'), yaml);
  return own;
}

test('the call that the others change by one thing works', async () => {
  await winceWorks(evaluate('--out', join(folder, 'works')), { env: { WINCE_CACHE: join(folder, 'cache') } });
});

describe('the data set', () => {
  test('is not there', async () => {
    await refused(['evaluate', '--dataset', 'nowhere.csv'], 2, /nowhere\.csv is not there/);
    await refused(['extract', 'nowhere', '--features', 'hog', '--out', 'x'], 2, /nowhere is not there/);
    await refused(['train', '--dataset', 'nowhere', '--cell', 'x'], 2, /nowhere is not there/);
    await refused(['dataset', 'check', 'nowhere'], 2, /nowhere is not there/);
  });

  test('is named nowhere', async () => {
    await refused(['evaluate'], 2, /dataset/);
  });

  test('is an empty folder', async () => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    await refused(['evaluate', '--dataset', empty], 2, /dataset\.csv is not there/);
    await refused(
      ['dataset', 'create', empty, '--pattern', '{subject}_{label}.jpg'],
      2,
      /no picture, video or sound/,
    );
    expect(await readdir(empty)).toEqual([]);
  });

  test('lacks a column', async () => {
    const own = await datasetOf('path,subject,lable\na.jpg,1,pain\n');
    await refused(['evaluate', '--dataset', own], 2, /no column "label"\. Did you mean "lable"/);
    await refused(evaluate('--subject', 'infant'), 2, /no column "infant"/);
  });

  test('has no positive label, or one that no row has', async () => {
    const csv = 'path,subject,label\na.jpg,1,pain\nb.jpg,1,rest\nc.jpg,2,pain\nd.jpg,2,rest\n';
    await refused(['evaluate', '--dataset', await datasetOf(csv, '')], 2, /positive/);
    await refused(evaluate('--positive', 'pian'), 2, /"pian".*Did you mean "pain"/);
  });

  test('has one subject only', async () => {
    const { dataset: one, table: own } = await writeNoise(join(folder, 'one'), {
      subjects: 1,
      rows: 8,
      seed: 1,
    });
    const call = ['evaluate', '--dataset', one, '--features', `table:${own}`, '--classifiers', 'naive-bayes'];
    await refused(call, 1, /one subject|two subjects|1 subject/i);
  });

  test('has one label only', async () => {
    const own = await datasetOf('path,subject,label\na.jpg,1,pain\nb.jpg,2,pain\n');
    await refused(['evaluate', '--dataset', own], 2, /one label|negative|other label|no row/i);
  });

  test('leaves its folder', async () => {
    const own = await datasetOf('path,subject,label\n../a.jpg,1,pain\nb.jpg,2,rest\n');
    await refused(['evaluate', '--dataset', own, '--features', 'hog'], 1, /leaves the folder/);
  });
});

describe('names that nobody knows', () => {
  test.each([
    [['--features', 'hgo'], /no feature called "hgo"\. Did you mean "hog"[\s\S]*known ones are:.*faceres/],
    [['--features', 'hog?cel=8'], /cel/],
    [['--features', 'faceres@nowhere'], /nowhere/],
    [['--features', 'table:none.csv'], /none\.csv cannot be read/],
    [['--classifiers', 'naive-bayse'], /"naive-bayse"\. Did you mean "naive-bayes"/],
    [['--classifiers', 'knn?k=0'], /k/],
    [['--select', 'relief'], /"relief"\. Did you mean "relieff"/],
    [['--protocol', 'leave-one-out'], /"leave-one-out"/],
    [['--protocol', 'stratified-k-folds?folds=99'], /99/],
    [['--protocol', 'train-test'], /needs a data set to test on/],
    [['--primary', 'hog/none/knn'], /no cell called "hog\/none\/knn"/],
    [['--class-weights', 'equal'], /class_weights/],
    [['--middle', 'out'], /middle/],
    [['--threshold', '2'], /threshold/],
    [['--threshold', 'half'], /threshold/],
    [['--task', 'x'], /"x"/],
    [['--seed', '-1'], /-1/],
    [['--seed', '1.5'], /1\.5/],
    [['--workers', '0'], /1 or more/],
    [['--keep', 'many'], /many/],
    [['--keep', '0'], /1 or more/],
    [['--keeps', '10'], /unknown option '--keeps'/],
    [['--classifiers', ''], /classifiers/],
    [['--reference-normalisation'], /reference/],
  ])('%j', async (rest, message) => {
    await refused(evaluate(...rest), rest[0] === '--reference-normalisation' ? 1 : 2, message);
  });

  test('a command that there is not', async () => {
    await refused(['evalute'], 2, /unknown command 'evalute'[\s\S]*evaluate/);
  });
});

describe('the experiment file', () => {
  async function file(text: string): Promise<string> {
    const path = join(await mkdtemp(join(folder, 'file-')), 'experiment.yaml');
    await writeFile(path, text);
    return path;
  }

  test.each([
    ['dataset: d\nclasifiers: [knn]\n', /no key "clasifiers"\. Did you mean "classifiers"/],
    ['dataset: d\nclassifiers: [knn]\ntuning: { kep: [1] }\n', /no key "tuning\.kep"\. Did you mean "keep"/],
    ['dataset: [\n', /line \d/],
    ['just a text', /the file/],
    ['', /the file/],
    ['dataset: d\nclassifiers: [knn]\nseed: -3\n', /seed/],
    ['dataset: d\nclassifiers: []\n', /classifiers/],
    ['dataset: d\nclassifiers: [knn]\nschema: 2\n', /schema/],
    ['dataset: d\ndataset: e\nclassifiers: [knn]\n', /line 2/],
    [`a: &a [x,x]\n${'b: [*a,*a]\n'.repeat(2)}`, /\w/],
  ])('%j', async (text, message) => {
    await refused(['evaluate', await file(text)], 2, message);
  });

  test('is not there, or is a folder', async () => {
    await refused(['evaluate', 'none.yaml'], 2, /none\.yaml cannot be read/);
    await refused(['evaluate', folder], 2, /cannot be read/);
  });
});

describe('a feature table', () => {
  async function changed(change: (text: string) => string): Promise<readonly string[]> {
    const path = join(await mkdtemp(join(folder, 'table-')), 'table.csv');
    await writeFile(path, change(await readFile(table, 'utf8')));
    return evaluate('--features', `table:${path}`);
  }

  test.each([
    [
      'NaN',
      (text: string) => text.replace(/,-?[\d.]+$/m, ',NaN'),
      /the feature "\w+" is "NaN", not a finite number/,
    ],
    ['an empty field', (text: string) => text.replace(/,-?[\d.]+$/m, ','), /is empty, not a finite number/],
    ['infinity', (text: string) => text.replace(/,-?[\d.]+$/m, ',1e400'), /not a finite number/],
    ['no column sample', (text: string) => text.replace('sample', 'name'), /no column "sample"/],
    ['no features', (text: string) => text.replace(/^([^,]*),.*$/gm, '$1'), /no column of features/],
    ['a row twice', (text: string) => `${text}${text.trim().split('\n')[1]}\n`, /two rows for the sample/],
    [
      'a row that is too short',
      (text: string) => `${text}x\n`,
      /line \d+ has 1 field, but the header has another number/,
    ],
    ['damaged Parquet', () => 'PAR1 and then nothing', /cannot be read as one/],
    ['nothing', () => '', /is empty/],
  ])('with %s', async (_, change, message) => {
    await refused(await changed(change), 1, message);
  });

  test('that lacks a sample leaves it in samples.csv', async () => {
    const call = await changed((text) => text.trim().split('\n').slice(0, -1).join('\n'));
    const out = join(folder, 'lacks');
    await winceWorks([...call, '--out', out], { env: { WINCE_CACHE: join(folder, 'cache') } });
    expect(await readFile(join(out, 'samples.csv'), 'utf8')).toMatch(/no-features,no row in table:/);
  });
});

describe('the place to write to', () => {
  test('contains other files', async () => {
    const out = await mkdtemp(join(folder, 'theirs-'));
    await writeFile(join(out, 'thesis.txt'), 'mine');
    await refused(evaluate('--out', out), 2, /contains other files/);
    await refused(['extract', dataset, '--features', 'hog', '--out', out], 2, /contains other files/);
    expect(await readdir(out)).toEqual(['thesis.txt']);
  });

  test('is a file, or lies under one', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, 'mine');
    await refused(evaluate('--out', file), 1, /cannot be written/);
    await refused(evaluate('--out', join(file, 'run')), 1, /cannot be written/);
    await refused(evaluate('--out', 'run', '--cache', file), 1, /cannot be written/);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test.skipIf(process.getuid?.() === 0)('belongs to somebody else', async () => {
    const locked = await mkdtemp(join(folder, 'locked-'));
    await chmod(locked, 0o500);
    await refused(evaluate('--out', join(locked, 'run')), 1, /cannot be written/);
  });

  test('is no file system for files', async () => {
    await refused(evaluate('--out', '/proc/wince/run'), 1, /cannot be written/);
  });
});

describe('no space left (a limit of the size of files)', () => {
  // 512-byte blocks in bash's POSIX mode, 1024 otherwise: 1 is below every table, and lets nothing be written whole.
  const before = "trap '' XFSZ; ulimit -f 1";

  test('evaluate', async () => {
    const cwd = await emptyPlace();
    const options = { cwd, before };
    await winceRefuses(
      evaluate('--out', 'run', '--cache', join(folder, 'cache')),
      1,
      /no space left/,
      options,
    );
    expect(await readdir(cwd)).toEqual([]);
  });

  test('evaluate, for the cache of faces', async () => {
    const cwd = await emptyPlace();
    const own = join(cwd, 'cache');
    await mkdir(own);
    await cacheOfNetworks(own);
    const call = ['evaluate', '--dataset', await smallCohort(), '--features', 'hog', '--classifiers', 'knn'];
    await winceRefuses([...call, '--out', 'run', '--cache', own], 1, /no space left/, { cwd, before });
    expect(await readdir(cwd)).toEqual(['cache']);
  }, 400_000);

  test('extract and train', async () => {
    const cwd = await emptyPlace();
    const cohort = await smallCohort();
    const cache = await warmCache();
    const options = { cwd, before };
    const tables = ['extract', cohort, '--features', 'hog', '--out', 'tables', '--cache', cache];
    await winceRefuses(tables, 1, /no space left/, options);
    await winceRefuses(
      [
        ...['train', '--dataset', cohort, '--features', 'hog', '--select', 'none', '--classifiers', 'knn'],
        ...['--cell', 'hog/none/knn', '--out', 'model.wince', '--cache', cache],
      ],
      1,
      /no space left/,
      options,
    );
    expect(await readdir(cwd)).toEqual([]);
  }, 400_000);
});

describe('a corrupt picture', () => {
  test('stays in samples.csv with its reason, and dataset check calls it an error', async () => {
    const cohort = await smallCohort();
    const own = join(folder, 'corrupt');
    await mkdir(join(own, 'pictures'), { recursive: true });
    const rows = (await readFile(join(cohort, 'dataset.csv'), 'utf8')).trim().split('\n').slice(1);
    const lines = ['path,subject,label'];
    for (const row of rows) {
      const [path, subject, label] = row.split(',');
      const name = `pictures/${path.replace('pictures/', '').replace('/', '-')}`;
      await copyFile(join(cohort, path), join(own, name));
      lines.push(`${name},${subject},${label}`);
    }
    const [, first, second, third] = lines.map((line) => line.split(',')[0]);
    const whole = await readFile(join(own, first));
    await writeFile(join(own, first), whole.subarray(0, Math.floor(whole.length / 2)));
    await writeFile(join(own, second), 'no picture at all');
    await rm(join(own, third));
    await writeFile(join(own, 'dataset.csv'), `${lines.join('\n')}\n`);
    await writeFile(join(own, 'dataset.yaml'), 'positive: pain\n');

    const out = join(folder, 'corrupt-run');
    const cache = await warmCache();
    await winceWorks([
      ...['evaluate', '--dataset', own, '--features', 'hog', '--select', 'none', '--classifiers', 'knn'],
      ...['--out', out, '--cache', cache],
    ]);
    const samples = (await readFile(join(out, 'samples.csv'), 'utf8')).trim().split('\n').slice(1);
    expect(samples).toHaveLength(lines.length - 1);
    for (const name of [first, second, third]) {
      const row = samples.find((line) => line.startsWith(`${name},`));
      expect(row, name).toMatch(/,unreadable,.{10}/);
    }
    const checked = await wince(['dataset', 'check', own, '--no-faces', '--json']);
    expect(checked.status).toBe(1);
    const { errors, findings } = JSON.parse(checked.out);
    expect(errors).toBeGreaterThanOrEqual(3);
    for (const name of [first, second, third]) {
      expect(JSON.stringify(findings)).toContain(name);
    }
  }, 400_000);
});
