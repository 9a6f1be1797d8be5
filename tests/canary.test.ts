import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment } from '@wince/core';
import { evaluate } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NoiseOptions, writeNoise } from './noise-table.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-canary-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const SEEDS = 6;
const GRID = {
  selection: ['relieff', 'anova-f'],
  keep: [5],
  classifiers: ['naive-bayes', 'logistic'],
  tuning: { keep: [5, 10], folds: 3 },
  threshold: 'youden',
};

interface ChanceOptions {
  readonly noise?: Partial<NoiseOptions>;
  readonly specification: Readonly<Record<string, unknown>>;
}

/** Mean over seeds and cells of the AUCs on noise. */
async function meanAuc({ noise, specification }: ChanceOptions): Promise<{ pooled: number; within: number }> {
  const pooled: number[] = [];
  const within: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const place = await mkdtemp(join(folder, 'seed-'));
    const options = { subjects: 24, rows: 8, columns: 20, ...noise };
    const { dataset, table } = await writeNoise(join(place, 'training'), { ...options, seed });
    const other =
      specification.protocol === 'train-test'
        ? await otherDataset(join(place, 'other'), table, { ...options, seed })
        : {};
    const { metrics } = await evaluate(
      parseExperiment(
        { ...GRID, dataset, features: [`table:${table}`], seed, ...other, ...specification },
        'a test',
      ),
      { out: join(place, 'run'), cache: join(place, 'cache'), workers: 1, faces: false },
    );
    for (const cell of metrics.cells) {
      if (cell.auc === null || cell.auc_within_subjects.value === null)
        throw new Error(`${cell.cell} has no AUC`);
      pooled.push(cell.auc);
      within.push(cell.auc_within_subjects.value);
    }
    await rm(place, { recursive: true });
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { pooled: mean(pooled), within: mean(within) };
}

/** A second data set with subjects of its own, whose rows join the table under the names that a run gives them. */
async function otherDataset(
  folder: string,
  table: string,
  options: NoiseOptions,
): Promise<{ test_dataset: string }> {
  const { dataset, table: own } = await writeNoise(folder, {
    ...options,
    seed: 1000 + options.seed,
    prefix: 't',
  });
  const rows = (await readFile(own, 'utf8')).trim().split('\n').slice(1);
  await appendFile(table, rows.map((row) => `test:${row}\n`).join(''));
  return { test_dataset: dataset };
}

describe('noise that knows the subject scores at chance, with selection, tuning and a chosen threshold', () => {
  test.each([
    ['leave-one-subject-out', {}],
    ['stratified-k-folds?folds=6', {}],
    ['hold-out?share=0.5', {}],
    ['train-test', {}],
    ['leave-one-subject-out', { reference_normalisation: true }],
  ])(
    '%s %o',
    async (protocol, more) => {
      const noise = 'reference_normalisation' in more ? { reference: 3 } : {};
      const { pooled, within } = await meanAuc({ noise, specification: { protocol, ...more } });
      console.log(
        `${protocol} ${JSON.stringify(more)}: pooled ${pooled.toFixed(3)}, within ${within.toFixed(3)}`,
      );
      expect(pooled).toBeGreaterThan(0.45);
      expect(pooled).toBeLessThan(0.55);
      expect(within).toBeGreaterThan(0.45);
      expect(within).toBeLessThan(0.55);
    },
    300_000,
  );
});

test('scores far above chance where reference rows are scored, which is why they never are', async () => {
  const { pooled, within } = await meanAuc({
    noise: { reference: 3, referenceScored: true },
    specification: { reference_normalisation: true, selection: ['none'], tuning: undefined },
  });
  console.log(`reference rows scored: pooled ${pooled.toFixed(3)}, within ${within.toFixed(3)}`);
  expect(pooled).toBeGreaterThan(0.6);
  expect(within).toBeGreaterThan(0.6);
}, 300_000);

test('a run leaves nothing beside its folder', async () => {
  expect(await readdir(folder)).toEqual([]);
});
