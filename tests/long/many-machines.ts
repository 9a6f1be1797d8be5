/**
 * Work on many machines, on a real Redis server that the test starts. Four parts, of which `MANY=pictures,tiny,kills,scale` picks some:
 *
 * - pictures: `MANY_SUBJECTS` drawn neonates of 10 pictures (100), extraction and a grid by 3 worker processes, of which one is killed with SIGKILL every few
 *   seconds, and Redis once, to start again from its append-only file. The tables are byte for byte those of one machine, and no unit
 *   came to its end more often than the kills explain.
 * - tiny: `MANY_UNITS` units (100,000) that do nothing: rate, memory of submitter, worker and Redis, and what a unit costs more than in
 *   threads of this process.
 * - kills: `MANY_KILLS` random moments (50) at which `extract`, `evaluate`, `train` or `networks import` is killed: the same command, run
 *   again, gives the same bytes as one that was never killed.
 * - scale: what pictures and clips cost, and how long 1 to 64 workers would take, simulated from the times of units that were measured, beside
 *   1 and 2 real workers. `docs/guide/many-machines.md` has the figures.
 *
 * Needs redis-server.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openThreads, unitOf } from '../../packages/runtime/src/execute/index.ts';
import { nothing } from '../../packages/runtime/src/execute/units.fixture.ts';
import { openQueue } from '../../packages/runtime/src/queue/queue-executor.ts';
import { startRedis } from '../../packages/runtime/src/queue/redis-server.fixture.ts';
import { openStore, storeStatus } from '../../packages/runtime/src/store/index.ts';
import { type Running, startProcess, startWince } from '../start-wince.ts';

const parts = (process.env.MANY ?? 'pictures,tiny,kills,scale').split(',');
const number = (name: string, usual: number) => Number(process.env[name] ?? usual);
const folder = await mkdtemp(join(tmpdir(), 'wince-many-'));
const TABLES = ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json'];

try {
  if (parts.includes('pictures')) await pictures();
  if (parts.includes('tiny')) await tiny();
  if (parts.includes('kills')) await kills();
  if (parts.includes('scale')) await scale();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Runs `wince` to its end. */
async function works(args: readonly string[]): Promise<string> {
  const { status, out, err } = await startWince(args).ended;
  assert.equal(status, 0, `wince ${args.join(' ')}\n${err}`);
  return out;
}

async function drawn(subjects: number, size: number): Promise<string> {
  const ward = join(folder, `ward-${subjects}`);
  await works(['phantom', '--out', ward, '--subjects', String(subjects), '--size', String(size)]);
  return ward;
}

async function experimentOn(ward: string): Promise<string> {
  const path = join(folder, `${ward.split('/').at(-1)}.yaml`);
  await writeFile(
    path,
    `dataset: ${ward}\nfeatures: [hog, geometry]\nclassifiers: [naive-bayes, svm-linear, knn]\nselection: [relieff, anova-f]\nkeep: [50]\n`,
  );
  return path;
}

async function pictures(): Promise<void> {
  const ward = await drawn(number('MANY_SUBJECTS', 100), 240);
  const experiment = await experimentOn(ward);
  const alone = join(folder, 'alone');
  let began = Date.now();
  await works(['evaluate', experiment, '--out', alone, '--cache', join(folder, 'cache'), '--no-faces']);
  const aloneSeconds = (Date.now() - began) / 1000;

  const redis = await startRedis(['--appendonly', 'yes']);
  const store = join(folder, 'store');
  const call = [
    'worker',
    '--redis',
    redis.url,
    '--store',
    store,
    '--data',
    ward,
    '--workers',
    '1',
    '--lease',
    '2',
  ];
  const ended: Running[] = [];
  const workers = [0, 1, 2].map(() => startWince(call));
  let kills = 0;
  let restarts = 0;
  let isDone = false;
  const killing = (async () => {
    for (let i = 0; !isDone; i++) {
      await setTimeout(3000 + Math.random() * 3000);
      if (isDone) return;
      const own = i % workers.length;
      workers[own].child.kill('SIGKILL');
      ended.push(workers[own]);
      kills++;
      workers[own] = startWince(call);
      if (i !== 2) continue;
      await redis.kill();
      await setTimeout(500);
      await redis.start();
      restarts++;
    }
  })();
  began = Date.now();
  const many = join(folder, 'many');
  await works([
    ...[
      'evaluate',
      experiment,
      '--out',
      many,
      '--store',
      store,
      '--redis',
      redis.url,
      '--data',
      ward,
      '--no-faces',
    ],
  ]);
  const manySeconds = (Date.now() - began) / 1000;
  isDone = true;
  await killing;
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.map((each) => each.ended));
  await redis.close();

  for (const file of TABLES)
    assert.equal(await readFile(join(many, file), 'utf8'), await readFile(join(alone, file), 'utf8'), file);
  const done = [...ended, ...workers].flatMap((worker) =>
    worker
      .said()
      .split('\n')
      .filter((line) => line.includes('"msg":"done"'))
      .map((line) => JSON.parse(line).unit),
  );
  const twice = done.length - new Set(done).size;
  console.log(
    `pictures: ${new Set(done).size} units, ${twice} done twice; ${kills} kills, ${restarts} restart of Redis; one machine ${aloneSeconds.toFixed(0)} s, three workers under fire ${manySeconds.toFixed(0)} s; tables equal to the byte`,
  );
  assert.ok(kills > 0);
  assert.ok(twice <= kills + restarts * 3, 'more was done twice than the kills explain');
}

async function tiny(): Promise<void> {
  const count = number('MANY_UNITS', 100_000);
  const redis = await startRedis();
  const place = join(folder, 'tiny');
  const store = await openStore(place);
  const program = join(import.meta.dirname, '../../packages/runtime/src/queue/worker-process.fixture.ts');
  const settings = { url: redis.url, project: 'tiny', store: place, data: folder, workers: 2, log: false };
  const worker = startProcess([process.execPath, program, JSON.stringify(settings)]);
  const units = Array.from({ length: count }, (_, i) => unitOf(nothing, { parameters: { i } }));
  const open = openQueue({
    redis: redis.address,
    project: 'tiny',
    software: 'test',
    patience: 30,
    data: folder,
  });
  const queue = open({ store, workers: 1 });
  const memory = async (pid: number | undefined) =>
    Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const client = redis.connect();
  let largest = 0;
  const watch = setInterval(async () => {
    const used = /^used_memory:(\d+)/m.exec(await client.info('memory'));
    largest = Math.max(largest, Number(used?.[1] ?? 0) / 2 ** 20);
  }, 500);
  // What starts a thread is not what a unit costs.
  await queue.run(units.slice(0, 4));
  const before = await memory(process.pid);
  let began = performance.now();
  await queue.run(units);
  const queued = (performance.now() - began) / count;
  clearInterval(watch);
  const [submitter, serving] = [await memory(process.pid), await memory(worker.child.pid)];
  worker.child.kill('SIGTERM');
  await worker.ended;
  await queue.close();
  await redis.close();
  const threads = openThreads({ store, workers: 2, worker: 'queue/die-thread.fixture' });
  await threads.run(units.slice(0, 4));
  began = performance.now();
  await threads.run(units.slice(0, Math.min(count, 20_000)));
  const threaded = (performance.now() - began) / Math.min(count, 20_000);
  await threads.close();
  console.log(
    `tiny: ${count} units, ${(1000 / queued).toFixed(0)} a second; ${queued.toFixed(2)} ms a unit, in threads ${threaded.toFixed(2)} ms; submitter ${submitter.toFixed(0)} MiB at most (${before.toFixed(0)} before), worker ${serving.toFixed(0)} MiB, Redis ${largest.toFixed(0)} MiB`,
  );
  assert.ok(queued - threaded < 5, 'a unit costs more than 5 ms over the pool of threads');
  assert.ok(submitter - before < 300, 'the memory of the submitter grows with the units');
  assert.ok(largest < 100, 'the memory of Redis grows with the units');
}

async function kills(): Promise<void> {
  const ward = await drawn(6, 160);
  const experiment = await experimentOn(ward);
  const require = createRequire(import.meta.url);
  const network = join(dirname(require.resolve('@vladmandic/human/package.json')), 'models', 'faceres.json');
  const commands: Readonly<Record<string, (place: string) => readonly string[]>> = {
    extract: (place) => [
      'extract',
      ward,
      '--features',
      'hog,lbp',
      '--out',
      join(place, 'out'),
      '--cache',
      join(place, 'cache'),
    ],
    evaluate: (place) => [
      'evaluate',
      experiment,
      '--out',
      join(place, 'out'),
      '--cache',
      join(place, 'cache'),
      '--no-faces',
    ],
    train: (place) => [
      ...['train', experiment, '--cell', 'hog/relieff-50/knn', '--out', join(place, 'out', 'model.wince')],
      ...['--cache', join(place, 'cache')],
    ],
    import: (place) => ['networks', 'import', network, '--name', 'own', '--home', join(place, 'out')],
  };
  const names = Object.keys(commands).filter((name) => (process.env.MANY_COMMANDS ?? name).includes(name));
  const count = number('MANY_KILLS', 50);
  const results = new Map<string, { seconds: number; files: Readonly<Record<string, string>> }>();
  for (const name of names) {
    const place = join(folder, `whole-${name}`);
    await mkdir(join(place, 'out'), { recursive: true });
    if (name !== 'import') await rm(join(place, 'out'), { recursive: true });
    if (name === 'train') await mkdir(join(place, 'out'));
    const began = Date.now();
    await works(commands[name](place));
    results.set(name, { seconds: (Date.now() - began) / 1000, files: await contents(join(place, 'out')) });
  }
  for (let i = 0; i < count; i++) {
    const name = names[i % names.length];
    const whole = results.get(name);
    assert.ok(whole);
    const place = join(folder, `killed-${i}`);
    await mkdir(name === 'train' || name === 'import' ? join(place, 'out') : place, { recursive: true });
    const run = startWince(commands[name](place));
    await setTimeout(Math.random() * whole.seconds * 1000);
    run.child.kill('SIGKILL');
    await run.ended;
    await works([
      ...commands[name](place),
      ...(name === 'train' || name === 'import' ? [] : ['--overwrite']),
    ]);
    assert.deepEqual(await contents(join(place, 'out')), whole.files, `${name}, kill ${i}`);
    await rm(place, { recursive: true });
  }
  console.log(`kills: ${count} random moments over ${names.join(', ')}: each came back with the same bytes`);
}

/** The files under a folder that are the same in each run. */
async function contents(place: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /manifest\.json|report\.html|chain\.json|\.wince-folder\.json/.test(entry.name))
      continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(place.length)] = await readFile(path, 'base64');
  }
  return found;
}

/** Work by real workers on an empty store. @returns seconds from the submission to the end, and what each unit took */
async function extractedBy(workers: number, ward: string, features: string) {
  const redis = await startRedis();
  const place = await mkdtemp(join(folder, 'scale-'));
  const store = join(place, 'store');
  await cp(join(folder, 'networks'), join(store, 'networks'), { recursive: true });
  const call = ['worker', '--redis', redis.url, '--store', store, '--data', ward, '--workers', '1'];
  const running = Array.from({ length: workers }, () => startWince(call));
  while (!running.every((worker) => worker.said().includes('"msg":"ready"'))) await setTimeout(50);
  const submit = ['extract', ward, '--features', features, '--out', join(place, 'out')];
  await works([...submit, '--store', store, '--redis', redis.url]);
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all(running.map((worker) => worker.ended));
  await redis.close();
  const lines = running.flatMap((worker) =>
    worker
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{')),
  );
  const events = lines.map((line) => JSON.parse(line));
  const done = events.filter(({ msg }) => msg === 'done');
  const times = events
    .filter(({ msg }) => msg === 'begin' || msg === 'done')
    .map(({ time }) => Date.parse(time));
  const bytes = (await storeStatus(store)).kinds.find(({ kind }) => kind === 'pictures')?.bytes ?? 0;
  // From the first unit to the last: what it takes to start is the same for all.
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  return { seconds, units: done.map(({ ms }): number => ms / 1000), bytes };
}

/** Seconds that so many workers take, each the next unit as soon as it is free; the queue hands out one unit in `pause` seconds. */
function simulated(units: readonly number[], workers: number, pause: number): number {
  const free = new Float64Array(workers);
  let queue = 0;
  for (const seconds of units) {
    let first = 0;
    for (let i = 1; i < workers; i++) if (free[i] < free[first]) first = i;
    queue = Math.max(queue, free[first]) + pause;
    free[first] = queue + seconds;
  }
  return Math.max(...free);
}

async function scale(): Promise<void> {
  const ward = await drawn(number('MANY_SCALE_SUBJECTS', 12), 240);
  const cache = join(folder, 'converted');
  await works([
    'extract',
    ward,
    '--features',
    'hog',
    '--out',
    join(folder, 'converted-out'),
    '--cache',
    cache,
  ]);
  await cp(join(cache, 'networks'), join(folder, 'networks'), { recursive: true });
  const one = await extractedBy(1, ward, 'hog,geometry');
  const two = await extractedBy(2, ward, 'hog,geometry');
  // The first units of a worker open networks.
  const usual = one.units.slice(2);
  const mean = usual.reduce((sum, seconds) => sum + seconds, 0) / usual.length;
  const pause = number('MANY_PAUSE_MS', 1) / 1000;
  console.log(
    `scale: ${one.units.length} pictures, ${mean.toFixed(3)} s a picture on a worker of one thread, ${(one.bytes / one.units.length / 1000).toFixed(0)} kB in the store`,
  );
  for (const [workers, real] of [
    [1, one],
    [2, two],
  ] as const) {
    // From the times of its own units: workers that share processors slow each other down, and that is in them.
    const expected = simulated(real.units, workers, pause);
    const each = real.units.reduce((sum, seconds) => sum + seconds, 0) / real.units.length;
    console.log(
      `  ${workers} real: ${real.seconds.toFixed(1)} s, simulated ${expected.toFixed(1)} s; ${each.toFixed(3)} s a unit`,
    );
    assert.ok(
      Math.abs(Math.log(real.seconds / expected)) < Math.log(1.5),
      'the simulation is far from what was measured',
    );
  }
  // Units drawn from those measured.
  const many = Array.from({ length: 100_000 }, (_, i) => usual[(i * 7919) % usual.length]);
  const alone = simulated(many, 1, pause);
  for (const workers of [1, 2, 4, 8, 16, 32, 64]) {
    const seconds = simulated(many, workers, pause);
    const share = alone / seconds / workers;
    console.log(
      `  ${workers} simulated: ${(seconds / 3600).toFixed(2)} h for 100,000 pictures, ${(100 * share).toFixed(0)} % of each worker used`,
    );
  }
  const clips = join(folder, 'clips');
  await works(['phantom', '--out', clips, '--subjects', '2', '--video', '--seconds', '10']);
  const filmed = await extractedBy(1, clips, 'hog,temporal:hog');
  const rows = (await readFile(join(clips, 'dataset.csv'), 'utf8')).trim().split('\n').length - 1;
  const film = filmed.units.slice(1).reduce((sum, seconds) => sum + seconds, 0) / (filmed.units.length - 1);
  console.log(
    `  clips of 10 s: ${rows} rows in ${filmed.units.length} files, ${(film / 10).toFixed(2)} s of a thread for a second of video, ${(filmed.bytes / filmed.units.length / 10_000).toFixed(1)} kB in the store`,
  );
}
