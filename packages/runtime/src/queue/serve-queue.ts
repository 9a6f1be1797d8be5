import { randomUUID } from 'node:crypto';
import { WinceError } from '@wince/core';
import type { Job, Worker } from 'bullmq';
import { allResults, openThreads, type Unit, type UnitKinds } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
import { openStoreAt, type Store } from '../store/index.ts';
import { unitIn } from './data-folder.ts';
import { openGate } from './gate.ts';
import { type JobData, type JobResult, jobData, noPlan, putError } from './job.ts';
import type { LinkOptions } from './link-options.ts';
import { tellLiving } from './living-workers.ts';
import { queueNames } from './queue-names.ts';
import { openRedis } from './redis-connection.ts';
import { planReader } from './unit-plan.ts';

/** A worker of a project: how it works, and on what. */
export interface QueueWorkerOptions extends LinkOptions {
  readonly kinds: UnitKinds;
  /** Where results are kept: the same store as that of the submitters. */
  readonly store: Store;
  /** The folder of the recordings on this machine. */
  readonly data: string;
  /** How many units it runs at a time. */
  readonly workers: number;
  /** The file that serves units in a thread, as `openThreads` takes it. */
  readonly thread?: string;
  /** Seconds after which the units of a worker that is not heard of are given to others. */
  readonly lease: number;
  /** Seconds between its signs of life: less than half the lease. */
  readonly heartbeat: number;
  /** How often a unit may end its worker before it is set aside. */
  readonly giveUpAfter: number;
  /** Ends when it had nothing to do for so many seconds; null: it waits for ever. */
  readonly idle: number | null;
  /** Ends it when it is aborted: units that run come to their end, and no other begins. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** A unit of which a worker tells: its key, its kind, and the run that has submitted it. */
interface TellingUnit {
  readonly unit: string;
  readonly kind: string;
  readonly run: string;
}

/** What a worker tells. */
export type WorkerEvent =
  | { readonly type: 'ready'; readonly id: string; readonly queue: string }
  | { readonly type: 'stalled'; readonly unit: string }
  | ({ readonly type: 'begin' | 'kept' } & TellingUnit)
  | ({ readonly type: 'done'; readonly ms: number; readonly bytes: number } & TellingUnit)
  | ({ readonly type: 'failed'; readonly code: string; readonly again: boolean } & TellingUnit);

/** What a worker did. */
export interface WorkerSummary {
  readonly done: number;
  readonly kept: number;
  readonly failed: number;
}

/** Codes of errors that may pass: a store or a file that is not there for the moment. */
const PASSING: ReadonlySet<string> = new Set([
  ...['cannot-write', 'disk-full', 'unreadable-cache', 'no-such-recording', 'store-unreachable'],
]);

/**
 * Takes units of a project from Redis, carries them out in threads of this process, and puts results into the store, until the signal
 * is aborted or there was nothing to do for long enough. A unit whose result the store has is not carried out again.
 *
 * @throws WinceError `redis-unreachable`, `redis-lost`: what runs then comes to its end first, and its results are kept
 */
export async function serveQueue(options: QueueWorkerOptions): Promise<WorkerSummary> {
  const { store, kinds, workers, lease, heartbeat, signal, onEvent } = options;
  const names = queueNames(options.project, options.software);
  const redis = await openRedis(options.redis, options);
  const { Worker: BullWorker, UnrecoverableError, WaitingError } = await import('bullmq');
  const shared = await openStoreAt({ ...store.address(), held: [] });
  const threads = openThreads({
    store: shared,
    workers,
    ...(options.thread ? { worker: options.thread } : {}),
  });
  const readPlan = planReader(shared);
  const gate = openGate();
  const id = randomUUID().slice(0, 8);
  const began = Date.now();
  const summary = { done: 0, kept: 0, failed: 0 };
  const running = new Map<
    string,
    { readonly controller: AbortController; readonly ended: Promise<unknown> }
  >();
  let isClosing = false;
  let lastWork = Date.now();

  const carryOut = async (key: string, kind: string, data: JobData): Promise<JobResult> => {
    const about = { unit: key, kind, run: data.run };
    const unit = (await readPlan(data.plan))?.[data.at];
    if (!unit || unit.key !== key) throw noPlan();
    if (unit.result && (await shared.get(unit.result))) {
      summary.kept++;
      onEvent?.({ type: 'kept', ...about });
      return { table: null, ms: 0 };
    }
    const start = performance.now();
    onEvent?.({ type: 'begin', ...about });
    const controller = new AbortController();
    const work = unitIn(options.data, unit).then(async (own) => {
      const [bytes] = await allResults((run) => threads.run([own], run), { signal: controller.signal });
      return { bytes, table: await put(shared, kinds, unit, bytes) };
    });
    running.set(key, { controller, ended: work.catch(() => undefined) });
    try {
      const { bytes, table } = await work;
      const ms = performance.now() - start;
      summary.done++;
      onEvent?.({ type: 'done', ...about, ms, bytes: bytes.length });
      return { table, ms };
    } finally {
      running.delete(key);
    }
  };
  const process = async (job: Job<JobData, JobResult>, token?: string): Promise<JobResult> => {
    const { id: key = '', name: kind } = job;
    lastWork = Date.now();
    try {
      // One that a worker has died of may not take others with it.
      return await gate.pass(job.stalledCounter > 0, () => carryOut(key, kind, jobData.parse(job.data)));
    } catch (error) {
      if (isClosing && error instanceof WinceError && error.code === 'interrupted') {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      summary.failed++;
      const code = error instanceof WinceError ? error.code : (systemCode(error) ?? 'defect');
      const passes = isPassing(error);
      onEvent?.({ type: 'failed', unit: key, kind, run: job.data.run, code, again: passes });
      const reason = await reasonOf(shared, error);
      throw passes ? new Error(reason) : new UnrecoverableError(reason);
    } finally {
      lastWork = Date.now();
    }
  };

  const bull: Worker<JobData, JobResult> = new BullWorker(names.queue, process, {
    ...{ connection: redis.client, prefix: names.prefix, name: id, concurrency: workers, autorun: false },
    lockDuration: lease * 1000,
    lockRenewTime: heartbeat * 1000,
    stalledInterval: lease * 1000,
    maxStalledCount: options.giveUpAfter - 1,
    drainDelay: 2,
    runRetryDelay: 500,
  });
  // What breaks connections is told by `lost`; that a lock is gone means that others have the unit, which does no harm.
  bull.on('error', () => undefined);
  bull.on('stalled', (unit) => onEvent?.({ type: 'stalled', unit }));
  const listener = redis.duplicate();
  listener.on('error', () => undefined);
  listener.on('message', (_, text) => {
    for (const key of keysOf(text)) running.get(key)?.controller.abort();
  });
  const tell = () =>
    tellLiving(
      redis,
      names,
      { id, software: names.software, at_once: workers, done: summary.done, failed: summary.failed, began },
      lease,
    );
  let stop: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const beat = setInterval(() => {
    tell().catch(() => undefined);
    const quiet = (Date.now() - lastWork) / 1000;
    if (options.idle !== null && running.size === 0 && quiet > options.idle) stop();
  }, heartbeat * 1000);
  try {
    await redis.during(Promise.all([listener.subscribe(names.stop), tell(), bull.waitUntilReady()]));
    onEvent?.({ type: 'ready', id, queue: names.queue });
    bull.run().catch(() => undefined);
    await redis.during(stopped);
    isClosing = true;
    for (const { controller } of running.values()) controller.abort();
    await redis.during(bull.close());
    await redis.during(redis.client.del(`${names.workers}:${id}`));
    return summary;
  } finally {
    clearInterval(beat);
    signal?.removeEventListener('abort', stop);
    isClosing = true;
    // Results of what still runs are kept, whether there is a queue or not.
    await Promise.all(Array.from(running.values(), ({ ended }) => ended));
    await redis.close();
    listener.disconnect();
    bull.close(true).catch(() => undefined);
    await threads.close();
  }
}

/** Keeps a result: under the unit's own name, or as a table where it has none or is not to last. @returns the table's hash */
async function put(store: Store, kinds: UnitKinds, unit: Unit, bytes: Uint8Array): Promise<string | null> {
  if (unit.result && kinds.get(unit.kind)?.lasts?.(bytes) !== false) {
    await store.put(unit.result, bytes);
    return null;
  }
  const sha256 = sha256Of(bytes);
  await store.put({ of: 'table', sha256 }, bytes);
  return sha256;
}

/** What the system says of disks and networks, and a store that is not seen as it is for the moment. */
function isPassing(error: unknown): boolean {
  if (error instanceof WinceError) return PASSING.has(error.code);
  return systemCode(error) !== undefined || (error instanceof Error && error.message === noPlan().message);
}

/** What a job says of an error: the words stand in the store, as far as one can write there. */
async function reasonOf(store: Store, error: unknown): Promise<string> {
  if (error instanceof Error && error.message === noPlan().message) return error.message;
  return putError(store, error).catch(() => 'the store cannot be written');
}

function keysOf(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter((key) => typeof key === 'string') : [];
}
