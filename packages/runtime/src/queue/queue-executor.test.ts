import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { group } from '../../../../tests/groups.ts';
import { describeExecutor } from '../execute/executor-contract.fixture.ts';
import { allResults, type Executor, openInLine, runUnits, type Unit, unitOf } from '../execute/index.ts';
import { failForNow, failWith, join as join_, shout, testKinds } from '../execute/units.fixture.ts';
import { sha256Of } from '../files/hash.ts';
import { openStore, type Store, withTablesInMemory } from '../store/index.ts';
import { openQueue, type QueueOptions } from './queue-executor.ts';
import { startRedis, type TestRedis } from './redis-server.fixture.ts';
import { type QueueWorkerOptions, serveQueue, type WorkerEvent } from './serve-queue.ts';

group('a queue on Redis', 'redis', () => {
  let redis: TestRedis;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'wince-queue-'));
  });
  afterAll(async () => {
    await redis.close();
    await rm(folder, { recursive: true });
  });

  /** A worker in this process. */
  function startWorker(store: Store, project: string, options: Partial<QueueWorkerOptions> = {}) {
    const controller = new AbortController();
    const events: WorkerEvent[] = [];
    const ended = serveQueue({
      ...{
        redis: redis.address,
        project,
        software: 'test',
        patience: 30,
        kinds: testKinds,
        store,
        data: folder,
      },
      ...{
        workers: 2,
        thread: 'execute/unit-thread.fixture',
        lease: 10,
        heartbeat: 2,
        giveUpAfter: 3,
        idle: null,
      },
      ...{ signal: controller.signal, onEvent: (event: WorkerEvent) => void events.push(event) },
      ...options,
    });
    ended.catch(() => undefined);
    return {
      events,
      ended,
      async stop() {
        controller.abort();
        return ended;
      },
    };
  }

  function openSubmitter(
    store: Store,
    project: string,
    data = folder,
    more: Partial<QueueOptions> = {},
  ): Executor {
    const open = openQueue({ redis: redis.address, project, software: 'test', patience: 30, data, ...more });
    return open({ store, workers: 1 });
  }

  const shouts = (count: number, log: string): readonly Unit[] =>
    Array.from({ length: count }, (_, i) =>
      unitOf(shout, { parameters: { text: `word ${i}`, log, wait: 0 } }, (key) => ({ of: 'fits', key })),
    );
  const texts = (results: readonly Uint8Array[]) => results.map((bytes) => Buffer.from(bytes).toString());

  describeExecutor(
    'over Redis',
    (store) => {
      const project = randomUUID();
      const worker = startWorker(store, project);
      const submitter = openSubmitter(store, project);
      return {
        ...submitter,
        async close() {
          await submitter.close();
          await worker.stop();
        },
      };
    },
    { lanes: 2, late: 8 },
  );

  describe('and a worker', () => {
    const project = randomUUID();
    let store: Store;
    let worker: ReturnType<typeof startWorker>;
    beforeAll(async () => {
      store = await openStore(join(folder, 'store'));
      worker = startWorker(store, project);
    });
    afterAll(() => worker.stop());

    const begun = async (log: string) =>
      (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('begin'));

    test('two submitters do the work once', async () => {
      const log = join(folder, 'two');
      const stores = await Promise.all([0, 1].map(() => openStore(store.place)));
      const submitters = stores.map((own) => openSubmitter(own, project));
      const units = shouts(60, log);
      const all = await Promise.all(
        submitters.map((executor, i) =>
          allResults((run) => runUnits(units, { executor, store: stores[i] }, run)),
        ),
      );
      for (const results of all) expect(texts(results)).toEqual(units.map((_, i) => `WORD ${i}`));
      expect(await begun(log)).toHaveLength(60);
      for (const submitter of submitters) await submitter.close();
    });

    test('Redis holds names and hashes: no path, no parameter, no word of an error', async () => {
      const place = await mkdtemp(join(folder, 'secret-'));
      const own = withTablesInMemory(store);
      await mkdir(join(place, 'subject-anna'));
      const path = join(place, 'subject-anna', 'crying.jpg');
      await writeFile(path, 'a picture of anna');
      const table = { of: 'table', sha256: sha256Of('rows of anna') } as const;
      await own.put(table, Buffer.from('rows of anna'));
      const inputs = [{ of: 'file', path, sha256: sha256Of('a picture of anna') } as const, table];
      const units = [
        unitOf(join_, { inputs, parameters: {} }),
        unitOf(shout, { parameters: { text: 'anna cries', log: join(place, 'log'), wait: 0 } }),
      ];
      const failing = unitOf(failWith, { parameters: { name: 'anna' } });
      const executor = openSubmitter(own, project);
      const client = redis.connect();
      const everything: string[] = [];
      const monitor = await client.monitor();
      monitor.on('monitor', (_, words: string[]) => void everything.push(words.join(' ')));
      expect(texts(await allResults((run) => executor.run(units, run)))).toEqual([
        '?rows of anna',
        'ANNA CRIES',
      ]);
      await expect(executor.run([failing])).rejects.toMatchObject({
        code: 'no-such-file',
        message: 'There is no anna.',
      });
      await executor.close();
      monitor.disconnect();
      const said = everything.join('\n');
      expect(everything.length).toBeGreaterThan(20);
      expect(said).toContain(units[0].key);
      expect(said).not.toMatch(/anna|crying|jpg|rows of/i);
    });

    test('a unit that fails for a reason that may pass is tried again, after pauses that double', async () => {
      const log = join(folder, 'pauses');
      const executor = openSubmitter(store, project, folder, { tries: 4, pause: 100 });
      const unit = unitOf(failForNow, { parameters: { log } });
      await expect(executor.run([unit])).rejects.toMatchObject({
        code: 'disk-full',
        message: 'The disk is full.',
      });
      const times = (await readFile(log, 'utf8')).trim().split('\n').map(Number);
      const pauses = times.slice(1).map((time, i) => time - times[i]);
      expect(pauses).toHaveLength(3);
      for (const [i, least] of [100, 200, 400].entries()) expect(pauses[i]).toBeGreaterThanOrEqual(least);
      expect(
        worker.events.filter((event) => event.type === 'failed' && event.unit === unit.key),
      ).toMatchObject(Array.from({ length: 4 }, () => ({ code: 'disk-full', again: true })));
      await executor.close();
    });

    test('a result that is torn or damaged is noticed and made again', async () => {
      const log = join(folder, 'torn');
      const executor = openSubmitter(store, project);
      const units = shouts(5, log);
      const fits = join(store.place, 'fits');
      const before = await readdir(fits);
      await runUnits(units, { executor, store });
      const [first, second] = (await readdir(fits)).filter((file) => !before.includes(file));
      await truncate(join(fits, first), 20);
      const bytes = await readFile(join(fits, second));
      bytes[bytes.length - 1] ^= 1;
      await writeFile(join(fits, second), bytes);
      expect(texts(await allResults((run) => runUnits(units, { executor, store }, run)))).toEqual(
        units.map((_, i) => `WORD ${i}`),
      );
      expect(await begun(log)).toHaveLength(7);
      await executor.close();
    });
  });

  test('work of a lower number comes first', async () => {
    const place = await mkdtemp(join(folder, 'priority-'));
    const log = join(place, 'log');
    const project = randomUUID();
    const store = await openStore(join(place, 'store'));
    const running = [20, 5].map(async (priority, i) => {
      const executor = openSubmitter(store, project, folder, { priority });
      const units = [0, 1, 2].map((n) =>
        unitOf(shout, { parameters: { text: `p${priority} ${n}`, log, wait: 0 } }),
      );
      await setTimeout(i * 300);
      await executor.run(units);
      await executor.close();
    });
    await setTimeout(800);
    const worker = startWorker(store, project, { workers: 1 });
    await Promise.all(running);
    await worker.stop();
    const begun = (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('begin'));
    expect(begun.map((line) => line.slice(6))).toEqual(['p5 0', 'p5 1', 'p5 2', 'p20 0', 'p20 1', 'p20 2']);
  });

  test('a store that is not the same one is told', async () => {
    const project = randomUUID();
    const [own, other] = await Promise.all(
      ['own', 'other'].map((name) => openStore(join(folder, 'apart', name))),
    );
    const worker = startWorker(other, project);
    const executor = openSubmitter(own, project, folder, { tries: 1 });
    await expect(executor.run(shouts(1, join(folder, 'apart-log')))).rejects.toMatchObject({
      code: 'store-not-shared',
    });
    await executor.close();
    await worker.stop();
  });
});

group('a Redis that goes away', 'redis', () => {
  test('for a moment costs nothing; for good, both sides end with a typed error, and the work goes on later', async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    const place = await mkdtemp(join(tmpdir(), 'wince-away-'));
    try {
      const log = join(place, 'log');
      const store = await openStore(join(place, 'store'));
      const units = Array.from({ length: 30 }, (_, i) =>
        unitOf(shout, { parameters: { text: `word ${i}`, log, wait: 40 } }, (key) => ({ of: 'fits', key })),
      );
      const start = (patience: number) => {
        const about = { redis: redis.address, project: 'away', software: 'test', patience, data: place };
        const controller = new AbortController();
        const worker = serveQueue({
          ...{ ...about, kinds: testKinds, store, workers: 1, thread: 'execute/unit-thread.fixture' },
          ...{ lease: 5, heartbeat: 1, giveUpAfter: 3, idle: null, signal: controller.signal },
        });
        worker.catch(() => undefined);
        return { worker, executor: openQueue(about)({ store, workers: 1 }), stop: () => controller.abort() };
      };
      const first = start(30);
      let done = 0;
      const some = units.slice(0, 20);
      const running = allResults((run) => runUnits(some, { executor: first.executor, store }, run), {
        onDone: () => void done++,
      });
      while (done < 3) await setTimeout(5);
      await redis.kill();
      await redis.start();
      expect(await running).toHaveLength(20);
      await first.executor.close();
      first.stop();
      await first.worker;

      const second = start(1);
      const doomed = runUnits(units, { executor: second.executor, store });
      doomed.catch(() => undefined);
      while ((await readFile(log, 'utf8')).split('begin').length < 24) await setTimeout(5);
      await redis.kill();
      await expect(doomed).rejects.toMatchObject({ code: 'redis-lost' });
      await expect(second.worker).rejects.toMatchObject({ code: 'redis-lost' });
      await second.executor.close();

      const before = (await readFile(log, 'utf8')).split('begin').length;
      const executor = openInLine(testKinds, store);
      expect(await allResults((run) => runUnits(units, { executor, store }, run))).toHaveLength(30);
      expect((await readFile(log, 'utf8')).split('begin').length - before).toBeLessThan(10);
    } finally {
      await redis.close();
      await rm(place, { recursive: true });
    }
  });
});
