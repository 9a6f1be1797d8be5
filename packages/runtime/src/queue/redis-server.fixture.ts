import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisAddress, readRedisAddress } from './redis-address.ts';

/** A Redis server of a test: on a socket in a folder of its own, with nothing of the machine's. */
export interface TestRedis {
  readonly address: RedisAddress;
  /** As `--redis` takes it. */
  readonly url: string;
  readonly folder: string;
  /** A plain connection, which the server closes when it stops. */
  connect(): Redis;
  start(): Promise<void>;
  /** Ends the server as a machine that loses power does. What it keeps in its folder stays. */
  kill(): Promise<void>;
  /** Ends it for good, and removes its folder. */
  close(): Promise<void>;
}

/** @param settings further words of its call: `--appendonly yes` */
export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'wince-redis-'));
  const socket = join(folder, 'redis.sock');
  const url = `unix:${socket}`;
  let server: ChildProcess | null = null;
  const clients: Redis[] = [];
  const redis: TestRedis = {
    address: await readRedisAddress(url, { environment: {} }),
    url,
    folder,
    connect() {
      const client = new Redis({ path: socket, maxRetriesPerRequest: null });
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    async start() {
      const own = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
      server = spawn('redis-server', [...own, ...settings], { stdio: 'ignore' });
      await answers(socket);
    },
    async kill() {
      const ended = server && once(server, 'exit');
      server?.kill('SIGKILL');
      await ended;
      server = null;
      await rm(socket, { force: true });
    },
    async close() {
      for (const client of clients) client.disconnect();
      await redis.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await redis.start();
  return redis;
}

async function answers(socket: string): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const client = new Redis({
      path: socket,
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      // While it reads its file it answers with an error.
      await client.get('x');
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await setTimeout(20);
    } finally {
      client.disconnect();
    }
  }
}
