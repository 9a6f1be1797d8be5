import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { memoryStore, type Store } from '../store/index.ts';
import { describeExecutor } from './executor-contract.fixture.ts';
import {
  allResults,
  defineUnitKind,
  type Executor,
  keptResults,
  openInLine,
  openThreads,
  runUnits,
  unitOf,
} from './index.ts';
import { openOneAtATime } from './one-at-a-time.fixture.ts';
import { fail, shout, testKinds } from './units.fixture.ts';

describeExecutor('in line', (store) => openInLine(testKinds, store), { lanes: 1 });

describeExecutor(
  'in threads',
  (store) => openThreads({ store, workers: 2, worker: 'execute/unit-thread.fixture' }),
  { lanes: 2 },
);

describeExecutor('one at a time, written and read', (store) => openOneAtATime(testKinds, store), {
  lanes: 1,
});

test('500 refused runs in threads: each ends with its typed error, also where the executor is closed at once', async () => {
  const open = () => openThreads({ store: memoryStore(), workers: 2, worker: 'execute/unit-thread.fixture' });
  const refusals: unknown[] = [];
  for (let round = 0; round < 10; round++) {
    const executor = open();
    for (let run = 0; run < 50; run++) {
      // Of two that fail at the same time one is told, and the other must not end the process.
      const units = [0, 1, 2].map((i) => unitOf(fail, { parameters: { typed: true, wait: (run + i) % 3 } }));
      refusals.push(await executor.run(units).catch((error: unknown) => error));
    }
    await executor.close();
  }
  expect(refusals).toHaveLength(500);
  for (const refusal of refusals) expect(refusal).toMatchObject({ name: 'WinceError', code: 'no-such-file' });
});

describe('the key of a unit', () => {
  const define = (version: number) =>
    defineUnitKind({
      id: 'count',
      version,
      parameters: z.strictObject({ to: z.int() }),
      run: () => new Uint8Array(),
    });
  const table = (sha256: string) => ({ of: 'table', sha256 }) as const;
  const file = (path: string, sha256: string) => ({ of: 'file', path, sha256 }) as const;
  const key = (version: number, to: number, ...inputs: readonly ReturnType<typeof table | typeof file>[]) =>
    unitOf(define(version), { inputs, parameters: { to } }).key;

  test('changes with the version, the parameters and each input', () => {
    const keys = [
      key(1, 3),
      key(2, 3),
      key(1, 4),
      key(1, 3, table('a')),
      key(1, 3, table('b')),
      key(1, 3, table('a'), table('b')),
      key(1, 3, table('b'), table('a')),
      key(1, 3, file('p', 'a')),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is the same wherever a file is', () => {
    expect(key(1, 3, file('here', 'a'))).toBe(key(1, 3, file('there', 'a')));
    expect(key(1, 3, file('here', 'a'))).not.toBe(key(1, 3, file('here', 'b')));
  });
});

test('a result that does not last is handed on and not kept, one that does not fit is made again', async () => {
  const store = memoryStore();
  const executor = openInLine(testKinds, store);
  const folder = await mkdtemp(join(tmpdir(), 'wince-lasts-'));
  const texts = (some: readonly (Uint8Array | null)[]) =>
    some.map((bytes) => bytes && Buffer.from(bytes).toString());
  try {
    const parameters = { log: join(folder, 'log'), wait: 0 };
    const units = ['fleeting', 'lasting'].map((text) =>
      unitOf(shout, { parameters: { ...parameters, text } }, (key) => ({ of: 'fits', key })),
    );
    const lasts = (_: number, bytes: Uint8Array) => texts([bytes])[0] !== 'FLEETING';
    expect(texts(await allResults((run) => runUnits(units, { executor, store }, { ...run, lasts })))).toEqual(
      ['FLEETING', 'LASTING'],
    );
    expect(texts(await keptResults(units, store))).toEqual([null, 'LASTING']);
    expect(await keptResults(units, store, () => false)).toEqual([null, null]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('of many kept results each is told in its order, and the first before the last are read', async () => {
  const inner = memoryStore();
  const units = Array.from({ length: 40 }, (_, i) =>
    unitOf(shout, { parameters: { text: `word ${i}`, log: '', wait: 0 } }, (key) => ({ of: 'fits', key })),
  );
  for (const [i, { result }] of units.entries()) if (result) await inner.put(result, Buffer.from(String(i)));
  let read = 0;
  const store: Store = {
    ...inner,
    get: (name) => {
      read++;
      return inner.get(name);
    },
  };
  const told: [number, string, number][] = [];
  const made: number[] = [];
  const executor: Executor = {
    run: async (some) => {
      made.push(...some.map((unit) => units.indexOf(unit)));
    },
    close: async () => {},
  };
  await runUnits(
    units,
    { executor, store },
    {
      fits: (index, bytes) => String(index) === Buffer.from(bytes).toString() && index !== 33,
      onDone: (index, bytes) => void told.push([index, Buffer.from(bytes).toString(), read]),
    },
  );
  expect(made).toEqual([33]);
  expect(told.map(([index, text]) => [index, text])).toEqual(
    [...units.keys()].filter((i) => i !== 33).map((i) => [i, String(i)]),
  );
  expect(told[0][2]).toBeLessThan(40);

  const stopped = runUnits(units, { executor, store }, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
});
