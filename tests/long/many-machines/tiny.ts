import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openThreads, unitOf } from '../../../packages/runtime/src/execute/index.ts';
import { nothing } from '../../../packages/runtime/src/execute/units.fixture.ts';
import { openQueue } from '../../../packages/runtime/src/queue/queue-executor.ts';
import { startRedis } from '../../../packages/runtime/src/queue/redis-server.fixture.ts';
import { openStore } from '../../../packages/runtime/src/store/index.ts';
import { startProcess } from '../../start-wince.ts';
import { load, numberOf, type Place } from './place.ts';

const PROGRAM = join(import.meta.dirname, '../../../packages/runtime/src/queue/worker-process.fixture.ts');

/** How many units a submitter has in the queue at a time; see `AHEAD` in `submission.ts`. */
const AHEAD = 4096;

/**
 * `MANY_UNITS` units (100,000) that do nothing, by one worker of two threads: rate, memory of submitter, worker and Redis, what a unit costs more
 * than in threads of this process, and what a unit that waits takes of Redis' memory.
 */
export async function tiny(place: Place): Promise<void> {
  const count = numberOf('MANY_UNITS', 100_000);
  const redis = await startRedis();
  const folder = join(place.folder, 'tiny');
  const store = await openStore(folder);
  const units = Array.from({ length: count }, (_, i) => unitOf(nothing, { parameters: { i } }));
  const about = { redis: redis.address, project: 'tiny', software: 'test', patience: 30 };
  const queue = openQueue({ ...about, data: folder })({ store, workers: 1 });
  const client = redis.connect();
  const used = async () => Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1] ?? 0);

  // Nobody works yet: so many wait.
  const empty = await used();
  const controller = new AbortController();
  const waiting = queue.run(units, { signal: controller.signal }).catch(() => undefined);
  const most = Math.min(AHEAD, count);
  while ((await client.zcard('tiny:units-test:prioritized')) < most) await setTimeout(50);
  const unitBytes = ((await used()) - empty) / most;
  controller.abort();
  await waiting;

  const settings = { url: redis.url, project: 'tiny', store: folder, data: folder, workers: 2, log: false };
  const worker = startProcess([process.execPath, PROGRAM, JSON.stringify(settings)]);
  // What starts a thread is not what a unit costs.
  await queue.run(units.slice(0, 4));
  const sizes: { readonly done: number; readonly worker: number; readonly own: number }[] = [];
  let largest = 0;
  let done = 0;
  const watch = setInterval(async () => {
    largest = Math.max(largest, (await used()) / 2 ** 20);
    const [own, its] = await Promise.all([process.pid, worker.child.pid].map(memoryOf));
    sizes.push({ done, own, worker: its });
  }, 1000);
  let began = performance.now();
  // What is kept is seen behind a collection alone: memory that is free may stay with the process.
  const heaps: number[] = [];
  await queue.run(units, {
    onDone() {
      if (++done % Math.floor(count / 5) === 0) heaps.push(heapInUse());
    },
  });
  const queued = (performance.now() - began) / count;
  clearInterval(watch);
  worker.child.kill('SIGTERM');
  await worker.ended;
  await queue.close();
  await redis.close();

  const threads = openThreads({ store, workers: 2, worker: 'queue/die-thread.fixture' });
  await threads.run(units.slice(0, 4));
  const some = Math.min(count, 20_000);
  began = performance.now();
  await threads.run(units.slice(0, some));
  const threaded = (performance.now() - began) / some;
  await threads.close();

  // Once a fifth is done, everything has been loaded.
  const late = sizes.filter((size) => size.done > count / 5);
  const growth = (who: 'own' | 'worker') => Math.max(...late.map((size) => size[who])) - late[0][who];
  const at = (who: 'own' | 'worker') => Math.max(...late.map((size) => size[who])).toFixed(0);
  console.log(
    `tiny: ${count} units, ${(1000 / queued).toFixed(0)} a second; ${queued.toFixed(2)} ms a unit, in threads ${threaded.toFixed(2)} ms; submitter ${at('own')} MiB at most, ${growth('own').toFixed(0)} more than at a fifth, and ${(heaps[4] - heaps[0]).toFixed(1)} MiB more in use; worker ${at('worker')} MiB, ${growth('worker').toFixed(0)} more than at a fifth; Redis ${largest.toFixed(1)} MiB, ${unitBytes.toFixed(0)} bytes for a unit that waits; ${load()}`,
  );
  assert.ok(queued - threaded < 5, 'a unit costs more than 5 ms over the pool of threads');
  // Four fifths of the units, of which it has the results.
  assert.ok(
    heaps[4] - heaps[0] < 5 + (0.8 * count) / 4000,
    'the memory of the submitter grows with the units',
  );
  assert.ok(growth('worker') < 150, 'the memory of the worker grows with the units');
  assert.ok(largest < 50, 'the memory of Redis grows with the units');
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** MiB of this process that are in use. */
function heapInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** MiB of a process that are in memory now. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const words = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(words)?.[1] ?? 0) / 1024;
}
