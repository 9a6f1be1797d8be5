import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { allResults, openInLine, openShard, parseShard, runUnits, unitOf } from './index.ts';
import { shout, testKinds } from './units.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-shard-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a share', () => {
  test.each([
    ['3/16', {}, { index: 3, count: 16 }],
    ['auto/16', { JOB_COMPLETION_INDEX: '5' }, { index: 5, count: 16 }],
    ['auto', { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '8' }, { index: 7, count: 8 }],
    [
      'auto',
      { SLURM_ARRAY_TASK_ID: '8', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '8' },
      { index: 7, count: 8 },
    ],
  ])('%s is read with %j', (text, environment, shard) => {
    expect(parseShard(text, environment)).toEqual(shard);
  });

  test.each([
    ['16/16', {}],
    ['3', {}],
    ['-1/4', {}],
    ['1/0', {}],
    ['half', {}],
    ['auto', {}],
    ['auto/4', {}],
    ['auto', { JOB_COMPLETION_INDEX: '1' }],
    ['auto/2', { JOB_COMPLETION_INDEX: '2' }],
  ])('%s is refused with %j', (text, environment) => {
    expect(() => parseShard(text, environment)).toThrow(expect.objectContaining({ code: 'bad-shard' }));
  });
});

const units = (count: number, log: string) =>
  Array.from({ length: count }, (_, i) =>
    unitOf(shout, { parameters: { text: `word ${i}`, log, wait: 0 } }, (key) => ({ of: 'fits', key })),
  );
const begun = async (log: string) =>
  (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('begin'));

test('three shares at a time do each unit once, and each has all results', async () => {
  const log = join(folder, 'three');
  const store = memoryStore();
  const all = await Promise.all(
    [0, 1, 2].map((index) => {
      const open = openShard({
        shard: { index, count: 3 },
        patience: 30,
        open: ({ store }) => openInLine(testKinds, store),
      });
      const executor = open({ store, workers: 1 });
      return allResults((run) => runUnits(units(40, log), { executor, store }, run));
    }),
  );
  for (const results of all)
    expect(results.map((bytes) => Buffer.from(bytes).toString())).toEqual(
      units(40, log).map((_, i) => `WORD ${i}`),
    );
  expect((await begun(log)).toSorted()).toEqual(
    units(40, log)
      .map((_, i) => `begin word ${i}`)
      .toSorted(),
  );
});

test('what a share that died has left is made by another one', async () => {
  const log = join(folder, 'died');
  const store = memoryStore();
  const open = openShard({
    shard: { index: 0, count: 3 },
    patience: 0,
    open: ({ store }) => openInLine(testKinds, store),
  });
  const executor = open({ store, workers: 1 });
  const results = await allResults((run) => runUnits(units(12, log), { executor, store }, run));
  expect(results).toHaveLength(12);
  expect(await begun(log)).toHaveLength(12);
});

test('a share that waits for others is stopped by its signal', async () => {
  const log = join(folder, 'stopped');
  const controller = new AbortController();
  const store = memoryStore();
  const open = openShard({
    shard: { index: 0, count: 2 },
    patience: 60,
    open: ({ store }) => openInLine(testKinds, store),
  });
  const running = runUnits(
    units(12, log),
    { executor: open({ store, workers: 1 }), store },
    { signal: controller.signal },
  );
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'interrupted' });
});
