import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallCohort, warmCache } from '../../../tests/cohort.ts';
import { READ_ADDRESSES } from './mixed-reading.fixture.ts';
import { type Tried, tryServer } from './server.fixture.ts';

/** The small form of the long test `workbench`: 200 requests a second of mixed reading, for a second, while a check goes on. */

const A_SECOND = 200;

let server: Tried;

beforeAll(async () => {
  server = await tryServer({ cache: await warmCache() });
  await cp(await smallCohort(), join(server.folder, 'ward'), { recursive: true });
}, 400_000);

afterAll(() => server?.close());

it('each of 200 requests a second is answered while the server works', async () => {
  const started = await server.post('/api/datasets/check', { dataset: 'ward' });
  expect(started.status).toBe(202);
  const asked: Promise<number>[] = [];
  for (let i = 0; i < A_SECOND; i++) {
    asked.push(server.get(READ_ADDRESSES[i % READ_ADDRESSES.length]).then(({ status }) => status));
    await setTimeout(1000 / A_SECOND);
  }
  expect((await Promise.all(asked)).filter((status) => status !== 200)).toEqual([]);
}, 60_000);
