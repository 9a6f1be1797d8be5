import { z } from 'zod';
import { defineUnitKind, type UnitKinds } from '../execute/index.ts';
import { testKinds } from '../execute/units.fixture.ts';
import { openStore } from '../store/index.ts';
import { readRedisAddress } from './redis-address.ts';
import { serveQueue } from './serve-queue.ts';

/** A worker of tests in a process of its own: `node worker-process.fixture.ts SETTINGS`. A line on standard output for each event. */

/** Ends the process that carries it out, as a decoder does that breaks down. */
export const die = defineUnitKind({
  id: 'die',
  version: 1,
  parameters: z.strictObject({ name: z.string() }),
  run(): Uint8Array {
    process.kill(process.pid, 'SIGKILL');
    return new Uint8Array();
  },
});

export const kindsOfProcess: UnitKinds = new Map([...testKinds, ['die', die]]);

const settings = z.object({
  url: z.string(),
  project: z.string(),
  store: z.string(),
  data: z.string(),
  workers: z.int().default(1),
  lease: z.number().default(5),
  patience: z.number().default(30),
  log: z.boolean().default(true),
});

if (process.argv[1] === import.meta.filename) {
  const { url, store, lease, log, ...own } = settings.parse(JSON.parse(process.argv[2]));
  await serveQueue({
    ...own,
    ...{
      redis: await readRedisAddress(url),
      store: await openStore(store),
      software: 'test',
      kinds: kindsOfProcess,
    },
    ...{ thread: 'queue/die-thread.fixture', lease, heartbeat: lease / 3, giveUpAfter: 3, idle: null },
    onEvent: (event) => {
      if (log) console.log(JSON.stringify(event));
    },
  }).catch((error: unknown) => {
    console.log(
      JSON.stringify({
        type: 'ended',
        code: error instanceof Error && 'code' in error ? error.code : String(error),
      }),
    );
  });
}
