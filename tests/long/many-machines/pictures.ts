import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../../../packages/runtime/src/queue/redis-server.fixture.ts';
import { type Running, startWince } from '../../start-wince.ts';
import {
  assertSameTables,
  drawn,
  experimentOn,
  load,
  numberOf,
  type Place,
  unitsOf,
  works,
} from './place.ts';

/**
 * `MANY_SUBJECTS` drawn neonates of 8 pictures (125), extraction and a grid by 3 worker processes, of which one is killed with SIGKILL every
 * few seconds (`MANY_EVERY`, 4.5), Redis once, to start again from its append-only file, and once the command that submits, to go on in another process with
 * another cache. The tables are byte for byte those of one machine, and no unit came to its end more often than the kills explain.
 */
export async function pictures(place: Place): Promise<void> {
  const ward = await drawn(place, numberOf('MANY_SUBJECTS', 125), 240);
  const experiment = await experimentOn(ward);
  const alone = join(place.folder, 'alone');
  let began = Date.now();
  const aloneCall = ['evaluate', experiment, '--out', alone, '--cache', join(place.folder, 'cache')];
  if (!existsSync(alone)) await works([...aloneCall, '--no-faces']);
  const aloneSeconds = (Date.now() - began) / 1000;

  const redis = await startRedis(['--appendonly', 'yes']);
  const shared = ['--redis', redis.url, '--store', join(place.folder, 'store'), '--data', ward];
  // No unit is to blame for what kills its worker here.
  const work = ['worker', ...shared, '--workers', '1', '--lease', '2', '--give-up-after', '20'];
  const many = join(place.folder, 'many');
  const submit = (machine: number) =>
    startWince(['evaluate', experiment, '--out', many, ...shared, '--no-faces'], {
      env: { XDG_CACHE_HOME: join(place.folder, `machine-${machine}`) },
    });
  const gone: Running[] = [];
  const workers = [0, 1, 2].map(() => startWince(work));
  const every = numberOf('MANY_EVERY', 4.5);
  let kills = 0;
  let restarts = 0;
  began = Date.now();
  let machines = 1;
  let submitter = submit(0);
  let isDone = false;
  const killing = (async () => {
    for (let round = 0; !isDone; round++) {
      await setTimeout(every * (0.7 + 0.6 * Math.random()) * 1000);
      const own = round % workers.length;
      // On a machine that is busy a worker may take longer to start than others live: each lives for one unit at least.
      while (!isDone && unitsOf(workers[own], 'done').length === 0) await setTimeout(100);
      if (isDone) return;
      workers[own].child.kill('SIGKILL');
      gone.push(workers[own]);
      kills++;
      workers[own] = startWince(work);
      if (round === 2) {
        await redis.kill();
        await setTimeout(500);
        await redis.start();
        restarts++;
      }
      if (round === 5) submitter.child.kill('SIGKILL');
    }
  })();
  for (;;) {
    const { status, err } = await submitter.ended;
    if (status === 0) break;
    assert.equal(status, null, err);
    submitter = submit(machines++);
  }
  const manySeconds = (Date.now() - began) / 1000;
  isDone = true;
  await killing;
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.map((each) => each.ended));
  await redis.close();

  await assertSameTables(many, alone);
  const done = [...gone, ...workers].flatMap((worker) => unitsOf(worker, 'done'));
  const different = new Set(done).size;
  const twice = done.length - different;
  console.log(
    `pictures: ${different} units, ${twice} done twice; ${kills} kills of workers, one in ${every} s, ${restarts} restart of Redis, ${machines} submitters one after the other; one machine ${aloneSeconds.toFixed(0)} s, three workers under fire ${manySeconds.toFixed(0)} s; tables equal to the byte; ${load()}`,
  );
  assert.ok(kills > 0 && restarts === 1 && machines === 2, 'the work was over before all was killed');
  // A worker may die between the end of a unit and the word of it; a server that starts again may have lost a second of words.
  assert.ok(twice <= kills + restarts * 3, 'more was done twice than the kills explain');
}
