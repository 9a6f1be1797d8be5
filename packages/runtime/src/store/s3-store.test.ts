import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../files/hash.ts';
import { openStoreAt, type Store, type StoreName } from './index.ts';
import { startS3, type TestS3 } from './s3-server.fixture.ts';
import { openS3Store } from './s3-store.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.close());
beforeEach(() => {
  s3.objects.clear();
  s3.log.length = 0;
  s3.trouble.length = 0;
});

const open = (place = 's3://ward/store', patience = 30_000): Promise<Store> =>
  openS3Store(place, { environment: s3.environment, patience });
const [one, other] = ['one', 'other'].map((text) => sha256Of(text));
const NAMES: readonly StoreName[] = [
  { of: 'recording', sha256: one, key: 'face' },
  { of: 'recording', sha256: other, key: 'face' },
  { of: 'fits', key: 'a b' },
  { of: 'table', sha256: one },
  { of: 'network', network: 'mobilenet-v2-1.4', key: 'a' },
];
const value = (name: StoreName) => Buffer.from(JSON.stringify(name));

describe('a store in a bucket', () => {
  test('gives under each name what was put there, drops one, and forgets a recording with all that mixes recordings', async () => {
    const store = await open();
    for (const name of NAMES) expect(await store.get(name)).toBeNull();
    for (const name of NAMES) await store.put(name, value(name));
    for (const name of NAMES) expect(Buffer.from((await store.get(name)) ?? [])).toEqual(value(name));
    expect([...s3.objects.keys()].every((key) => key.startsWith('ward/store/'))).toBe(true);
    expect(await store.forget(one, { dryRun: true })).toHaveLength(3);
    await store.drop(NAMES[4]);
    await store.drop(NAMES[4]);
    expect(await store.forget(one)).toHaveLength(3);
    const left = await Promise.all(NAMES.map((name) => store.get(name)));
    expect(left.map((found) => found !== null)).toEqual([false, true, false, false, false]);
  });

  test('writes what is there once, and what is damaged anew', async () => {
    const store = await open();
    const [name] = NAMES;
    await store.put(name, value(name));
    await store.put(name, value(name));
    expect(s3.log.filter((line) => line.startsWith('PUT')).map((line) => line.split(' ').at(-1))).toEqual([
      '200',
      '412',
    ]);
    const [key] = s3.objects.keys();
    const damaged = Buffer.from(s3.objects.get(key) ?? []);
    damaged[40] ^= 1;
    s3.objects.set(key, damaged);
    expect(await store.get(name)).toBeNull();
    await store.put(name, value(name));
    expect(Buffer.from((await store.get(name)) ?? [])).toEqual(value(name));
  });

  test('writes large entries in parts, whichever of them fails at first, and leaves none that was begun', async () => {
    const store = await open();
    const bytes = randomBytes(8.5 * 2 ** 20);
    await store.put(NAMES[3], bytes);
    expect(s3.log.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
    s3.objects.clear();
    s3.trouble.push(503, 500, 503);
    await store.put(NAMES[3], bytes);
    expect(Buffer.from((await store.get(NAMES[3])) ?? []).equals(bytes)).toBe(true);
    expect(s3.uploads.size).toBe(0);
  });

  test.each([[500], [503], ['silent']] as const)('asks again after %s', async (what) => {
    const store = await open('s3://ward', 300);
    const [name] = NAMES;
    s3.trouble.push(what, what);
    await store.put(name, value(name));
    s3.trouble.push(what, what);
    expect(Buffer.from((await store.get(name)) ?? [])).toEqual(value(name));
  });

  test.each([['slow'], ['broken']] as const)('reads a body that is %s', async (what) => {
    const store = await open();
    const bytes = randomBytes(200_000);
    await store.put(NAMES[2], bytes);
    s3.trouble.push(what);
    expect(Buffer.from((await store.get(NAMES[2])) ?? []).equals(bytes)).toBe(true);
  });

  test('tells what cannot be had after all tries, and nothing of the keys', async () => {
    const wrong = await openS3Store('s3://ward', {
      environment: { ...s3.environment, AWS_SECRET_ACCESS_KEY: 'another secret' },
    });
    const error = await wrong.get(NAMES[0]).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'store-unreachable', message: expect.stringContaining('403') });
    expect(JSON.stringify(error)).not.toContain('another secret');
    const gone = await openS3Store('s3://ward', {
      environment: { ...s3.environment, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
    });
    await expect(gone.put(NAMES[0], value(NAMES[0]))).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  test.each([['s3://'], ['s3://A B'], ['s3:ward']])('%s is no bucket', async (place) => {
    await expect(open(place)).rejects.toMatchObject({ code: 'bad-bucket' });
  });

  test('needs keys, and is opened from its address in another thread', async () => {
    await expect(openS3Store('s3://ward', { environment: {} })).rejects.toMatchObject({ code: 'bad-bucket' });
    const store = await open();
    Object.assign(process.env, s3.environment);
    try {
      await store.put(NAMES[0], value(NAMES[0]));
      const seen = await openStoreAt(structuredClone(store.address()));
      expect(Buffer.from((await seen.get(NAMES[0])) ?? [])).toEqual(value(NAMES[0]));
    } finally {
      for (const name of Object.keys(s3.environment)) delete process.env[name];
    }
  });
});
