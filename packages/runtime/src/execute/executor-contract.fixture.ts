import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../files/hash.ts';
import { openStore, type Store, type TableEntry } from '../store/index.ts';
import { allResults, type Executor, runUnits, type Unit, unitOf } from './index.ts';
import { fail, join, patient, shout, use } from './units.fixture.ts';

/**
 * What every executor promises. A new one is tested by one call of this function.
 *
 * @param open an executor of the kinds in `units.fixture.ts` that works on a store in a folder
 * @param options `lanes`: how many units it runs at a time; `late`: how many more may begin before it is known that one failed, where
 *   the word has to travel
 */
export function describeExecutor(
  name: string,
  open: (store: Store) => Executor,
  { lanes, late = 0 }: { readonly lanes: number; readonly late?: number },
): void {
  describe(`units ${name}`, () => {
    let folder: string;
    let store: Store;
    let executor: Executor;
    let log: string;
    beforeAll(async () => {
      folder = await mkdtemp(joinPath(tmpdir(), 'wince-execute-'));
      store = await openStore(joinPath(folder, 'store'));
      executor = open(store);
    });
    afterAll(async () => {
      await executor.close();
      await rm(folder, { recursive: true });
    });
    beforeEach(async () => {
      log = joinPath(await mkdtemp(joinPath(folder, 'log-')), 'log');
      await writeFile(log, '');
    });

    const lines = async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
    const begun = async () => (await lines()).filter((line) => line.startsWith('begin')).length;
    const shouts = (count: number, wait: (index: number) => number = () => 0): readonly Unit[] =>
      Array.from({ length: count }, (_, i) =>
        unitOf(shout, { parameters: { text: `word ${i}`, log, wait: wait(i) } }, (key) => ({
          of: 'fits',
          key,
        })),
      );
    const texts = (results: readonly Uint8Array[]) => results.map((bytes) => Buffer.from(bytes).toString());

    test('give their results in their order, whichever ends first', async () => {
      const done: number[] = [];
      const units = shouts(6, (i) => 60 - 10 * i);
      const results = await allResults((run) => executor.run(units, run), {
        onDone: (index) => void done.push(index),
      });
      expect(texts(results)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `WORD ${i}`));
      expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await allResults((run) => executor.run([], run))).toEqual([]);
    });

    test('read what the store holds', async () => {
      const inputs = await Promise.all(
        ['one ', 'two'].map(async (text) => {
          const name: TableEntry = { of: 'table', sha256: sha256Of(text) };
          await store.put(name, Buffer.from(text));
          return name;
        }),
      );
      const absent: TableEntry = { of: 'table', sha256: sha256Of('absent') };
      const unit = unitOf(join, { inputs: [...inputs, absent], parameters: {} });
      expect(texts(await allResults((run) => executor.run([unit], run)))).toEqual(['one two?']);
    });

    test('fail with the typed error that one of them throws, and none begins after that', async () => {
      const units = [unitOf(fail, { parameters: { typed: true, wait: 30 } }), ...shouts(20, () => 100)];
      await expect(executor.run(units)).rejects.toMatchObject({
        name: 'WinceError',
        code: 'no-such-file',
        message: 'There is no file.',
        hint: 'Make one.',
      });
      // Those that had begun came to their end.
      expect(await begun()).toBeLessThan(lanes + late);
      const ended = (await lines()).filter((line) => line.startsWith('end')).length;
      expect(ended).toBe(await begun());
      // The executor still works.
      expect(texts(await allResults((run) => executor.run(shouts(1), run)))).toEqual(['WORD 0']);
    });

    test('fail with a defect as it is', async () => {
      const failing = executor.run([unitOf(fail, { parameters: { typed: false, wait: 0 } })]);
      await expect(failing).rejects.toThrow('a defect');
      await expect(failing).rejects.not.toMatchObject({ code: expect.anything() });
    });

    test('fail where the caller cannot take a result', async () => {
      const units = shouts(20, () => 50);
      const failing = executor.run(units, {
        onDone: () => {
          throw new Error('the caller failed');
        },
      });
      await expect(failing).rejects.toThrow('the caller failed');
      expect(await begun()).toBeLessThanOrEqual(lanes + late);
    });

    test('end when the signal is aborted: none begins, and those that run come to their end', async () => {
      const controller = new AbortController();
      const running = executor.run(
        shouts(50, () => 100),
        { signal: controller.signal, hint: 'Try again.' },
      );
      const outcome = running.catch((error: unknown) => error);
      while ((await begun()) < lanes) await setTimeout(5);
      controller.abort();
      expect(await outcome).toMatchObject({ code: 'interrupted', hint: 'Try again.' });
      const now = await lines();
      expect(now.filter((line) => line.startsWith('end'))).toHaveLength(await begun());
      expect(await begun()).toBeLessThan(50);
      await setTimeout(150);
      expect(await lines()).toEqual(now);
    });

    test('do not begin where the signal was aborted before', async () => {
      const running = executor.run(shouts(3), { signal: AbortSignal.abort() });
      await expect(running).rejects.toMatchObject({ code: 'interrupted' });
      expect(await lines()).toEqual([]);
    });

    test('may end early when they ask whether to stop', async () => {
      const controller = new AbortController();
      const running = executor.run([unitOf(patient, { parameters: { log } })], { signal: controller.signal });
      const outcome = running.catch((error: unknown) => error);
      while ((await begun()) < 1) await setTimeout(5);
      controller.abort();
      expect(await outcome).toMatchObject({ code: 'interrupted' });
      expect((await lines()).at(-1)).toBe('end patient early');
    });

    test('share what is opened, and all of it is closed at the end', async () => {
      const own = open(store);
      const keys = ['a', 'a', 'b', 'a', 'c', 'a', 'b'];
      const units = keys.map((key) => unitOf(use, { parameters: { key, log } }));
      expect(texts(await allResults((run) => own.run(units, run)))).toEqual(
        keys.map((key) => `${log} ${key}`),
      );
      const again = await allResults((run) => own.run(units.slice(0, 1), run));
      expect(texts(again)).toEqual([`${log} a`]);
      await own.close();
      const of = async (what: string) =>
        (await lines()).filter((line) => line.startsWith(what)).map((line) => line.slice(what.length));
      expect((await of('close')).toSorted()).toEqual((await of('open')).toSorted());
      expect((await of('open')).length).toBeLessThan(units.length);
    });

    test('whose results are kept are not run twice', async () => {
      const units = shouts(4);
      const first = await allResults((run) => runUnits(units.slice(0, 2), { executor, store }, run));
      const seen: [number, string][] = [];
      const all = await allResults((run) => runUnits(units, { executor, store }, run), {
        onDone: (index, bytes) => void seen.push([index, Buffer.from(bytes).toString()]),
      });
      expect(texts(all)).toEqual(['WORD 0', 'WORD 1', 'WORD 2', 'WORD 3']);
      expect(texts(first)).toEqual(texts(all).slice(0, 2));
      expect(await begun()).toBe(4);
      expect(seen.toSorted()).toEqual(texts(all).map((text, i) => [i, text]));
    });
  });
}
