import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultGrid } from '@wince/core';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows, smallCohort, warmCache } from './cohort.ts';
import { wince, winceRefuses, winceWorks } from './run-wince.ts';

let folder: string;
let cohort: string;
let cache: string;
let experiment: string;
let model: string;

const FIRST = 'hog/relieff-30/naive-bayes';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-train-'));
  cohort = await smallCohort();
  cache = await warmCache();
  experiment = join(folder, 'experiment.yaml');
  await writeFile(
    experiment,
    `dataset: ${cohort}
features: [hog]
mixes: [{ features: [faceres, geometry], selected: each }]
keep: [30]
classifiers: [${defaultGrid.classifiers.join(', ')}]
threshold: youden
`,
  );
  await winceWorks(['evaluate', experiment, '--out', join(folder, 'run'), '--cache', cache]);
  model = await train(FIRST, 'S02', 'first.wince');
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function train(cell: string, leaveOut: string, name: string): Promise<string> {
  const out = join(folder, name);
  await winceWorks([
    ...['train', experiment, '--cell', cell, '--leave-out', leaveOut, '--out', out, '--cache', cache],
  ]);
  return out;
}

describe('a model trained without a subject gives the scores of its fold', () => {
  const cells = ['hog', 'faceres+geometry:each'].flatMap((features) =>
    defaultGrid.classifiers.map((classifier) => `${features}/relieff-30/${classifier}`),
  );
  test.each(cells)('%s', async (cell) => {
    const subject = 'S02';
    const trained = await train(cell, subject, 'cell.wince');
    const rows = (await readRows(join(folder, 'run', 'predictions.csv'))).filter(
      (row) => row.cell === cell && row.fold === subject,
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
    const files = rows.map((row) => join(cohort, row.sample));
    const printed = await winceWorks(['predict', '--model', trained, ...files, '--json', '--cache', cache]);
    const { predictions } = JSON.parse(printed);
    expect(predictions).toHaveLength(rows.length);
    rows.forEach((row, i) => {
      const { file, state, score, raw, threshold, status } = predictions[i];
      expect(file).toBe(files[i]);
      expect(status).toBe('used');
      expect(Math.abs(score.value - Number(row.score))).toBeLessThan(1e-6);
      expect(Math.abs(raw - Number(row.raw))).toBeLessThan(1e-6);
      expect(threshold).toBeCloseTo(Number(row.threshold), 9);
      expect(state).toBe(row.decision === 'pain' ? 'signs of pain' : 'no sign of pain');
    });
  });
});

describe('a model', () => {
  test('is the same bytes when trained again, and its owner alone reads it', async () => {
    const again = await train(FIRST, 'S02', 'again.wince');
    expect((await readFile(again)).equals(await readFile(model))).toBe(true);
    expect((await stat(model)).mode & 0o777).toBe(0o600);
  });

  test('says what it is: cell, subjects, hashes; and predict repeats the caution', async () => {
    const manifest = JSON.parse(strFromU8(unzipSync(await readFile(model))['manifest.json']));
    expect(manifest).toMatchObject({ cell: FIRST, positive: 'pain', left_out: ['S02'] });
    expect(manifest.subjects).toEqual(['S01', 'S03', 'S04', 'S05', 'S06']);
    expect(manifest.dataset.synthetic).toBe(true);
    const printed = await winceWorks([
      ...['predict', '--model', model, join(cohort, 'pictures/S02/01.jpg'), '--cache', cache],
    ]);
    expect(printed).toContain('Research use only');
    expect(printed).toContain('synthetic');
    expect(printed).not.toMatch(/\bno pain\b/);
  });

  test('scores what it can, and says of the rest why it has no score', async () => {
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, (await readFile(join(cohort, 'pictures/S02/01.jpg'))).subarray(0, 900));
    const { status, out } = await wince([
      ...[
        'predict',
        '--model',
        model,
        broken,
        join(cohort, 'pictures/S02/01.jpg'),
        '--json',
        '--cache',
        cache,
      ],
    ]);
    expect(status).toBe(1);
    const [first, second] = JSON.parse(out).predictions;
    expect(first).toMatchObject({ status: 'unreadable', state: 'no signal', raw: null });
    expect(first.score).toMatchObject({ value: null, reason: expect.stringMatching(/\w{4}/) });
    expect(second.score.value).toBeGreaterThanOrEqual(0);
  });
});

describe('refused', () => {
  const predictWith = (path: string, status: 1 | 2, message: RegExp) =>
    winceRefuses(
      ['predict', '--model', path, join(cohort, 'pictures/S02/01.jpg'), '--cache', cache],
      status,
      message,
    );

  test('a model that is cut off', async () => {
    const cut = join(folder, 'cut.wince');
    const bytes = await readFile(model);
    for (const share of [0, 0.2, 0.9, 0.999]) {
      await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * share)));
      await predictWith(cut, 1, /cut\.wince is damaged or incomplete/);
    }
  });

  test('a model with one changed byte, wherever it stands', async () => {
    const changed = join(folder, 'changed.wince');
    const bytes = await readFile(model);
    for (const share of [0.05, 0.3, 0.6, 0.9]) {
      const copy = Buffer.from(bytes);
      copy[Math.floor(copy.length * share)] ^= 0x55;
      await writeFile(changed, copy);
      await predictWith(changed, 1, /changed\.wince (is damaged or incomplete|was written by)/);
    }
  });

  test('a picture in place of a model', async () => {
    const picture = join(folder, 'picture.wince');
    await copyFile(join(cohort, 'pictures/S02/01.jpg'), picture);
    await predictWith(picture, 1, /is damaged or incomplete: it cannot be unpacked/);
  });

  test.each([
    ['newer', 1, '9.0.0'],
    ['older', -1, '0.1.0'],
  ])('a model of a %s program', async (age, step, version) => {
    const other = join(folder, `${age}.wince`);
    const entries = unzipSync(await readFile(model));
    const manifest = JSON.parse(strFromU8(entries['manifest.json']));
    const text = JSON.stringify({ ...manifest, schema: manifest.schema + step, version });
    await writeFile(other, zipSync({ ...entries, 'manifest.json': strToU8(text) }));
    const said = await predictWith(
      other,
      1,
      new RegExp(`written by wince ${version.replaceAll('.', '\\.')}`),
    );
    expect(said).toMatch(/train the model again/);
  });

  test.each([
    [
      'a stage that this program does not have',
      { stage: 'guess', id: 'guess' },
      /has the stage "guess", which/,
    ],
    ['another version of a stage', { version: 9 }, /version 9 of the stage "threshold"/],
    ['a stage without its numbers', { model: {} }, /is damaged or incomplete: it contains no fitted cell/],
  ])('a model with %s', async (_, change, message) => {
    const other = join(folder, 'stage.wince');
    const entries = unzipSync(await readFile(model));
    const fitted = JSON.parse(strFromU8(entries['model.json']));
    const stages = [...fitted.stages, { ...fitted.stages.at(-1), ...change }];
    const changed = strToU8(JSON.stringify({ ...fitted, stages }));
    const manifest = JSON.parse(strFromU8(entries['manifest.json']));
    const sum = createHash('sha256').update(changed).digest('hex');
    const stated = strToU8(JSON.stringify({ ...manifest, model_sha256: sum }));
    await writeFile(other, zipSync({ 'manifest.json': stated, 'model.json': changed }));
    expect(await predictWith(other, 1, message)).toMatch(/train the model again/);
  });

  test('an archive whose model is not the one of its manifest', async () => {
    const other = join(folder, 'other.wince');
    const entries = unzipSync(await readFile(model));
    const fitted = strFromU8(entries['model.json']).replace(/0\.(\d)/, '0.9$1');
    await writeFile(other, zipSync({ ...entries, 'model.json': strToU8(fitted) }));
    await predictWith(other, 1, /does not fit its checksum/);
  });

  test('a model that is not there, a picture that is not there', async () => {
    await predictWith(join(folder, 'none.wince'), 2, /none\.wince cannot be read/);
    await winceRefuses(
      ['predict', '--model', model, join(folder, 'none.jpg'), '--cache', cache],
      2,
      /none\.jpg cannot be read/,
    );
  });

  test('a cell that is not in the grid, a subject that is not in the data set', async () => {
    const out = join(folder, 'refused.wince');
    const call = ['train', experiment, '--out', out, '--cache', cache];
    const said = await winceRefuses(
      [...call, '--cell', 'hog/relieff-30/naive-bays'],
      2,
      /no cell called "hog\/relieff-30\/naive-bays".*Did you mean "hog\/relieff-30\/naive-bayes"/,
    );
    expect(said).toContain('hog/relieff-30/svm-linear');
    await winceRefuses(
      [...call, '--cell', FIRST, '--leave-out', 'S2'],
      2,
      /no subject "S2".*Did you mean "S02"/,
    );
    await winceRefuses([...call, '--cell', FIRST, '--leave-out', 'S01,S02,S03,S04,S05,S06'], 1, /\w/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });
});
