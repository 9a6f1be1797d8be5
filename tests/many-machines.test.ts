import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { evaluate, readSpecification } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../packages/runtime/src/queue/redis-server.fixture.ts';
import { cacheOfNetworks, filesUnder, smallCohort, warmCache } from './cohort.ts';
import { group } from './groups.ts';
import { expectRefusal, type Running, startWince, winceHere } from './run-wince.ts';

group('a run on several machines', 'redis', () => {
  let folder: string;
  let redis: TestRedis;
  let ward: string;
  let experiment: string;
  let alone: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-many-'));
    redis = await startRedis();
    ward = await someOf(await smallCohort(), join(folder, 'ward'));
    experiment = join(folder, 'experiment.yaml');
    await writeFile(
      experiment,
      `dataset: ${ward}\nfeatures: [hog, geometry]\nclassifiers: [naive-bayes, svm-linear]\nselection: [relieff]\nkeep: [50]\n`,
    );
    alone = join(folder, 'alone');
    await evaluate(await readSpecification(experiment), {
      ...{ out: alone, cache: await warmCache(), workers: 1, faces: false },
    });
  });
  afterAll(async () => {
    await redis.close();
    await rm(folder, { recursive: true });
  });

  test('where a worker is killed, and the command that submitted it, is byte for byte that of one machine', async () => {
    const store = await cacheOfNetworks(join(folder, 'store'));
    const place = ['--redis', redis.url, '--store', store, '--data', ward];
    const work = ['worker', ...place, '--workers', '1', '--lease', '1'];
    const workers = [startWince(work), startWince(work)];
    const submit = ['evaluate', experiment, '--out', join(folder, 'run'), '--no-faces', ...place];
    const first = startWince(submit);
    while (ends(workers[0]).length < 1 || ends(workers[1]).length < 1) await setTimeout(10);
    // Each has a unit: one worker and the submitter go as when their machines lose power.
    workers[0].child.kill('SIGKILL');
    first.child.kill('SIGKILL');
    expect((await first.ended).status).toBeNull();
    // Another machine goes on: it has another cache, and has seen nothing of the work.
    const second = startWince(submit, { env: { XDG_CACHE_HOME: join(folder, 'home') } });
    const { status, err } = await second.ended;
    expect(status, err).toBe(0);
    workers[1].child.kill('SIGTERM');
    expect((await workers[1].ended).out).toMatch(/done, \d+ kept from before, 0 failed/);

    expect(await tables(join(folder, 'run'))).toEqual(await tables(alone));
    // Each worker that was killed had one unit, which may have been done and not told.
    const done = workers.flatMap(ends);
    expect(done.length - new Set(done).size).toBeLessThanOrEqual(1);
    expect((await winceHere(['cache', 'verify', '--cache', store])).out).toMatch(
      /^\d+ entries are whole\.\n$/,
    );
  }, 240_000);

  test('is not begun with a password in the call, nor where no server is', async () => {
    const call = ['evaluate', experiment, '--out', join(folder, 'none'), '--redis'];
    const told = await winceHere([...call, 'redis://anna:secret@localhost:1']);
    expectRefusal(told, 2, 'contains a password');
    expect(told.err).not.toContain('secret');
    const absent = await winceHere([...call, 'redis://127.0.0.1:1'], {
      env: { WINCE_REDIS_PASSWORD: 'secret' },
    });
    expectRefusal(absent, 1, 'Redis at redis://127.0.0.1:1 cannot be reached (nothing listens there)');
    expect(absent.err).not.toContain('secret');
  });

  test('in shares, then gathered, is that of one machine', async () => {
    const cache = await cacheOfNetworks(join(folder, 'shares'));
    const place = ['--cache', cache, '--workers', '1'];
    for (const share of ['0/2', '1/2']) {
      const out = join(folder, 'tables');
      const told = await winceHere([
        'extract',
        '--experiment',
        experiment,
        '--out',
        out,
        ...place,
        '--shard',
        share,
      ]);
      expect(told.status, told.err).toBe(0);
    }
    const extracted = await filesUnder(cache);
    const call = ['evaluate', experiment, '--out', join(folder, 'gathered'), '--no-faces', ...place];
    const shares = ['0', '1'].map((index) =>
      startWince([...call, '--shard', 'auto', '--shard-patience', '60'], {
        env: { SLURM_ARRAY_TASK_ID: index, SLURM_ARRAY_TASK_COUNT: '2' },
      }),
    );
    for (const { ended } of shares) expect(await ended).toMatchObject({ status: 0 });
    expectRefusal(await winceHere([...call, '--shard', '2/2']), 2, 'There is no share 2 of 2');
    const gathered = await winceHere([
      ...['evaluate', experiment, '--out', join(folder, 'gathered'), '--cache', cache, '--no-faces'],
    ]);
    expect(gathered.status, gathered.err).toBe(0);
    expect(await tables(join(folder, 'gathered'))).toEqual(await tables(alone));
    // Nothing of the pictures was made after the first step.
    const pictures = (files: readonly string[]) => files.filter((file) => file.startsWith('pictures/'));
    expect(pictures(await filesUnder(cache))).toEqual(pictures(extracted));
  }, 240_000);
});

/** Two pictures of each of four subjects, one of them of pain. */
async function someOf(cohort: string, folder: string): Promise<string> {
  const [header, ...rows] = (await readFile(join(cohort, 'dataset.csv'), 'utf8')).trim().split('\n');
  const columns = header.split(',');
  const [subject, label, path] = ['subject', 'label', 'path'].map((name) => columns.indexOf(name));
  const seen = new Set<string>();
  const kept = rows
    .map((row) => row.split(','))
    .filter((row) => {
      const kind = `${row[subject]} ${row[label]}`;
      return seen.size < 8 && !seen.has(kind) && seen.add(kind);
    });
  await mkdir(folder);
  await cp(join(cohort, 'dataset.yaml'), join(folder, 'dataset.yaml'));
  await writeFile(
    join(folder, 'dataset.csv'),
    `${[header, ...kept.map((row) => row.join(','))].join('\n')}\n`,
  );
  for (const row of kept) await cp(join(cohort, row[path]), join(folder, row[path]), { recursive: true });
  return folder;
}

const FILES = ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json'];

function tables(run: string): Promise<readonly string[]> {
  return Promise.all(FILES.map((file) => readFile(join(run, file), 'utf8')));
}

/** The units that a worker has brought to their end, as it says. */
function ends(worker: Running): readonly string[] {
  const lines = worker
    .said()
    .split('\n')
    .filter((line) => line.includes('"msg":"done"'));
  return lines.map((line) => JSON.parse(line).unit);
}
