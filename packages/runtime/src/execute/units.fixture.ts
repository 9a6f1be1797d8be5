import { appendFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { WinceError } from '@wince/core';
import { z } from 'zod';
import {
  defineResource,
  defineUnitKind,
  interrupted,
  type UnitContext,
  type UnitInput,
  type UnitKinds,
  unitKindsOf,
} from './index.ts';

/** Kinds of work for the tests of executors: each writes a line for whatever it does into a file. */

const opened = defineResource<string>({
  keep: 2,
  close: (line) => appendFile(line.split(' ')[0], `close ${line}\n`),
});

/** Its text in capitals, after some milliseconds. */
export const shout = defineUnitKind({
  id: 'shout',
  version: 1,
  parameters: z.strictObject({ text: z.string(), log: z.string(), wait: z.int().default(0) }),
  async run({ parameters: { text, log, wait } }) {
    await appendFile(log, `begin ${text}\n`);
    await setTimeout(wait);
    await appendFile(log, `end ${text}\n`);
    return Buffer.from(text.toUpperCase());
  },
});

/** Nothing at all, as fast as can be. */
export const nothing = defineUnitKind({
  id: 'nothing',
  version: 1,
  parameters: z.strictObject({ i: z.int() }),
  run: ({ parameters: { i } }) => Buffer.from(String(i)),
});

/** What its inputs hold, one behind the other. */
export const join = defineUnitKind({
  id: 'join',
  version: 1,
  parameters: z.strictObject({}),
  async run({ inputs }, { store }: UnitContext) {
    const parts = await Promise.all(
      inputs.map(async (input: UnitInput) => (input.of === 'file' ? null : await store.get(input))),
    );
    return Buffer.concat(parts.map((part) => part ?? Buffer.from('?')));
  },
});

/** Fails with a typed error, or with a defect. */
export const fail = defineUnitKind({
  id: 'fail',
  version: 1,
  parameters: z.strictObject({ typed: z.boolean(), wait: z.int().default(0) }),
  async run({ parameters: { typed, wait } }): Promise<Uint8Array> {
    await setTimeout(wait);
    if (!typed) throw new TypeError('a defect');
    throw new WinceError('no-such-file', 'There is no file.', { hint: 'Make one.' });
  },
});

/** Fails with an error that may pass, and writes when it was tried. */
export const failForNow = defineUnitKind({
  id: 'fail-for-now',
  version: 1,
  parameters: z.strictObject({ log: z.string() }),
  async run({ parameters: { log } }): Promise<Uint8Array> {
    await appendFile(log, `${Date.now()}\n`);
    throw new WinceError('disk-full', 'The disk is full.', { hint: 'Make room.' });
  },
});

/** Fails with a typed error that names somebody. */
export const failWith = defineUnitKind({
  id: 'fail-with',
  version: 1,
  parameters: z.strictObject({ name: z.string() }),
  run({ parameters: { name } }): Uint8Array {
    throw new WinceError('no-such-file', `There is no ${name}.`, { hint: 'Make one.' });
  },
});

/** Works until it is told to stop, at most ten seconds. */
export const patient = defineUnitKind({
  id: 'patient',
  version: 1,
  parameters: z.strictObject({ log: z.string() }),
  async run({ parameters: { log } }, { stopped }) {
    await appendFile(log, 'begin patient\n');
    for (let i = 0; i < 1000 && !stopped(); i++) await setTimeout(10);
    await appendFile(log, `end patient ${stopped() ? 'early' : 'late'}\n`);
    throw interrupted();
  },
});

/** Uses something that is opened once for all units. */
export const use = defineUnitKind({
  id: 'use',
  version: 1,
  parameters: z.strictObject({ key: z.string(), log: z.string() }),
  async run({ parameters: { key, log } }, { holder }) {
    const line = await opened(holder, key, async () => {
      await appendFile(log, `open ${log} ${key}\n`);
      return `${log} ${key}`;
    });
    return Buffer.from(line);
  },
});

export const testKinds: UnitKinds = unitKindsOf(
  shout,
  nothing,
  join,
  fail,
  failForNow,
  failWith,
  patient,
  use,
);
