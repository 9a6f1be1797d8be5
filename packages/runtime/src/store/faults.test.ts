import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Of } from '../files/hash.ts';
import { Crash, type Fault, faultyFiles } from './faulty-files.fixture.ts';
import { folderStore, type StoreName } from './index.ts';
import { machineFiles } from './store-files.ts';
import { verifyStore } from './upkeep.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-faults-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A small piece of work: each entry is made from those before it, as fits are made of faces. */
const one = sha256Of('a recording');
const NAMES: readonly StoreName[] = [
  { of: 'network', network: 'facemesh', key: 'weights' },
  { of: 'recording', sha256: one, key: 'face' },
  { of: 'recording', sha256: one, key: 'rows' },
  { of: 'fits', key: 'weights of columns' },
  { of: 'table', sha256: sha256Of('a table') },
];
const contentAt = (place: number) => Buffer.from(`value ${place} `.repeat(20));

/**
 * Does the work in a store, as a process that finds there what an earlier one has made.
 *
 * @returns the places of what it had to make
 */
async function work(store: ReturnType<typeof folderStore>): Promise<readonly number[]> {
  const made: number[] = [];
  for (const [place, name] of NAMES.entries()) {
    const kept = await store.get(name);
    if (kept) {
      // Nothing is ever given that is not what was put there.
      expect(Buffer.from(kept)).toEqual(contentAt(place));
      continue;
    }
    await store.put(name, contentAt(place));
    made.push(place);
  }
  return made;
}

const STEPS = ['makeFolder', 'write', 'rename'] as const;
const every = <Item, Found>(items: readonly Item[], find: (item: Item) => Found): Found[] => items.map(find);
const FAULTS: readonly Fault[] = every([...NAMES.keys()], (at): Fault[] => [
  ...every(STEPS, (step): Fault[] => [
    { step, at, what: { crash: 'before' } },
    { step, at, what: { crash: 'after' } },
    ...every(
      ['ENOSPC', 'EIO', 'EDQUOT', 'EACCES'],
      (code): Fault => ({ step, at, what: { code, times: 1 } }),
    ),
    ...every(['ESTALE', 'ETIMEDOUT'], (code): Fault => ({ step, at, what: { code, times: 2 } })),
    { step, at, what: { code: 'ESTALE', times: 100 } },
  ]).flat(),
  { step: 'rename', at, what: { code: 'ENOENT', times: 1 } },
  ...every([0, 0.25, 0.5, 0.99], (share): Fault => ({ step: 'write', at, what: { crashHaving: share } })),
  ...every(
    [0.1, 0.9],
    (having): Fault => ({ step: 'write', at, what: { code: 'ENOSPC', times: 1, having } }),
  ),
  ...every([0, 0.05, 0.1, 0.15, 0.3, 0.6, 1], (flip): Fault => ({ step: 'write', at, what: { flip } })),
  ...every([0, 0.1, 0.5, 0.99], (torn): Fault => ({ step: 'write', at, what: { torn } })),
  ...every([1, 3], (unseen): Fault => ({ step: 'rename', at, what: { unseen } })),
  { step: 'read', at, what: { code: 'ESTALE', times: 2 } },
  { step: 'read', at, what: { code: 'EIO', times: 1 } },
  { step: 'read', at, what: { crash: 'before' } },
]).flat();

test(`${FAULTS.length} faults, one at every step of a piece of work: found and mended, none lost, none wrong`, async () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(200);
  const outcomes = { crashed: 0, refused: 0, unnoticed: 0 };
  for (const [i, fault] of FAULTS.entries()) {
    const place = join(folder, String(i));
    const files = faultyFiles(machineFiles, fault);
    const faulty = folderStore(place, files);
    let ended: unknown = null;
    const made = await work(faulty).catch((error: unknown) => {
      ended = error;
      return null;
    });
    const said = JSON.stringify(fault);
    expect(files.happened(), said).toBe(true);
    if (ended instanceof Crash || (ended instanceof Error && ended.cause instanceof Crash))
      outcomes.crashed++;
    else if (ended !== null) {
      outcomes.refused++;
      // What the system refuses is told with a code, and never as a defect.
      expect(ended, said).toMatchObject({
        name: 'WinceError',
        code: expect.stringMatching(/cannot-write|disk-full|unreadable-cache/),
      });
    } else {
      outcomes.unnoticed++;
      expect(made, said).toHaveLength(NAMES.length);
    }
    // Another process, on a machine that is well.
    const well = folderStore(place);
    const before = await Promise.all(NAMES.map((name) => well.get(name)));
    const again = await work(well);
    // Nothing that was whole is made again, and only the entry at which it went wrong, and those behind it, may be missing.
    expect(again, said).toEqual([...NAMES.keys()].filter((at) => before[at] === null));
    const silently = 'flip' in fault.what || 'torn' in fault.what;
    if (silently) expect(again, said).toEqual([fault.at]);
    else if (ended === null) expect(again, said).toEqual([]);
    else expect(Math.min(...again, NAMES.length), said).toBeGreaterThanOrEqual(fault.at);
    expect(await work(well), said).toEqual([]);
    expect(await verifyStore(place), said).toEqual({ whole: NAMES.length, damaged: [] });
  }
  expect(outcomes.crashed).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(50);
  expect(outcomes.unnoticed).toBeGreaterThan(50);
});

test('verify finds what is damaged or stands in a wrong place, and mends the store', async () => {
  const place = join(folder, 'verified');
  const store = folderStore(place);
  await work(store);
  const paths = (await machineFiles.list(place)).toSorted();
  const bytes = await machineFiles.read(paths[0]);
  await machineFiles.remove(paths[0]);
  await machineFiles.write(
    paths[0],
    bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)),
  );
  await machineFiles.rename(paths[2], `${paths[2].slice(0, -5)}.bin`);
  const damaged = (await verifyStore(place, { dryRun: true })).damaged;
  expect(damaged).toHaveLength(2);
  expect(await verifyStore(place)).toEqual({ whole: NAMES.length - 2, damaged });
  expect(await work(store)).toHaveLength(2);
  expect(await verifyStore(place)).toEqual({ whole: NAMES.length, damaged: [] });
});
