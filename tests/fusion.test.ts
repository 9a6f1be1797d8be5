import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, planCells, randomFrom } from '@wince/core';
import { type EvaluatedRun, evaluate, readRun, train } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** 14 neonates with 6 rows each; tables of what three modalities say of them, in which rows are missing at random. */
const SUBJECTS = 14;
const ROWS = 6;
const STRENGTHS = { face: 1, strain: 0.7, cry: 1.2 } as const;
type Name = keyof typeof STRENGTHS;
const NAMES: readonly Name[] = ['face', 'strain', 'cry'];

let folder: string;
let run: EvaluatedRun;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-fusion-'));
  await writeTables();
  const modalities = Object.fromEntries(NAMES.map((name) => [name, `table:${join(folder, `${name}.csv`)}`]));
  const given = { dataset: folder, selection: ['none'], classifiers: ['logistic'], fusion: { modalities } };
  run = await evaluate(parseExperiment(given, 'a test'), {
    ...{ out: join(folder, 'run'), cache: join(folder, 'cache'), workers: 1, faces: false },
  });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeTables(): Promise<void> {
  const random = randomFrom('fusion');
  const rows = Array.from({ length: SUBJECTS * ROWS }, (_, i) => ({
    path: `s${Math.floor(i / ROWS)}-${i % ROWS}.jpg`,
    subject: `s${Math.floor(i / ROWS)}`,
    pain: i % 2 === 0,
  }));
  const lines = rows.map(({ path, subject, pain }) => `${path},${subject},${pain ? 'pain' : 'rest'}`);
  await writeFile(join(folder, 'dataset.csv'), `path,subject,label\n${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: drawn numbers\n');
  for (const name of NAMES) {
    const table = rows
      .filter(() => random.next() > 0.15)
      .map(({ path, pain }) => {
        const values = Array.from({ length: 6 }, (_, c) =>
          (random.normal() + (c < 2 && pain ? STRENGTHS[name] : 0)).toFixed(4),
        );
        return `${path},${values.join(',')}`;
      });
    const head = Array.from({ length: 6 }, (_, c) => `${name}${c}`).join(',');
    await writeFile(join(folder, `${name}.csv`), `sample,${head}\n${table.join('\n')}\n`);
  }
}

const aucOf = (features: string) =>
  run.metrics.cells.find((cell) => cell.features === features)?.auc ?? Number.NaN;

describe('modalities in one table, of one experiment file', () => {
  test('each alone, each pair and all together stand there, by each method', () => {
    const pairs = ['face+strain', 'face+cry', 'strain+cry', 'face+strain+cry'];
    expect(run.manifest.cells.map((cell) => cell.split('/')[0])).toEqual([
      ...NAMES,
      ...pairs.flatMap((pair) => ['early', 'mean', 'stack'].map((how) => `${pair}~${how}`)),
    ]);
    expect(run.metrics.failed).toEqual([]);
    expect(run.manifest.modalities.map(({ name }) => name)).toEqual(NAMES);
  });

  test('together they are better than each alone, however they are put together', () => {
    const alone = Math.max(...NAMES.map(aucOf));
    for (const how of ['early', 'mean', 'stack']) {
      expect(aucOf(`face+strain+cry~${how}`)).toBeGreaterThan(alone);
    }
  });

  test('a row that lacks a modality is scored by the others, and says what it has', () => {
    const lacking = run.samples.filter(({ modalities }) => modalities === 'face+strain');
    expect(lacking.length).toBeGreaterThan(2);
    const scored = new Set(
      run.predictions
        .filter(({ cell }) => cell.startsWith('face+strain+cry~mean'))
        .map(({ sample }) => sample),
    );
    for (const { sample } of lacking) expect(scored.has(sample)).toBe(true);
    // With one modality left, the score is that of this modality alone.
    const only = run.samples.find(({ modalities }) => modalities === 'cry');
    const score = (features: string) =>
      run.predictions.find(({ cell, sample }) => cell.startsWith(`${features}/`) && sample === only?.sample)
        ?.score;
    expect(score('face+strain+cry~mean')).toBeCloseTo(score('cry') ?? Number.NaN, 12);
  });

  test('a modality that is taken away costs what it carries, and the program still answers', async () => {
    const of = (how: string) =>
      run.metrics.by_modality.find(({ cell }) => cell.startsWith(`face+strain+cry~${how}/`));
    for (const how of ['early', 'mean', 'stack']) {
      const taken = new Map(of(how)?.taken.map((own) => [own.group, own]));
      expect([...taken.keys()]).toEqual(['nothing', ...NAMES]);
      const [nothing, cry] = [taken.get('nothing'), taken.get('cry')];
      expect(cry?.auc).toBeLessThan(nothing?.auc ?? 0);
      expect(cry?.auc).toBeGreaterThan(0.6);
      expect(cry?.ci95.auc?.[0]).toBeLessThan(cry?.auc ?? 0);
    }
    const whole = of('mean')?.has.at(0);
    expect(whole?.group).toBe('face+strain+cry');
    // Rows that have nothing but the cry cannot be scored without it.
    const left = run.taken.filter(
      ({ cell, taken }) => cell.startsWith('face+strain+cry~mean') && taken === 'cry',
    );
    const onlyCry = run.samples.filter(({ modalities }) => modalities === 'cry').length;
    expect(left).toHaveLength(run.samples.filter(({ status }) => status === 'used').length - onlyCry);
    expect(await readRun(join(folder, 'run'))).toEqual(run);
    const page = await readFile(join(folder, 'run', 'report.html'), 'utf8');
    expect(page).toContain('When a modality is taken away.');
    expect(page).toContain('the weights of the others are renormalised');
  });
});

describe('what an experiment file may say of modalities', () => {
  const given = (fusion: unknown) => () =>
    parseExperiment({ dataset: 'a', classifiers: ['knn'], fusion }, 'a.yaml');

  test.each([
    [{ modalities: { face: 'hog' } }, /at least two modalities/],
    [{ modalities: { Face: 'hog', cry: 'cry' } }, /small letters/],
    [{ modalities: { face: 'hog', cry: 'cry' }, weights: { face: 1 } }, /"cry" has no weight/],
    [
      { modalities: { face: 'hog', cry: 'cry' }, weights: { face: 1, cry: 1, pulse: 1 } },
      /no modality "pulse"/,
    ],
    [{ modalities: { face: 'hog', cry: 'cry' }, how: ['mean', 'mean'] }, /twice/],
    [{ modalities: { face: 'hog', cry: 'cry' }, late: 'mean' }, /late/],
  ])('%j is refused', (fusion, message) => {
    expect(given(fusion)).toThrow(expect.objectContaining({ code: 'bad-experiment' }));
    expect(given(fusion)).toThrow(message);
  });

  test('a family belongs to one modality', () => {
    const twice = given({ modalities: { face: ['hog', 'lbp'], more: 'hog' } })();
    expect(() => planCells(twice, (family) => String(family))).toThrow(
      /the family hog is in the modalities twice/,
    );
  });

  test('weights of a pair are those of its two modalities', () => {
    const three = given({
      ...{ modalities: { face: 'hog', strain: 'strain', cry: 'cry' }, how: ['mean'] },
      weights: { face: 3, strain: 1, cry: 2 },
    })();
    const [pair] = planCells(three, (family) => String(family)).filter(({ id }) =>
      id.startsWith('face+cry~'),
    );
    expect(pair.features.late?.weights).toEqual({ face: 3, cry: 2 });
  });
});

test('a model of joined scores cannot be asked to tell what is outside its training', async () => {
  const given = {
    ...{ dataset: folder, selection: ['none'], classifiers: ['logistic'] },
    fusion: { modalities: { edges: 'hog', texture: 'lbp' } },
  };
  const cell = 'edges+texture~mean/none/logistic';
  const call = {
    cell,
    leaveOut: [],
    outside: 0.05,
    out: join(folder, 'never.wince'),
    workers: 1,
    faces: false,
  };
  const asked = train(parseExperiment(given, 'a test'), { ...call, cache: join(folder, 'cache') });
  await expect(asked).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining(cell) });
});
