import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../../../packages/runtime/src/queue/redis-server.fixture.ts';
import { startS3 } from '../../../packages/runtime/src/store/s3-server.fixture.ts';
import { type Running, startWince } from '../../start-wince.ts';
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
 * A picture whose worker dies each time that it begins it, as one does that needs more memory than there is: it is set aside, all others are done,
 * the run ends and names it, `queue status` shows it, and after `queue retry` the same command gives the tables of one machine. The store is a bucket.
 */
export async function aside(place: Place): Promise<void> {
  const ward = await drawn(place, numberOf('MANY_ASIDE_SUBJECTS', 3), 160);
  const experiment = await experimentOn(ward);
  const redis = await startRedis();
  const s3 = await startS3();
  const env = s3.environment;
  const shared = ['--redis', redis.url, '--store', 's3://wards/aside', '--data', ward];
  const work = ['worker', ...shared, '--workers', '1', '--lease', '1'];
  const workers: Running[] = [];
  let victim: string | null = null;
  let deaths = 0;
  let isDone = false;
  const supervise = async () => {
    while (!isDone) {
      const worker = startWince(work, { env });
      workers.push(worker);
      let seen = 0;
      while (worker.child.exitCode === null && worker.child.signalCode === null && !isDone) {
        const begun = unitsOf(worker, 'begin');
        victim ??= begun[2] ?? null;
        for (; seen < begun.length; seen++) {
          if (begun[seen] !== victim || deaths >= 3) continue;
          worker.child.kill('SIGKILL');
          deaths++;
        }
        await setTimeout(2);
      }
    }
  };
  const supervised = [supervise(), supervise()];
  const submit = ['evaluate', experiment, '--out', join(place.folder, 'aside'), '--no-faces', ...shared];
  const first = await startWince(submit, { env }).ended;
  assert.equal(first.status, 1, first.err);
  assert.match(first.err, /Work that ended its worker each time was set aside: \S+ pictures\/\S+\.(jpg|png)/);
  assert.equal(deaths, 3);
  const pictures = numberOf('MANY_ASIDE_SUBJECTS', 3) * PICTURES;
  assert.equal(new Set(workers.flatMap((worker) => unitsOf(worker, 'done'))).size, pictures - 1);
  const status = await works(['queue', 'status', '--redis', redis.url]);
  assert.match(status, /set aside: \S+ [0-9a-f]{12} ended its worker/);
  assert.match(await works(['queue', 'retry', '--redis', redis.url]), /^1 unit/);
  await works(submit, { env });
  isDone = true;
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all([...supervised, ...workers.map(({ ended }) => ended)]);
  await redis.close();
  await s3.close();
  const alone = join(place.folder, 'aside-alone');
  await works(['evaluate', experiment, '--out', alone, '--no-faces', '--cache', join(place.folder, 'cache')]);
  await assertSameTables(join(place.folder, 'aside'), alone);
  console.log(`aside: ${first.err.slice(first.err.indexOf('wince:')).trim()}; ${load()}`);
}
