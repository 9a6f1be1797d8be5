import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, WinceError } from '@wince/core';
import { type EvaluatedRun, evaluate, readManifest, readRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNoise } from './noise-table.ts';

/** A run is read back as it was, and what is wrong with a folder is said with its place. */

let folder: string;
let evaluated: EvaluatedRun;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-read-run-'));
  const { dataset, table } = await writeNoise(join(folder, 'ward'), { subjects: 6, rows: 6, seed: 1 });
  // Scores, so that some rows lie in the middle band of their scale.
  const [header, ...rows] = (await readFile(dataset, 'utf8')).trim().split('\n');
  const scored = rows.map((row, i) => `${row.replace(/,(pain|rest),/, ',,')},${[0, 7, 3][i % 3]}`);
  await writeFile(dataset, `${header},nips\n${scored.join('\n')}\n`);
  await writeFile(
    join(folder, 'ward/dataset.yaml'),
    'labels: { from: scale, scale: nips, bands: three-bands }\n',
  );
  const specification = parseExperiment(
    {
      dataset,
      features: [`table:${table}`],
      keep: [5],
      classifiers: ['knn', 'logistic'],
      comparisons: [[`table:${table}/relieff-5/knn`, `table:${table}/relieff-5/logistic`]],
    },
    'a test',
  );
  evaluated = await evaluate(specification, {
    out: join(folder, 'run'),
    cache: join(folder, 'cache'),
    workers: 1,
    faces: false,
  });
}, 100_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the run in which one file was changed. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const copy = join(await mkdtemp(join(folder, 'copy-')), 'run');
  await cp(join(folder, 'run'), copy, { recursive: true });
  await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
  return copy;
}

async function refusal(read: Promise<unknown>): Promise<WinceError> {
  const error = await read.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof WinceError) return error;
  throw error ?? new Error('nothing was refused');
}

describe('a run that is read back', () => {
  test('equals what was evaluated', async () => {
    expect(evaluated.middle.length).toBeGreaterThan(0);
    expect(evaluated.selected.length).toBeGreaterThan(0);
    expect(evaluated.metrics.treatments).toHaveLength(3);
    expect(await readRun(join(folder, 'run'))).toEqual(evaluated);
  });

  test('has no hash of a file that was not opened', async () => {
    expect(new Set(evaluated.samples.map(({ sha256 }) => sha256))).toEqual(new Set(['']));
  });

  test('may have columns that are not known', async () => {
    const copy = await changed('selected.csv', (text) =>
      text
        .trim()
        .split('\n')
        .map((line, i) => `${line},${i === 0 ? 'note' : 'x'}`)
        .join('\n'),
    );
    expect((await readRun(copy)).selected).toEqual(evaluated.selected);
  });
});

describe('refused', () => {
  test('a folder of an older form, with the way out', async () => {
    const copy = await changed('manifest.json', (text) => text.replace('"schema": 3', '"schema": 1'));
    const { version } = evaluated.manifest;
    const error = await refusal(readRun(copy));
    expect(error).toMatchObject({ code: 'run-version', status: 1 });
    expect(error.message).toContain(`an older version of wince (${version}), in form 1`);
    expect(error.hint).toBe(`Run the experiment again, or read the folder with wince ${version}.`);
  });

  test('a folder of a newer form, with the way out', async () => {
    const copy = await changed('manifest.json', (text) =>
      text.replace('"schema": 3', '"schema": 4').replace('"version": "', '"version": "9'),
    );
    const error = await refusal(readManifest(copy));
    expect(error).toMatchObject({ code: 'run-version', status: 1 });
    expect(error.message).toContain('a newer version of wince (9');
    expect(error.hint).toContain('or newer');
  });

  test('a folder that is none', async () => {
    for (const place of [join(folder, 'ward'), join(folder, 'nowhere')]) {
      expect(await refusal(readRun(place))).toMatchObject({ code: 'no-run', status: 2 });
    }
    const model = await changed('manifest.json', (text) => text.replace('wince run', 'wince model'));
    expect(await refusal(readRun(model))).toMatchObject({ code: 'no-run' });
  });

  test.each([
    [
      'predictions.csv',
      /^((?:.*\n){2}.*,)[\d.]+(,[\d.]+,[\w-]+\n)/,
      '$1high$2',
      'line 3: the column "score" cannot be "high": it must be a number',
    ],
    ['predictions.csv', /threshold/, 'limit', 'has no column "threshold"'],
    ['samples.csv', /,used,/, ',seen,', 'line 2: the column "status" cannot be "seen": it must be "used"'],
    ['selected.csv', /^(.*\n.*?),1,/, '$1,,', 'line 2: the column "rank" cannot be "": it must be a number'],
    ['middle.csv', /,[^,\n]*\n$/, '\n', 'middle.csv'],
    ['metrics.json', /"draws": \d+/, '"draws": "many"', 'the key "cells.0.draws" cannot be "many"'],
    ['metrics.json', /\]/, '', 'is not valid JSON'],
    ['manifest.json', /"seed": 7/, '"seed": "seven"', 'the key "seed" cannot be "seven"'],
  ])('%s where %s is %j', async (file, pattern, replacement, message) => {
    const copy = await changed(file, (text) => {
      const other = text.replace(pattern, replacement);
      if (other === text) throw new Error(`nothing of ${file} was changed`);
      return other;
    });
    const error = await refusal(readRun(copy));
    expect(error.message).toContain(join(copy, file));
    expect(error.message).toContain(message);
    expect(error.status).toBe(1);
  });

  test('a folder without one of its files', async () => {
    const copy = await changed('metrics.json', (text) => text);
    await unlink(join(copy, 'samples.csv'));
    const error = await refusal(readRun(copy));
    expect(error).toMatchObject({ code: 'damaged-run' });
    expect(error.message).toContain(`${join(copy, 'samples.csv')} cannot be read`);
  });
});
