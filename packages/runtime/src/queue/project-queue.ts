import type { OpenExecutor } from '../execute/index.ts';
import { openStore } from '../store/index.ts';
import { openQueue, PATIENCE } from './queue-executor.ts';
import { DEFAULT_PROJECT, softwareHash } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { serveQueue, type WorkerEvent, type WorkerSummary } from './serve-queue.ts';

/** The queue of a project. */
export interface ProjectOptions {
  readonly redis: RedisAddress;
  /** The beginning of all keys in Redis: letters, digits, "-", "_" and ".". Default: `wince`. */
  readonly project?: string;
  /** Seconds for which Redis may be away before the work ends. Default: 30. */
  readonly patience?: number;
}

/** How work is given to the workers of a project. */
export interface SubmitOptions extends ProjectOptions {
  /** The folder of the recordings: units name files by their path from here. */
  readonly data: string;
  /** Work of a lower number comes first, from 1. Default: 10. */
  readonly priority?: number;
  /** Told what a person should know, such as that no worker takes the work. Default: nobody is told. */
  readonly onNotice?: (text: string) => void;
}

/**
 * Gives the work of `evaluate` and `extract` to the workers of a project: what comes back is their option `open`. Submitter and workers
 * share a store, and give the same bytes as one machine does.
 *
 *     const redis = await readRedisAddress('redis://queue.example:6379');
 *     await evaluate(specification, { ...options, open: await queueExecutor({ redis, data: 'ward' }) });
 */
export async function queueExecutor(options: SubmitOptions): Promise<OpenExecutor> {
  const { unitKinds } = await import('../unit-kinds.ts');
  const software = await softwareHash(unitKinds);
  return openQueue({ project: DEFAULT_PROJECT, patience: PATIENCE, ...options, software });
}

/** How a worker works. */
export interface WorkerOptions extends ProjectOptions {
  /** The folder of the store. */
  readonly store: string;
  /** The folder of the recordings on this machine. */
  readonly data: string;
  /** How many units it runs at a time. */
  readonly workers: number;
  /** Seconds after which units of a worker that is not heard of are given to others. Default: 30. */
  readonly lease?: number;
  /** Seconds between its signs of life. Default: a third of the lease. */
  readonly heartbeat?: number;
  /** How often a unit may end its worker before it is set aside. Default: 3. */
  readonly giveUpAfter?: number;
  /** Ends when there was nothing to do for so many seconds. Default: it waits for ever. */
  readonly idle?: number;
  /** Ends it: units that run come to their end, and no other begins. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each unit. Default: nobody is told. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

/**
 * Works for a project until it is stopped: takes units from Redis, and puts their results into the store.
 *
 * @throws WinceError `redis-unreachable`, `redis-lost`, `bad-option`, `cannot-write`
 */
export async function runWorker({ store, lease = 30, ...options }: WorkerOptions): Promise<WorkerSummary> {
  const { unitKinds } = await import('../unit-kinds.ts');
  return serveQueue({
    ...{ project: DEFAULT_PROJECT, patience: PATIENCE, heartbeat: lease / 3, giveUpAfter: 3, lease },
    ...options,
    ...{ idle: options.idle ?? null, kinds: unitKinds, software: await softwareHash(unitKinds) },
    store: await openStore(store),
  });
}
