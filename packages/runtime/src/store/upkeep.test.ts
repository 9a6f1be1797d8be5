import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Of } from '../files/hash.ts';
import { openStore, pruneStore, type StoreName, storeStatus } from './index.ts';
import { machineFiles } from './store-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-upkeep-'));
});
afterAll(() => rm(folder, { recursive: true }));

const NAMES: readonly StoreName[] = [0, 1, 2, 3].map((i) => ({
  of: 'recording',
  sha256: sha256Of(`${i}`),
  key: 'face',
}));
const DAY = 24 * 3600 * 1000;

/** Four entries of 1000 bytes and their heads, the first used four days ago, the last one day ago. */
async function filled(name: string) {
  const store = await openStore(join(folder, name));
  for (const [i, entry] of NAMES.entries()) {
    await store.put(entry, Buffer.alloc(1000, i));
    const path = (await machineFiles.list(store.place)).find((each) => each.includes(sha256Of(`${i}`))) ?? '';
    const used = new Date(Date.now() - (4.5 - i) * DAY);
    await utimes(path, used, used);
  }
  return store;
}

test('status counts entries and bytes by kind, and a folder that is not there holds nothing', async () => {
  const store = await filled('status');
  const { kinds, bytes, temporary } = await storeStatus(store.place);
  expect(kinds.map(({ kind, entries }) => [kind, entries])).toEqual([
    ['pictures', 4],
    ['fits', 0],
    ['tables', 0],
    ['networks', 0],
  ]);
  expect(bytes).toBeGreaterThan(4000);
  expect(temporary).toBe(0);
  expect((Date.now() - kinds[0].oldest_use) / DAY).toBeCloseTo(4.5, 1);
  expect(await storeStatus(join(folder, 'nowhere'))).toMatchObject({ bytes: 0 });
});

test('prune removes what was not used for the longest time, and a reading is a use', async () => {
  const store = await filled('prune');
  // The oldest is read: now the second is.
  expect(await store.get(NAMES[0])).toHaveLength(1000);
  const { bytes } = await storeStatus(store.place);
  expect(await pruneStore(store.place, bytes)).toMatchObject({ removed: 0 });
  expect(await pruneStore(store.place, bytes / 2, { dryRun: true })).toMatchObject({ removed: 2 });
  expect(await pruneStore(store.place, bytes / 2)).toEqual({
    removed: 2,
    removed_bytes: bytes / 2,
    bytes: bytes / 2,
  });
  const left = await Promise.all(NAMES.map((name) => store.get(name)));
  expect(left.map((found) => found !== null)).toEqual([true, false, false, true]);
  expect(await pruneStore(store.place, 0)).toMatchObject({ removed: 2, bytes: 0 });
});
