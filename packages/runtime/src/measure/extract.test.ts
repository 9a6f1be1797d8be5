import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { clipParameters, faceParameters, type PlannedFamily } from '@wince/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Executor } from '../execute/index.ts';
import { memoryStore, type Store } from '../store/index.ts';
import { extractFeatures } from './extract.ts';
import type { ObservedRow } from './extraction.ts';
import { openFamilyPlanner } from './families/planner.ts';
import { packRows } from './packed-rows.ts';
import { signalsOf } from './row-finding.ts';

const clips = clipParameters.parse({});
let folder = '';
let family: PlannedFamily;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-extract-'));
  await writeFile(join(folder, 'a.jpg'), 'whatever it is');
  const planner = await openFamilyPlanner(clips, memoryStore());
  family = await planner.plan('geometry');
  await planner.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** A row as a worker gives it, with the same number in each column. */
function observed(status: 'used' | 'unreadable', number: number): ObservedRow {
  const used = status === 'used';
  return {
    finding: {
      ...{
        status,
        reason: used ? '' : 'no decoder',
        sha256: 'ab',
        confidence: null,
        shape: null,
        look: null,
        clip: null,
      },
      ...{ lost: [used ? null : 'no decoder'], signals: signalsOf([], new Map()) },
    },
    values: [used ? { values: new Float32Array(family.columns.length).fill(number), spread: null } : null],
  };
}

/** Extracts the one picture. @returns how many units were run, and the first value */
async function extract(store: Store, row: ObservedRow, own = family, face = {}) {
  let units = 0;
  const executor: Executor = {
    async run(some, { onDone } = {}) {
      units += some.length;
      for (const [i] of some.entries()) await onDone?.(i, packRows([row]));
    },
    close: async () => {},
  };
  const recording = { name: 'a', subject: 's', path: join(folder, 'a.jpg'), start: null, end: null };
  const { families } = await extractFeatures([{ ...recording, reference: false }], [own], {
    ...{ store, executor, clips, face: faceParameters.parse(face) },
  });
  return [units, families[0].values[0]];
}

test('rows that were observed before are not observed again', async () => {
  const store = memoryStore();
  expect(await extract(store, observed('used', 1))).toEqual([1, 1]);
  expect(await extract(store, observed('used', 2))).toEqual([0, 1]);
});

test('what rows depend on is part of their name: parameters, and the weights and versions behind a family', async () => {
  const store = memoryStore();
  await extract(store, observed('used', 1));
  const other = { ...family, record: { ...family.record, identity: 'other weights' } };
  expect(await extract(store, observed('used', 2), other)).toEqual([1, 2]);
  const face = { quality: { maximumYaw: 20 } };
  expect(await extract(store, observed('used', 3), family, face)).toEqual([1, 3]);
});

test('a file that could not be read is looked at again', async () => {
  const store = memoryStore();
  expect(await extract(store, observed('unreadable', 0))).toEqual([1, 0]);
  expect(await extract(store, observed('used', 2))).toEqual([1, 2]);
});

test('what stands in the place of rows and is none counts as not there', async () => {
  const inner = memoryStore();
  for (const bytes of [
    Buffer.from('no rows'),
    packRows([]),
    packRows([{ ...observed('used', 9), values: [] }]),
  ]) {
    const store: Store = { ...inner, get: async () => bytes };
    expect(await extract(store, observed('used', 2))).toEqual([1, 2]);
  }
});

test('of more files than are held at a time each row has its own values, in whatever order they are done; what cannot be read is lost alone', async () => {
  const own = await mkdtemp(join(folder, 'many-'));
  const rows = 17_000;
  const missing = 16_500;
  const recordings = Array.from({ length: rows }, (_, row) => ({
    ...{ name: `${row}`, subject: 's', path: join(own, `${row}.jpg`), start: null, end: null },
    reference: false,
  }));
  for (const { name, path } of recordings) if (name !== `${missing}`) writeFileSync(path, name);
  const runs: number[] = [];
  const executor: Executor = {
    async run(some, { onDone } = {}) {
      runs.push(some.length);
      for (const [i, { inputs }] of [...some.entries()].reverse()) {
        const [input] = inputs;
        if (input.of !== 'file') throw new Error('a unit that reads no file');
        await onDone?.(i, packRows([observed('used', Number(basename(input.path, '.jpg')))]));
      }
    },
    close: async () => {},
  };
  const { found, families } = await extractFeatures(recordings, [family], {
    ...{ store: memoryStore(), executor, clips, face: faceParameters.parse({}) },
  });
  expect(runs).toEqual([16_384, rows - 16_384 - 1]);
  const width = family.columns.length;
  const wrong = recordings.flatMap((_, row) =>
    row !== missing && families[0].values[(row + 1) * width - 1] === row ? [] : [row],
  );
  expect(wrong).toEqual([missing]);
  expect(found[missing]).toMatchObject({ status: 'unreadable' });
  expect(families[0].present[missing]).toBe(0);
}, 60_000);
