import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from '../../../../tests/groups.ts';
import { allResults, runUnits, type Unit, unitOf } from '../execute/index.ts';
import { shout } from '../execute/units.fixture.ts';
import { openStore } from '../store/index.ts';
import { openQueue } from './queue-executor.ts';
import { queueStatus, retryFailed } from './queue-status.ts';
import { startRedis, type TestRedis } from './redis-server.fixture.ts';
import { die } from './worker-process.fixture.ts';

group('a worker in a process of its own', 'redis', () => {
  let redis: TestRedis;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'wince-lost-'));
  });
  afterAll(async () => {
    await redis.close();
    await rm(folder, { recursive: true });
  });

  /** A worker that is started again whenever it was killed, until it is stopped. */
  function superviseWorker(settings: object) {
    const program = fileURLToPath(new URL('worker-process.fixture.ts', import.meta.url));
    const seen: { readonly type: string; readonly [word: string]: unknown }[] = [];
    let child: ChildProcess;
    let isStopped = false;
    let starts = 0;
    const start = () => {
      starts++;
      child = spawn(process.execPath, [program, JSON.stringify(settings)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) =>
        seen.push(JSON.parse(line)),
      );
      child.on('exit', () => {
        if (!isStopped) start();
      });
    };
    start();
    return {
      starts: () => starts,
      signal: (signal: NodeJS.Signals) => void child.kill(signal),
      /** Units of which it has said so. */
      units: (type: string) => seen.flatMap((event) => (event.type === type ? [event.unit] : [])),
      async stop() {
        isStopped = true;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  const shouts = (words: readonly string[], log: string, wait = 0): readonly Unit[] =>
    words.map((text) => unitOf(shout, { parameters: { text, log, wait } }, (key) => ({ of: 'fits', key })));

  const openSubmitter = (project: string) =>
    openQueue({ ...{ redis: redis.address, project, software: 'test', patience: 30 }, data: folder });

  const texts = (results: readonly Uint8Array[]) => results.map((bytes) => Buffer.from(bytes).toString());

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await setTimeout(10);
  };

  test('that dies of a unit three times leaves it aside: all others are done, and the run names it', async () => {
    const place = await mkdtemp(join(folder, 'die-'));
    const project = randomUUID();
    const store = await openStore(join(place, 'store'));
    const worker = superviseWorker({ url: redis.url, project, store: store.place, data: place, lease: 0.5 });
    const executor = openSubmitter(project)({ store, workers: 1 });
    const dying = unitOf(die, { parameters: { name: 'first' } }, (key) => ({ of: 'fits', key }));
    const units = [dying, ...shouts(['a', 'b', 'c', 'd', 'e', 'f'], join(place, 'log'))];
    const done: number[] = [];
    const run = () => runUnits(units, { executor, store }, { onDone: (index) => void done.push(index) });
    await expect(run()).rejects.toMatchObject({
      code: 'unit-set-aside',
      message: expect.stringContaining(`die ${dying.key.slice(0, 12)}`),
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(worker.starts()).toBe(4);
    await worker.stop();
    // It stays aside, whoever submits it, until somebody says otherwise.
    await expect(run()).rejects.toMatchObject({ code: 'unit-set-aside' });
    const { queues } = await queueStatus({ redis: redis.address, project });
    expect(queues).toMatchObject([{ failed: 1, set_aside: [{ unit: dying.key, kind: 'die' }] }]);
    expect(await retryFailed({ redis: redis.address, project })).toBe(1);
    expect((await queueStatus({ redis: redis.address, project })).queues).toMatchObject([
      { waiting: 1, failed: 0 },
    ]);
    await executor.close();
  });

  test('that was only slow, and comes back after its lease, does no harm', async () => {
    const place = await mkdtemp(join(folder, 'slow-'));
    const log = join(place, 'log');
    const project = randomUUID();
    const store = await openStore(join(place, 'store'));
    const settings = { url: redis.url, project, store: store.place, data: place, lease: 0.5 };
    const slow = superviseWorker(settings);
    const executor = openSubmitter(project)({ store, workers: 1 });
    const units = shouts(['one', 'two', 'three'], log, 700);
    const running = allResults((run) => runUnits(units, { executor, store }, run));
    await until(() => slow.units('begin').length > 0);
    slow.signal('SIGSTOP');
    const other = superviseWorker(settings);
    const results = await running;
    expect(texts(results)).toEqual(['ONE', 'TWO', 'THREE']);
    expect(other.units('done').toSorted()).toEqual(units.map(({ key }) => key).toSorted());

    // It believes that the unit is still its own, ends it, and works on.
    slow.signal('SIGCONT');
    await until(() => slow.units('done').length > 0);
    await other.stop();
    const more = shouts(['four', 'five'], log);
    expect(texts(await allResults((run) => runUnits(more, { executor, store }, run)))).toEqual([
      'FOUR',
      'FIVE',
    ]);
    expect(slow.starts()).toBe(1);
    expect(slow.units('failed')).toEqual([]);
    expect(slow.units('done')).toEqual([slow.units('begin')[0], ...more.map(({ key }) => key)]);
    // What it made late is what was there.
    for (const { result } of units) expect(result && (await store.get(result))).not.toBeNull();
    expect((await queueStatus({ redis: redis.address, project })).queues).toEqual([]);
    expect((await readFile(log, 'utf8')).match(/begin/g)).toHaveLength(6);
    await executor.close();
    await slow.stop();
  });
});
