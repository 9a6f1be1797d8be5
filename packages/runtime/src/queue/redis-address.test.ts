import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { group } from '../../../../tests/groups.ts';
import { readRedisAddress } from './redis-address.ts';
import { openRedis } from './redis-connection.ts';
import { startRedis } from './redis-server.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-address-'));
  await writeFile(join(folder, 'password'), 'from a file\nand more\n');
});
afterAll(() => rm(folder, { recursive: true }));

const read = (given: string | undefined, environment: Record<string, string> = {}, passwordFile?: string) =>
  readRedisAddress(given, { environment, ...(passwordFile === undefined ? {} : { passwordFile }) });

describe('the address of Redis', () => {
  test('is a host and port, with TLS, or a socket', async () => {
    expect(await read('redis://queue')).toMatchObject({ host: 'queue', port: 6379, database: 0, tls: null });
    expect(await read('rediss://queue:6380/2')).toMatchObject({
      port: 6380,
      database: 2,
      tls: { authority: null },
    });
    expect(await read('redis://[::1]:7000')).toMatchObject({ host: '::1', port: 7000 });
    expect(await read('unix:/run/redis.sock')).toMatchObject({ socket: '/run/redis.sock' });
    expect(await read(undefined, { WINCE_REDIS: 'redis://queue:1' })).toMatchObject({ port: 1 });
  });

  test('takes user and password from the environment or a file, and shows neither', async () => {
    const environment = { WINCE_REDIS: 'redis://anna:in-address@queue', WINCE_REDIS_USER: 'berta' };
    const address = await read(undefined, environment);
    expect(address).toMatchObject({ user: 'berta', password: 'in-address', shown: 'redis://queue' });
    expect(await read('redis://queue', { WINCE_REDIS_PASSWORD: 'secret' })).toMatchObject({
      password: 'secret',
    });
    const file = join(folder, 'password');
    expect(await read('redis://queue', {}, file)).toMatchObject({ password: 'from a file' });
    expect(await read('redis://queue', { WINCE_REDIS_PASSWORD_FILE: file })).toMatchObject({
      password: 'from a file',
    });
    await expect(read('redis://queue', {}, join(folder, 'none'))).rejects.toMatchObject({
      code: 'no-such-file',
    });
  });

  test.each([[''], ['queue:6379'], ['http://queue'], ['redis://'], ['redis://queue/x'], ['unix:']])(
    '%j is refused',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: 'bad-redis-address' });
    },
  );

  test('in an option holds no password, and no message repeats it', async () => {
    const error = await read('redis://anna:secret@queue').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'password-in-call' });
    expect(String(error)).not.toContain('secret');
    const bad = await read('redis://anna:secret@queue/x').catch((cause: unknown) => cause);
    expect(String(bad)).not.toContain('secret');
  });
});

group('a Redis with a password', 'redis', () => {
  test('lets in who knows it, and tells others at once, without repeating theirs', async () => {
    const redis = await startRedis('--user wince on >right ~* &* +@all'.split(' '));
    try {
      const about = (password: string) => ({ ...redis.address, user: 'wince', password });
      const open = await openRedis(about('right'), { patience: 5 });
      expect(await open.during(open.client.ping())).toBe('PONG');
      await open.close();
      const error = await openRedis(about('wrong-secret'), { patience: 5 }).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'redis-unreachable' });
      expect(String(error)).not.toContain('wrong-secret');
    } finally {
      await redis.close();
    }
  });

  test('is reached over TLS, by an authority that is trusted alone', async () => {
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name));
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...[
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    const port = await freePort();
    const redis = await startRedis([
      ...['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key],
      ...['--tls-auth-clients', 'no', '--tls-ca-cert-file', certificate],
    ]);
    try {
      const url = `rediss://localhost:${port}`;
      const trusted = await readRedisAddress(url, { authorityFile: certificate, environment: {} });
      const open = await openRedis(trusted, { patience: 5 });
      expect(await open.during(open.client.ping())).toBe('PONG');
      await open.close();
      const distrusted = openRedis(await readRedisAddress(url, { environment: {} }), { patience: 5 });
      await expect(distrusted).rejects.toMatchObject({ code: 'redis-unreachable' });
    } finally {
      await redis.close();
    }
  });
});

/** A port of this machine on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
