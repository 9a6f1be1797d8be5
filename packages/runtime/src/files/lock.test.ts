import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withLock } from './lock.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wince-lock-'));
});
afterAll(() => rm(root, { recursive: true }));

const place = () => mkdtemp(join(root, 'place-'));

test('one works at a time, also where the work fails', async () => {
  const folder = await place();
  let working = 0;
  let most = 0;
  const work = (i: number) =>
    withLock(folder, async () => {
      working += 1;
      most = Math.max(most, working);
      await setTimeout(2);
      working -= 1;
      if (i % 3 === 0) throw new Error('it fails');
    });
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => work(i)));
  expect(most).toBe(1);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(7);
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that is dead is none', async () => {
  const folder = await place();
  const lock = join(folder, '.lock');
  const LONG_AGO = new Date(Date.now() - 48 * 3600 * 1000);
  for (const holder of ['..lock.4000000-17-00000000.00000000-0000-0000-0000-000000000000.tmp', '']) {
    await writeFile(lock, holder);
    await utimes(lock, LONG_AGO, LONG_AGO);
    expect(await withLock(folder, async () => 'done')).toBe('done');
    expect(await readdir(folder)).toEqual([]);
  }
});
