import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, type RunEvent, WORK_STAGES } from '@wince/core';
import { readRun, type StartedRun, startRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNoise } from './noise-table.ts';

/** A run as a service: it is started, tells how far it has come, can be stopped, and is read back. */

let folder: string;
let dataset: string;
let table: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-start-run-'));
  ({ dataset, table } = await writeNoise(join(folder, 'ward'), { subjects: 8, rows: 6, seed: 1 }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(out: string, classifiers: readonly string[], more: Record<string, unknown> = {}): StartedRun {
  const specification = parseExperiment(
    { dataset, features: [`table:${table}`], keep: [5], classifiers, ...more },
    'a test',
  );
  return startRun(specification, {
    out: join(folder, out),
    cache: join(folder, `${out}-cache`),
    workers: 1,
    faces: false,
  });
}

describe('a run that is started', () => {
  test('tells its stages, each cell with its first figures, and its end; then it can be read', async () => {
    const run = start('whole', ['knn', 'naive-bayes']);
    const events: RunEvent[] = [];
    for await (const event of run.events) events.push(event);
    const evaluated = await run.done;
    expect(await readRun(join(folder, 'whole'))).toEqual(evaluated);
    expect(events.at(-1)).toEqual({ type: 'finished', folder: join(folder, 'whole') });

    const begun = events.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
    expect(begun).toEqual(['fit-cells', 'compute-metrics', 'write-report']);
    for (const stage of begun) {
      expect(WORK_STAGES).toContain(stage);
      const steps = events.filter((event) => event.type === 'progress' && event.stage === stage);
      const last = steps.at(-1);
      if (last?.type !== 'progress') throw new Error(`${stage} told no step`);
      expect(last.done, stage).toBe(last.total);
    }
    const cells = events.filter((event) => event.type === 'cell-finished');
    expect(cells.map(({ cell }) => cell).toSorted()).toEqual(evaluated.manifest.cells.toSorted());
    for (const { cell, rows, accuracy, auc } of cells) {
      const summary = evaluated.metrics.cells.find((each) => each.cell === cell);
      expect({ rows, accuracy, auc }).toEqual({
        rows: summary?.samples,
        accuracy: summary?.accuracy,
        auc: summary?.auc,
      });
    }
  }, 100_000);

  test('needs nobody who listens', async () => {
    const { metrics } = await start('unheard', ['knn']).done;
    expect(metrics.cells).toHaveLength(1);
  }, 100_000);

  test('can be stopped: it says so, and there is no folder', async () => {
    const run = start('stopped', ['random-forest?trees=2000', 'knn'], {
      tuning: { keep: [5, 10, 20], folds: 5 },
    });
    let last: RunEvent | undefined;
    for await (const event of run.events) {
      if (event.type === 'stage' && event.stage === 'fit-cells') run.stop();
      last = event;
    }
    expect(last).toMatchObject({ type: 'failed', code: 'interrupted' });
    await expect(run.done).rejects.toMatchObject({ code: 'interrupted' });
    expect((await readdir(folder)).filter((name) => /stopped(?!-cache)/.test(name))).toEqual([]);
  }, 100_000);

  test('tells why it failed', async () => {
    const run = start('failed', ['knn'], { primary: 'none/such/cell' });
    expect(await gathered(run.events)).toEqual([
      expect.objectContaining({ type: 'failed', code: 'unknown-cell', hint: expect.stringContaining('knn') }),
    ]);
    await expect(run.done).rejects.toMatchObject({ code: 'unknown-cell' });
  });
});

/** All events, in order. */
async function gathered<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}
