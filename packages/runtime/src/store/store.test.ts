import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../files/hash.ts';
import {
  folderStore,
  memoryStore,
  openStore,
  openStoreAt,
  type Store,
  type StoreName,
  withTablesInMemory,
} from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

const [one, other] = ['one', 'other'].map((text) => sha256Of(text));
const NAMES: readonly StoreName[] = [
  { of: 'recording', sha256: one, key: 'face' },
  { of: 'recording', sha256: one, key: 'hog' },
  { of: 'recording', sha256: other, key: 'face' },
  { of: 'fits', key: 'a' },
  { of: 'fits', key: 'b' },
  { of: 'table', sha256: one },
  { of: 'table', sha256: other },
  { of: 'network', network: 'facemesh', key: 'a' },
  { of: 'network', network: 'blazeface', key: 'a' },
];

const FORMS: Readonly<Record<string, () => Promise<Store>>> = {
  'a folder': async () => openStore(await mkdtemp(join(folder, 'plain-'))),
  'a folder that is made later': async () =>
    folderStore(join(await mkdtemp(join(folder, 'later-')), 'deep', 'in')),
  memory: async () => memoryStore(),
  'a folder with tables in memory': async () =>
    withTablesInMemory(await openStore(await mkdtemp(join(folder, 'tables-')))),
  'an address of another store': async () => openStoreAt(memoryStore().address()),
};

describe.each(Object.entries(FORMS))('a store in %s', (_, open) => {
  const text = async (store: Store, name: StoreName) => {
    const bytes = await store.get(name);
    return bytes && Buffer.from(bytes).toString();
  };
  const filled = async () => {
    const store = await open();
    for (const name of NAMES) await store.put(name, Buffer.from(JSON.stringify(name)));
    return store;
  };

  test('gives under each name what was put there, and nothing under others', async () => {
    const store = await open();
    for (const name of NAMES) expect(await store.get(name)).toBeNull();
    for (const name of NAMES) await store.put(name, Buffer.from(JSON.stringify(name)));
    for (const name of NAMES) expect(await text(store, name)).toBe(JSON.stringify(name));
    expect(await store.get({ of: 'recording', sha256: other, key: 'hog' })).toBeNull();
  });

  test('takes the same name twice, and no bytes at all', async () => {
    const store = await open();
    const [name] = NAMES;
    for (const _ of [1, 2]) await store.put(name, new Uint8Array());
    expect(await store.get(name)).toHaveLength(0);
  });

  test('keeps its bytes when those that were put are changed', async () => {
    const store = await open();
    const bytes = Buffer.from([1, 2, 3]);
    for (const name of NAMES) await store.put(name, bytes);
    bytes.fill(0);
    for (const name of NAMES) expect([...((await store.get(name)) ?? [])]).toEqual([1, 2, 3]);
  });

  test('drops one entry, there or not', async () => {
    const store = await filled();
    for (const name of [NAMES[4], NAMES[5], NAMES[5]]) await store.drop(name);
    const left = await Promise.all(NAMES.map((name) => text(store, name)));
    expect(left.map((found) => found === null)).toEqual(NAMES.map((_, i) => i === 4 || i === 5));
  });

  test('forgets a recording with all that mixes recordings, and nothing else', async () => {
    const store = await filled();
    const named = await store.forget(one, { dryRun: true });
    expect(await text(store, NAMES[0])).not.toBeNull();
    expect(await store.forget(one)).toEqual(named);
    expect(named).toHaveLength(6);
    const left = await Promise.all(NAMES.map((name) => text(store, name)));
    expect(left.map((found) => found !== null)).toEqual(
      NAMES.map((name) => name.of === 'network' || (name.of === 'recording' && name.sha256 === other)),
    );
    expect(await store.forget(one)).toEqual([]);
  });

  test('is seen through its address', async () => {
    const store = await filled();
    const seen = await openStoreAt(structuredClone(store.address(NAMES)));
    for (const name of NAMES) expect(await text(seen, name)).toBe(JSON.stringify(name));
  });
});

describe('a store in a folder', () => {
  const [name] = NAMES;
  const onlyFile = async (place: string) => {
    const files = await readdir(place, { recursive: true, withFileTypes: true });
    const [file] = files.filter((entry) => entry.isFile());
    return join(file.parentPath, file.name);
  };

  test('is for its owner only', async () => {
    const store = await openStore(join(folder, 'private', 'deep'));
    await store.put(name, Buffer.from('face'));
    const file = await onlyFile(store.place);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (let place = join(file, '..'); place.startsWith(join(folder, 'private')); place = join(place, '..')) {
      expect((await stat(place)).mode & 0o777, place).toBe(0o700);
    }
  });

  test.each([
    ['a byte', (bytes: Buffer) => bytes.fill(bytes[40] ^ 1, 40, 41)],
    ['a byte of its checksum', (bytes: Buffer) => bytes.fill(bytes[3] ^ 1, 3, 4)],
    ['its end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['almost everything', (bytes: Buffer) => bytes.subarray(0, 7)],
    ['everything', () => Buffer.alloc(0)],
  ])('counts an entry that lost %s as not there, and takes it anew', async (_, damage) => {
    const store = await openStore(await mkdtemp(join(folder, 'damaged-')));
    await store.put(name, Buffer.from('the values of a face'));
    const file = await onlyFile(store.place);
    await writeFile(file, damage(await readFile(file)));
    expect(await store.get(name)).toBeNull();
    await store.put(name, Buffer.from('the values of a face'));
    expect(await store.get(name)).toEqual(Buffer.from('the values of a face'));
  });

  test.each([
    { one: NAMES[0], other: NAMES[1] },
    { one: NAMES[0], other: NAMES[2] },
    { one: NAMES[3], other: NAMES[4] },
    { one: NAMES[5], other: NAMES[6] },
    { one: NAMES[7], other: NAMES[8] },
  ])(
    'counts two entries that stand under each other’s names as not there: $one.of',
    async ({ one, other }) => {
      const store = await openStore(await mkdtemp(join(folder, 'swapped-')));
      const places: string[] = [];
      for (const own of [one, other]) {
        await store.put(own, Buffer.from('the same length'));
        const files = await readdir(store.place, { recursive: true, withFileTypes: true });
        const paths = files
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));
        places.push(paths.find((path) => !places.includes(path)) ?? '');
      }
      const [first, second] = await Promise.all(places.map((path) => readFile(path)));
      await writeFile(places[0], second);
      await writeFile(places[1], first);
      for (const own of [one, other]) expect(await store.get(own)).toBeNull();
    },
  );

  test('forgets what a process that was killed has left of the recording', async () => {
    const store = await openStore(await mkdtemp(join(folder, 'killed-')));
    await store.put(name, Buffer.from('face'));
    const file = await onlyFile(store.place);
    const left = join(file, '..', `.${one}-0123.bin.4567.tmp`);
    const ofOther = join(file, '..', `.${one.slice(0, 2)}${other.slice(2)}-0123.bin.4567.tmp`);
    for (const path of [left, ofOther]) await writeFile(path, 'half');
    expect((await store.forget(one)).toSorted()).toEqual([file, left].toSorted());
    expect(await readFile(ofOther, 'utf8')).toBe('half');
  });

  test('says where it cannot be', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await expect(openStore(file)).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(folderStore(file).put(name, Buffer.from('x'))).rejects.toMatchObject({
      code: 'cannot-write',
    });
  });
});

test('tables in memory are not on the disk, and travel without a copy', async () => {
  const place = await mkdtemp(join(folder, 'memory-'));
  const store = withTablesInMemory(await openStore(place));
  await store.put(NAMES[5], Buffer.from('rows'));
  expect(await readdir(place)).toEqual([]);
  const [{ bytes }] = store.address([NAMES[5]]).held;
  expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(await store.get(NAMES[5])).toBe(bytes);
});

test('an entry that cannot be read or removed is told, and is no defect of the program', async () => {
  const store = await openStore(await mkdtemp(join(folder, 'unreadable-')));
  const [name] = NAMES;
  await store.put(name, Buffer.from('face'));
  const files = await readdir(store.place, { recursive: true, withFileTypes: true });
  const [file] = files.filter((entry) => entry.isFile());
  const path = join(file.parentPath, file.name);
  // As root one may read everything but a folder as a file.
  await rm(path);
  await mkdir(path);
  await expect(store.get(name)).rejects.toMatchObject({ code: 'unreadable-cache', status: 1 });
  await expect(store.drop(name)).rejects.toMatchObject({ code: 'cannot-remove' });
});
