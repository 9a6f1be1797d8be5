import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../../../packages/runtime/src/queue/redis-server.fixture.ts';
import { startWince } from '../../start-wince.ts';
import {
  assertSameTables,
  drawn,
  experimentOn,
  load,
  numberOf,
  PICTURES,
  type Place,
  unitsOf,
  works,
} from './place.ts';

/**
 * Redis is killed for good while pictures are read: the worker and the command that submits end with `redis-lost`, and the same command without
 * Redis goes on from the store and gives the tables of one machine.
 */
export async function lost(place: Place): Promise<void> {
  const ward = await drawn(place, numberOf('MANY_LOST_SUBJECTS', 3), 160);
  const experiment = await experimentOn(ward);
  const alone = join(place.folder, 'lost-alone');
  const call = ['evaluate', experiment, '--no-faces', '--out'];
  if (!existsSync(alone)) await works([...call, alone, '--cache', join(place.folder, 'cache')]);

  const redis = await startRedis();
  const store = join(place.folder, 'lost-store');
  const shared = ['--redis', redis.url, '--store', store, '--data', ward, '--redis-patience', '2'];
  const worker = startWince(['worker', ...shared, '--workers', '1']);
  const out = join(place.folder, 'lost');
  const submitter = startWince([...call, out, ...shared]);
  while (unitsOf(worker, 'done').length < 5) await setTimeout(20);
  await redis.kill();
  const began = Date.now();
  for (const each of [submitter, worker]) {
    const { status, err } = await each.ended;
    assert.equal(status, 1, err);
    assert.match(
      err,
      /Redis at unix:\S+ has not answered for 2 s \(.*\)\.\n.*continues from what the store holds/,
    );
  }
  const seconds = (Date.now() - began) / 1000;
  await redis.close();
  const done = new Set(unitsOf(worker, 'done')).size;
  assert.ok(done < numberOf('MANY_LOST_SUBJECTS', 3) * PICTURES);
  const before = await readdir(join(store, 'pictures'), { recursive: true });
  await works([...call, out, '--store', store]);
  await assertSameTables(out, alone);
  const after = new Set(await readdir(join(store, 'pictures'), { recursive: true }));
  assert.deepEqual(
    before.filter((file) => !after.has(file)),
    [],
  );
  console.log(
    `lost: both ended ${seconds.toFixed(1)} s after Redis was killed, with ${done} pictures done; the rest was done without it, tables equal to the byte; ${load()}`,
  );
}
