import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAMILIES, readRows, smallCohort, warmCache } from './cohort.ts';
import { writeNoise } from './noise-table.ts';
import { startWince, wince } from './run-wince.ts';

let folder: string;
let table: string;
let dataset: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-output-'));
  ({ dataset, table } = await writeNoise(join(folder, 'data'), { subjects: 6, rows: 4, seed: 2 }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...rest: string[]) => [
  ...['evaluate', '--dataset', dataset, '--features', `table:${table}`, '--select', 'none'],
  ...[
    '--classifiers',
    'naive-bayes',
    '--out',
    join(folder, 'run'),
    '--cache',
    join(folder, 'cache'),
    ...rest,
  ],
];

/** Runs `wince`, and reads all of standard output as one JSON document. */
async function json(args: readonly string[]) {
  const { status, out, err } = await wince(args);
  expect(status, err).toBe(0);
  return { document: JSON.parse(out), err };
}

describe('--json prints one document and nothing else', () => {
  test('evaluate', async () => {
    const { document, err } = await json(evaluate('--json'));
    const metrics = JSON.parse(await readFile(join(folder, 'run', 'metrics.json'), 'utf8'));
    // The document has the warnings of the manifest, too, as the report has.
    expect(document).toEqual({ ...metrics, warnings: expect.arrayContaining(metrics.warnings) });
    expect(err).toContain('fitting cells');
  });

  test('evaluate --dry-run computes nothing', async () => {
    const before = await readdir(folder);
    const { document } = await json(evaluate('--dry-run', '--out', join(folder, 'dry')));
    expect(document.cells).toEqual([`table:${table}/none/naive-bayes`]);
    expect(document.cost).toEqual({ pictures: 24, fits: 6 });
    expect(await readdir(folder)).toEqual(before);
  });

  test('evaluate --schema is a JSON Schema that knows every key of the experiment file', async () => {
    const { document } = await json(['evaluate', '--schema']);
    expect(document.$schema).toMatch(/^https:\/\/json-schema\.org\/draft\//);
    expect(document).toMatchObject({ type: 'object', additionalProperties: false });
    expect(document.required).toEqual(['dataset', 'classifiers']);
    expect(Object.keys(document.properties)).toEqual(
      expect.arrayContaining(
        'dataset subject positive negative features mixes selection keep classifiers protocol tuning comparisons seed'.split(
          ' ',
        ),
      ),
    );
  });

  test('dataset check', async () => {
    const { document } = await json(['dataset', 'check', await smallCohort(), '--no-faces', '--json']);
    expect(document).toMatchObject({ rows: 24, errors: 0 });
  }, 400_000);

  test('extract: a Parquet table for each family, with names and provenance', async () => {
    const out = join(folder, 'tables');
    const { document, err } = await json([
      ...['extract', await smallCohort(), '--features', FAMILIES, '--out', out, '--json'],
      ...['--cache', await warmCache()],
    ]);
    expect(err).toContain('reading faces');
    expect(document.tables.map(({ family }: { family: string }) => family).join(',')).toBe(FAMILIES);
    const samples = await readRows(join(out, 'samples.csv'));
    expect(samples).toHaveLength(24);
    const used = samples.filter((row) => row.status === 'used');
    for (const { file, rows, columns, family } of document.tables) {
      const bytes = await readFile(file);
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const metadata = parquetMetadata(buffer);
      const names = metadata.schema.slice(1).map(({ name }) => name);
      expect(names.slice(0, 3)).toEqual(['sample', 'subject', 'label']);
      expect(new Set(names).size).toBe(columns + 3);
      const provenance = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
      expect(JSON.parse(provenance.get('wince.family') ?? '')).toMatchObject({ name: family, columns });
      expect(provenance.get('wince.version')).toMatch(/^\d+\.\d+\.\d+/);
      const records = await parquetReadObjects({ file: buffer });
      expect(records.map((record) => record.sample)).toEqual(used.map((row) => row.sample));
      expect(records).toHaveLength(rows);
    }
    // A table that was extracted serves as features again, and gives what the pictures give.
    const cohort = await smallCohort();
    const hog = document.tables.find(({ family }: { family: string }) => family === 'hog').file;
    const rest = ['--select', 'none', '--classifiers', 'svm-linear', '--cache', await warmCache()];
    const runs = ['hog', `table:${hog}`].map((feature, i) => [
      ...['evaluate', '--dataset', cohort, '--features', feature],
      ...['--out', join(folder, `again${i}`), ...rest],
    ]);
    const scores: string[][] = [];
    for (const call of runs) {
      const { status, err: said } = await wince(call);
      expect(status, said).toBe(0);
      const predictions = await readRows(join(call[6], 'predictions.csv'));
      scores.push(predictions.map(({ sample, score }) => `${sample} ${score}`));
    }
    expect(scores[1]).toEqual(scores[0]);
  }, 400_000);
});

describe('help', () => {
  test.each([
    [[]],
    [['evaluate']],
    [['extract']],
    [['train']],
    [['predict']],
    [['phantom']],
    [['demo']],
    [['dataset']],
    [['dataset', 'create']],
    [['dataset', 'check']],
    [['dataset', 'forget']],
  ])('wince %j --help', async (command) => {
    const { status, out, err } = await wince([...command, '--help']);
    expect(err).toBe('');
    expect(out).toMatch(new RegExp(`Usage: ${['wince', ...command].join(' ')}`));
    expect(out).toContain('--help');
    expect(status).toBe(0);
  });

  test('wince alone says how it is called, and that this was no call', async () => {
    const { status, out, err } = await wince([]);
    expect(`${out}${err}`).toContain('evaluate');
    expect(status).toBe(2);
  });
});

test('what is printed may be read in part: the work goes on, and nothing is said of it', async () => {
  const { child, ended } = startWince(evaluate('--dry-run', '--json', '--out', join(folder, 'unread')));
  child.stdout?.destroy();
  const { status, err } = await ended;
  expect(status).toBe(0);
  expect(err).not.toMatch(/EPIPE|Error|at /);
});
