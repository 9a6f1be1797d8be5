import { WinceError } from '@wince/core';
import type { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** An open connection to Redis that outlives restarts of the server, for so long as one is patient. */
export interface RedisConnection {
  readonly client: Redis;
  /** Rejects with `redis-lost` when the server has been away for longer than one is patient. Never resolves. */
  readonly lost: Promise<never>;
  /** Does something, or fails as soon as the server is lost: a command to a server that is away would wait for ever. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Another connection to the same server, with a life of its own. */
  duplicate(): Redis;
  close(): Promise<void>;
}

/** Milliseconds between tries to reach a server again: more from try to try, up to the last. */
const PAUSES = [50, 100, 200, 500, 1000];

/**
 * Connects to Redis. While it is open, a server that goes away may come back within `patience`, and nobody notices.
 *
 * @param patience seconds
 * @throws WinceError `redis-unreachable`
 */
export async function openRedis(
  address: RedisAddress,
  { patience }: { readonly patience: number },
): Promise<RedisConnection> {
  const { Redis } = await import('ioredis');
  let ended = false;
  let isLost = false;
  let away: NodeJS.Timeout | null = null;
  let lose: (cause: unknown) => void = () => {};
  // Those who wait: a race against `lost` would hold what each has waited for until the connection is closed.
  const waiting = new Set<(error: unknown) => void>();
  const lost = new Promise<never>((_, reject) => {
    lose = (cause) => {
      isLost = true;
      ended = true;
      const error = lostServer(address, patience, cause);
      reject(error);
      for (const fail of waiting) fail(error);
    };
  });
  // Somebody may never ask.
  lost.catch(() => undefined);
  let reason: unknown;
  const { host, port, socket, database, user, password, tls } = address;
  const client = new Redis({
    ...(socket === null ? { host, port } : { path: socket }),
    db: database,
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(tls === null ? {} : { tls: tls.authority === null ? {} : { ca: tls.authority } }),
    lazyConnect: true,
    connectTimeout: 10_000,
    // Commands wait until the server is back; `during` ends the waiting.
    maxRetriesPerRequest: null,
    disableClientInfo: true,
    retryStrategy: (times) => (ended ? null : PAUSES[Math.min(times, PAUSES.length) - 1]),
  });
  client.on('error', (cause: unknown) => {
    reason = cause;
  });
  client.on('close', () => {
    if (ended) return;
    away ??= setTimeout(() => lose(reason), patience * 1000);
  });
  client.on('ready', () => {
    if (away) clearTimeout(away);
    away = null;
  });
  const close = async () => {
    ended = true;
    if (away) clearTimeout(away);
    client.disconnect();
  };
  try {
    await firstConnection(client, () => reason);
  } catch (cause) {
    await close();
    throw unreachable(address, cause);
  }
  return {
    client,
    lost,
    during: (work) => {
      if (isLost) {
        // It may fail, and nobody waits for it.
        work.catch(() => undefined);
        return lost;
      }
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    duplicate: () => client.duplicate({ lazyConnect: false }),
    async close() {
      if (!isLost) ended = true;
      await close();
    },
  };
}

/** Tries to connect a few times: a server that starts together with the work may need a moment. */
async function firstConnection(client: Redis, reason: () => unknown): Promise<void> {
  let tries = 0;
  await new Promise<void>((resolve, reject) => {
    client.on('ready', resolve);
    client.on('close', () => {
      tries++;
      if (tries > PAUSES.length || isRefusal(reason())) reject(reason());
    });
    client.connect().catch((cause: unknown) => {
      if (isRefusal(cause)) reject(cause);
    });
  });
}

/** Whether a server answers and does not let one in: to try again is of no use. */
function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /WRONGPASS|NOAUTH|NOPERM|ERR AUTH|certificate|self.signed|ENOTFOUND/i.test(cause.message)
  );
}

function unreachable({ shown }: RedisAddress, cause: unknown): WinceError {
  return new WinceError('redis-unreachable', `Redis at ${shown} cannot be reached (${reasonOf(cause)}).`, {
    hint: 'Check the address, that the server runs, and user and password (WINCE_REDIS_USER, WINCE_REDIS_PASSWORD).',
    cause,
  });
}

function lostServer({ shown }: RedisAddress, patience: number, cause: unknown): WinceError {
  return new WinceError(
    'redis-lost',
    `Redis at ${shown} has not answered for ${patience} s (${reasonOf(cause)}).`,
    { hint: 'Start the server, then the same command again: it continues from what the store holds.', cause },
  );
}

/** Never with a password: what the server says of one that is wrong does not repeat it. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the connection was closed';
  if ('code' in cause && cause.code === 'ECONNREFUSED') return 'nothing listens there';
  if ('code' in cause && cause.code === 'ENOENT') return 'there is no such socket';
  return cause.message;
}
