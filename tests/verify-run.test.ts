import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment } from '@wince/core';
import {
  evaluate,
  importNetwork,
  type RunVerification,
  type VerifyRunOptions,
  verifyRun,
} from '@wince/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onnxFile } from '../packages/networks/src/fixtures/onnx-file.fixture.ts';
import { openInLine } from '../packages/runtime/src/execute/in-line.ts';
import { unitKinds } from '../packages/runtime/src/unit-kinds.ts';
import { filesUnder, smallCohort, warmCache } from './cohort.ts';

let folder: string;
let dataset: string;
let run: string;
let cache: string;

const inLine = {
  workers: 1,
  open: ({ store }: Parameters<NonNullable<VerifyRunOptions['open']>>[0]) => openInLine(unitKinds, store),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-verify-test-'));
  dataset = join(folder, 'cohort');
  cache = join(folder, 'cache');
  await cp(await smallCohort(), dataset, { recursive: true });
  await cp(await warmCache(), cache, { recursive: true });
  const table = join(folder, 'values.csv');
  const rows = (await readFile(join(dataset, 'dataset.csv'), 'utf8')).trim().split('\n').slice(1);
  const values = rows.map((row, i) => `${row.split(',')[0]},${((i * 37) % 11) / 7},${((i * 53) % 13) / 9}`);
  await writeFile(table, `sample,a,b\n${values.join('\n')}\n`);
  run = join(folder, 'run');
  const specification = parseExperiment(
    {
      ...{
        dataset,
        positive: 'pain',
        features: ['hog', `table:${table}`],
        selection: ['anova-f'],
        keep: [2],
      },
      classifiers: ['logistic'],
    },
    'the test',
  );
  await evaluate(specification, { ...inLine, out: run, cache, faces: false });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Verifies a copy of the run, in which something may have been changed. */
async function verified(
  name: string,
  change: (copy: string) => Promise<void>,
  options: Partial<VerifyRunOptions> = {},
): Promise<RunVerification> {
  const copy = join(folder, name);
  await cp(run, copy, { recursive: true });
  await change(copy);
  return verifyRun(copy, { ...inLine, cache, ...options });
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

const nothing = async () => {};

/** A network of three weights: each channel of a picture, weighed. */
function tinyNetwork(): Uint8Array {
  return onnxFile({
    tensors: [{ name: 'w', type: 1, dims: [3, 1, 1], values: { field: 4, floats: [1, 2, 3] } }],
    input: ['N', 3, 8, 8],
    nodes: [{ type: 'Mul', inputs: ['x', 'w'], outputs: ['a'] }],
    outputs: ['a'],
  });
}

describe('a run that is verified', () => {
  it('is equal on the same machine, and its chain is whole', async () => {
    const { verdict, chain, recomputed, culprits } = await verified('same', nothing);
    expect(culprits).toEqual([]);
    expect(verdict).toBe('equal');
    expect(chain).toMatchObject({ status: 'whole', files: [], values: [] });
    expect(recomputed).toMatchObject({ status: 'equal', files: [] });
  });

  it('names the parameter that was changed, by hand or in the experiment file', async () => {
    const { verdict, culprits } = await verified('parameter', (copy) =>
      replaceIn(join(copy, 'manifest.json'), '"keep": [\n   2\n  ]', '"keep": [\n   1\n  ]'),
    );
    expect(verdict).toBe('different');
    expect(culprits[0]).toBe(
      'manifest.json: the value of specification.keep.0 was changed after the run was written.',
    );
    expect(culprits.join('\n')).toMatch(/Computed again, .*anova-f-1\/logistic/);
    const { specification } = JSON.parse(await readFile(join(run, 'manifest.json'), 'utf8'));
    const asked = parseExperiment({ ...specification, seed: 8 }, 'the test');
    const other = await verified('experiment', nothing, { experiment: asked, recompute: false });
    expect(other.culprits).toEqual(['A parameter differs: seed is 7 in the run, and 8 now.']);
  });

  it('names the file and the score that were changed by hand, and a chain that was', async () => {
    const forged = await verified('score', async (copy) => {
      const file = join(copy, 'predictions.csv');
      const lines = (await readFile(file, 'utf8')).split('\n');
      const at = lines[0].split(',').indexOf('score');
      lines[1] = lines[1]
        .split(',')
        .map((field, i) => (i === at ? '0.123' : field))
        .join(',');
      await writeFile(file, lines.join('\n'));
    });
    expect(forged.culprits[0]).toBe('predictions.csv was changed after the run was written.');
    expect(forged.culprits.at(-1)).toMatch(
      /hog\/anova-f-2\/logistic gives other scores: by 0\.\d+ for pictures\/S01/,
    );
    const forgedChain = await verified(
      'chain',
      async (copy) => {
        const file = join(copy, 'chain.json');
        const text = await readFile(file, 'utf8');
        await writeFile(
          file,
          text.replace(/"link": "(.)/, (_, digit) => `"link": "${digit === '0' ? '1' : '0'}`),
        );
      },
      { recompute: false },
    );
    expect(forgedChain.culprits).toEqual(['chain.json was changed after the run was written.']);
  });

  it('names the network of which one weight was changed', async () => {
    const home = join(folder, 'networks');
    vi.stubEnv('WINCE_NETWORKS', home);
    const file = join(folder, 'tiny.onnx');
    await writeFile(file, tinyNetwork());
    await importNetwork({ file, home, name: 'tiny', mean: 'none' });
    const own = join(folder, 'network-run');
    const specification = parseExperiment(
      {
        dataset,
        positive: 'pain',
        features: ['tiny:a@mean'],
        selection: ['none'],
        classifiers: ['logistic'],
      },
      'the test',
    );
    await evaluate(specification, { ...inLine, out: own, cache, faces: false });
    const [layers] = (await filesUnder(home)).filter((name) => name.endsWith('network.onnx'));
    const bytes = await readFile(join(home, layers));
    const weight = bytes.indexOf(Buffer.from(Float32Array.of(1).buffer));
    expect(weight).toBeGreaterThan(0);
    bytes[weight] ^= 1;
    await writeFile(join(home, layers), bytes);
    const { verdict, culprits } = await verifyRun(own, { ...inLine, cache });
    vi.unstubAllEnvs();
    expect(verdict).toBe('different');
    expect(culprits).toEqual([
      expect.stringMatching(/the files of "tiny" have changed since it was imported/),
    ]);
  });

  it('names the table of features of which one number was changed', async () => {
    const table = join(folder, 'values.csv');
    const before = await readFile(table, 'utf8');
    await writeFile(table, before.replace(/(,[\d.]+)\n/, ',0.5\n'));
    const { verdict, culprits } = await verified('weight', nothing);
    await writeFile(table, before);
    expect(verdict).toBe('different');
    expect(culprits.join('\n')).toMatch(
      /The program or its networks differ: features\.table:.*values\.csv is [0-9a-f]{64}/,
    );
  });

  it('names the picture that was changed', async () => {
    const [, row] = (await readFile(join(dataset, 'dataset.csv'), 'utf8')).split('\n');
    const picture = row.split(',')[0];
    const path = join(dataset, picture);
    const before = await readFile(path);
    await writeFile(path, await sharp(before).modulate({ brightness: 1.1 }).jpeg().toBuffer());
    const { verdict, inputs, culprits } = await verified('picture', nothing);
    await writeFile(path, before);
    expect(verdict).toBe('different');
    expect(inputs).toEqual([{ sample: picture, what: 'changed' }]);
    expect(culprits).toContain(`The file of the sample ${picture} is not the one that the run read.`);
  });

  it('of an older version has no chain, which is said', async () => {
    const { chain, verdict } = await verified('old', (copy) => rm(join(copy, 'chain.json')), {
      recompute: false,
    });
    expect(chain.status).toBe('none');
    expect(verdict).toBe('not-recomputed');
  });
});

it('a run folder that lacks a file, or has one more, is told', async () => {
  const { culprits } = await verified(
    'files',
    async (copy) => {
      await rm(join(copy, 'groups.csv'));
      await mkdir(join(copy, 'later'));
      await writeFile(join(copy, 'later', 'notes.txt'), 'not of the run');
    },
    { recompute: false },
  );
  expect(culprits).toEqual([
    'groups.csv is missing from the run folder.',
    'later/notes.txt was put into the run folder later.',
  ]);
});
