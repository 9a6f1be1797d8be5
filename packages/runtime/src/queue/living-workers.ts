import type { QueueNames } from './queue-names.ts';
import type { RedisConnection } from './redis-connection.ts';
import { type LivingWorker, livingWorker } from './worker-sign.ts';

/** Tells that a worker lives: what it says lasts as long as its lease. */
export async function tellLiving(
  { client }: RedisConnection,
  { workers }: QueueNames,
  { id, ...told }: LivingWorker,
  lease: number,
): Promise<void> {
  await client.set(`${workers}:${id}`, JSON.stringify(told), 'PX', Math.ceil(lease * 1000));
}

/** The workers of a project that live, of any software. */
export async function livingWorkers({
  redis: { client },
  names: { workers },
}: {
  readonly redis: RedisConnection;
  readonly names: QueueNames;
}): Promise<readonly LivingWorker[]> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await client.scan(cursor, 'MATCH', `${workers}:*`, 'COUNT', 1000);
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  if (keys.size === 0) return [];
  const all = await client.mget([...keys]);
  return [...keys].flatMap((key, i) => {
    const told = livingWorker.safeParse(JSON.parse(all[i] ?? 'null'));
    return told.success ? [{ ...told.data, id: key.slice(workers.length + 1) }] : [];
  });
}
