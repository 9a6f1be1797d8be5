import type { Queue, QueueEvents } from 'bullmq';
import { type JobData, type JobResult, jobResult } from './job.ts';
import type { LinkOptions } from './link-options.ts';
import { type QueueNames, queueNames } from './queue-names.ts';
import { openRedis, type RedisConnection } from './redis-connection.ts';

/** How a unit ended, as Redis tells it. */
export type EndedUnit = { readonly key: string } & (
  | { readonly result: JobResult }
  | { readonly failed: string }
);

/** Open connections to the queue of a project. */
export interface QueueLink {
  readonly redis: RedisConnection;
  readonly queue: Queue<JobData, JobResult>;
  readonly names: QueueNames;
  /** Hears how units end, until the answer is called. */
  listen(hear: (ended: EndedUnit) => void): () => void;
  close(): Promise<void>;
}

/** Opens a link to a queue. @throws WinceError `redis-unreachable`, `bad-option` */
export async function openLink({
  redis: address,
  project,
  software,
  patience,
}: LinkOptions): Promise<QueueLink> {
  const names = queueNames(project, software);
  const redis = await openRedis(address, { patience });
  const { Queue: BullQueue, QueueEvents: BullEvents } = await import('bullmq');
  const queue: Queue<JobData, JobResult> = new BullQueue(names.queue, {
    ...{ connection: redis.client, prefix: names.prefix },
  });
  // What the server says of a connection that breaks is told by `lost`.
  queue.on('error', () => undefined);
  const reader = redis.duplicate();
  reader.on('error', () => undefined);
  const [last] = await redis.during(redis.client.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1));
  const events: QueueEvents = new BullEvents(names.queue, {
    ...{ connection: reader, prefix: names.prefix, lastEventId: last?.[0] ?? '0-0' },
  });
  events.on('error', () => undefined);
  const hearers = new Set<(ended: EndedUnit) => void>();
  const tell = (ended: EndedUnit) => {
    for (const hear of hearers) hear(ended);
  };
  events.on('completed', ({ jobId, returnvalue }) => {
    const result = jobResult.safeParse(returnvalue);
    if (result.success) tell({ key: jobId, result: result.data });
  });
  events.on('failed', ({ jobId, failedReason }) => tell({ key: jobId, failed: failedReason }));
  return {
    ...{ redis, queue, names },
    listen(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    async close() {
      await redis.close();
      reader.disconnect();
      const closed = Promise.all([events.close(), queue.close()]).catch(() => undefined);
      // A server that is lost answers no goodbye.
      await Promise.race([closed, redis.lost.catch(() => undefined)]);
    },
  };
}
