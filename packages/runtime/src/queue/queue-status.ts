import { failureOfJob } from './job.ts';
import { livingWorkers } from './living-workers.ts';
import type { ProjectOptions } from './project-queue.ts';
import { PATIENCE } from './queue-executor.ts';
import { openLink, type QueueLink } from './queue-link.ts';
import { DEFAULT_PROJECT } from './queue-names.ts';
import type { LivingWorker } from './worker-sign.ts';

/** What goes on in the queues of a project. */
export interface QueueStatus {
  readonly project: string;
  /** A queue for each software that has given work. */
  readonly queues: readonly OneQueue[];
  readonly workers: readonly LivingWorker[];
  /** Bytes that Redis uses, for all that it holds. */
  readonly redis_bytes: number;
}

/** The work for one software. */
export interface OneQueue {
  readonly software: string;
  readonly waiting: number;
  readonly running: number;
  /** Units that are tried again after a pause. */
  readonly paused: number;
  readonly failed: number;
  /** Units that ended their worker too often. */
  readonly set_aside: readonly { readonly unit: string; readonly kind: string }[];
}

/** How many failed units are looked at. */
const LOOKED_AT = 1000;

/** Tells what waits, runs and failed in a project, and who works. @throws WinceError `redis-unreachable`, `redis-lost` */
export async function queueStatus(options: ProjectOptions): Promise<QueueStatus> {
  return withQueues(options, async (links) => {
    const queues: OneQueue[] = [];
    for (const { redis, queue, names } of links) {
      const counts = await redis.during(
        queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
      );
      const failed = await redis.during(queue.getFailed(0, LOOKED_AT - 1));
      const stalled = failed.filter((job) => failureOfJob(job?.failedReason ?? '').kind === 'stalled');
      queues.push({
        software: names.software,
        waiting: counts.wait + counts.prioritized,
        running: counts.active,
        paused: counts.delayed,
        failed: counts.failed,
        set_aside: stalled.map(({ id = '', name }) => ({ unit: id, kind: name })),
      });
    }
    const [first] = links;
    const info = await first.redis.during(first.redis.client.info('memory'));
    return {
      project: first.names.prefix,
      queues: queues.filter(
        ({ waiting, running, paused, failed }) => waiting + running + paused + failed > 0,
      ),
      workers: await first.redis.during(livingWorkers(first)),
      redis_bytes: Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0),
    };
  });
}

/** Gives units that failed, and those that are set aside, to workers again. @returns how many */
export async function retryFailed(options: ProjectOptions): Promise<number> {
  return withQueues(options, async (links) => {
    let count = 0;
    for (const { redis, queue } of links) {
      const failed = await redis.during(queue.getFailed(0, -1));
      for (const job of failed) {
        const { id, name, data, opts } = job;
        // Anew: how often it ended a worker counts from the beginning.
        await redis.during(queue.remove(id ?? ''));
        await redis.during(queue.add(name, data, { ...opts, jobId: id }));
        count++;
      }
    }
    return count;
  });
}

/** The queues of a project, of all software that has given work to it; the first may be empty. */
async function withQueues<Result>(
  { project = DEFAULT_PROJECT, patience = PATIENCE, redis }: ProjectOptions,
  work: (links: readonly QueueLink[]) => Promise<Result>,
): Promise<Result> {
  const links = [await openLink({ redis, project, patience, software: 'none' })];
  try {
    const [{ redis: connection, names }] = links;
    const found = new Set<string>();
    let cursor = '0';
    do {
      const [next, keys] = await connection.during(
        connection.client.scan(cursor, 'MATCH', `${names.prefix}:units-*:meta`, 'COUNT', 1000),
      );
      for (const key of keys) found.add(/:units-([^:]+):meta$/.exec(key)?.[1] ?? '');
      cursor = next;
    } while (cursor !== '0');
    for (const software of [...found].sort())
      if (software !== 'none') links.push(await openLink({ redis, project, patience, software }));
    return await work(links);
  } finally {
    for (const link of links) await link.close();
  }
}
