import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../../../packages/runtime/src/queue/redis-server.fixture.ts';
import { storeStatus } from '../../../packages/runtime/src/store/index.ts';
import { startWince } from '../../start-wince.ts';
import { drawn, load, logOf, numberOf, type Place, works } from './place.ts';
import { type Shared, simulated, type Work } from './simulation.ts';

/** What workers took for some work. */
interface Measured {
  /** Seconds from the first unit to the last: what it takes to start is not in it. */
  readonly seconds: number;
  /** Seconds of each unit. */
  readonly units: readonly number[];
  /** Seconds between the end of a unit and the begin of the next on the same worker: the middle one. */
  readonly between: number;
  /** Seconds of processors, of all workers together, for a unit. */
  readonly processor: number;
  /** Bytes in the store for a unit. */
  readonly bytes: number;
}

const CLIP = 12;

/**
 * What pictures and clips cost, and how long 1 to 64 workers would take for 100,000 pictures and for 10,000 hours of video, simulated from the times of units that were
 * measured. The simulation is held against 1, 2 and 4 real workers (`MANY_WORKERS`). `docs/guide/many-machines.md` has the figures.
 */
export async function scale(place: Place): Promise<void> {
  const ward = await drawn(place, numberOf('MANY_SCALE_SUBJECTS', 12), 240);
  const cache = join(place.folder, 'converted');
  const tables = join(place.folder, 'converted-out');
  if (!existsSync(cache))
    await works(['extract', ward, '--features', 'hog', '--out', tables, '--cache', cache]);
  const networks = join(cache, 'networks');

  const cores = availableParallelism();
  const real = new Map<number, Measured>();
  const counts = process.env.MANY_WORKERS?.split(',').map(Number) ?? [1, 2, 4];
  for (const workers of counts)
    real.set(workers, await extractedBy(workers, { place, networks, data: ward, features: 'hog,geometry' }));
  const one = real.get(1);
  assert.ok(one);
  console.log(
    `scale: ${one.units.length} pictures, ${one.processor.toFixed(3)} s of a processor for a picture, ${(one.bytes / 1000).toFixed(0)} kB in the store; ${cores} processors, ${load()}`,
  );
  for (const [workers, { seconds, units, between, processor }] of real) {
    const expected = simulated({ units, read: 0 }, workers, { handing: 0, reading: 1 });
    const whole = expected.seconds + (between * units.length) / workers;
    // What processors alone would allow, if nobody else used them.
    const alone = (one.processor * units.length) / Math.min(workers, cores);
    console.log(
      `  ${workers} real: ${seconds.toFixed(1)} s; from its own units ${whole.toFixed(1)} s, from the processor's time of one worker ${alone.toFixed(1)} s; a unit ${mean(units).toFixed(3)} s, of a processor ${processor.toFixed(3)} s; ${(1000 * between).toFixed(0)} ms between units`,
    );
    assert.ok(
      Math.abs(Math.log(seconds / whole)) < Math.log(1.2),
      'the simulation is far from what was measured',
    );
  }

  const clips = join(place.folder, 'clips');
  const subjects = String(numberOf('MANY_CLIP_SUBJECTS', 2));
  await works(['phantom', '--out', clips, '--subjects', subjects, '--video', '--seconds', String(CLIP)]);
  const filmed = await extractedBy(1, { place, networks, data: clips, features: 'hog,temporal:hog,strain' });
  const sizes = await Promise.all(
    (await filesOf(clips))
      .filter((path) => /\.(mp4|webm|mkv)$/.test(path))
      .map(async (path) => (await stat(path)).size),
  );
  const second = filmed.processor / CLIP;
  const kilobytes = filmed.bytes / CLIP / 1000;
  const hours = 10_000;
  console.log(
    `  clips of ${CLIP} s: ${second.toFixed(2)} s of a processor for a second of video, ${kilobytes.toFixed(2)} kB in the store, files of ${(mean(sizes) / CLIP / 1000).toFixed(0)} kB a second`,
  );
  console.log(
    `  ${hours} hours: ${(second * hours).toFixed(0)} hours of a processor, ${((kilobytes * hours * 3600) / 1e6).toFixed(0)} GB in the store`,
  );

  const shared: Shared = { handing: numberOf('MANY_HANDING_MS', 3) / 1000, reading: 125e6 };
  // Drawn from those measured, as long as on a machine where nobody else works.
  const drawnFrom = (units: readonly number[], count: number, to: number) => {
    const factor = to / mean(units);
    return Array.from({ length: count }, (_, i) => factor * units[(i * 7919) % units.length]);
  };
  // The first unit of a worker opens networks.
  const pictures: Work = { units: drawnFrom(one.units.slice(1), 100_000, one.processor), read: 2 * 30_000 };
  // Files of ten minutes, of 4 Mbit a second, each read twice.
  const film: Work = {
    units: drawnFrom(filmed.units.length > 1 ? filmed.units.slice(1) : filmed.units, hours * 6, second * 600),
    read: 2 * 600 * 0.5e6,
  };
  console.log(
    '  workers: hours for 100,000 pictures, days for 10,000 hours of video in files of ten minutes',
  );
  for (const workers of [1, 2, 4, 8, 16, 32, 64]) {
    const [short, long] = [pictures, film].map((work) => simulated(work, workers, shared));
    console.log(
      `  | ${workers} | ${(short.seconds / 3600).toFixed(2)} h | ${(100 * short.used).toFixed(0)} % | ${short.bound} | ${(long.seconds / 86_400).toFixed(1)} d | ${(100 * long.used).toFixed(0)} % | ${long.bound} |`,
    );
  }
  const most = (work: Work) => mean(work.units) / Math.max(shared.handing, work.read / shared.reading);
  console.log(
    `  more workers than ${most(pictures).toFixed(0)} (pictures), ${most(film).toFixed(0)} (video) find no work`,
  );
}

/** Work by real workers of one thread on an empty store. */
async function extractedBy(
  workers: number,
  { place, networks, data, features }: { place: Place; networks: string; data: string; features: string },
): Promise<Measured> {
  const redis = await startRedis();
  const folder = await mkdtemp(join(place.folder, 'scale-'));
  const store = join(folder, 'store');
  await cp(networks, join(store, 'networks'), { recursive: true });
  const shared = ['--redis', redis.url, '--store', store, '--data', data];
  const running = Array.from({ length: workers }, () => startWince(['worker', ...shared, '--workers', '1']));
  while (!running.every((worker) => worker.said().includes('"msg":"ready"'))) await setTimeout(50);
  const processors = () => Promise.all(running.map(({ child }) => processorSeconds(child.pid)));
  const before = await processors();
  await works(['extract', data, '--features', features, '--out', join(folder, 'out'), ...shared]);
  const after = await processors();
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all(running.map((worker) => worker.ended));
  await redis.close();
  const logs = running.map((worker) => logOf(worker).filter(({ msg }) => msg === 'begin' || msg === 'done'));
  const times = logs.flat().map(({ time }) => Date.parse(time));
  const units = logs.flat().flatMap(({ msg, ms }) => (msg === 'done' ? [ms / 1000] : []));
  const between = logs.flatMap((log) =>
    log.flatMap(({ msg, time }, i) =>
      msg === 'begin' && i > 0 ? [(Date.parse(time) - Date.parse(log[i - 1].time)) / 1000] : [],
    ),
  );
  const pictures = (await storeStatus(store)).kinds.find(({ kind }) => kind === 'pictures')?.bytes ?? 0;
  return {
    seconds: (Math.max(...times) - Math.min(...times)) / 1000,
    units,
    between: between.toSorted((a, b) => a - b)[between.length >> 1] ?? 0,
    processor: (sum(after) - sum(before)) / units.length,
    bytes: pictures / units.length,
  };
}

/** Seconds of processors that a process has used, with all its threads. */
async function processorSeconds(pid: number | undefined): Promise<number> {
  const words = await readFile(`/proc/${pid}/stat`, 'latin1');
  const [user, system] = words
    .slice(words.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  // Linux counts in hundredths.
  return (Number(user) + Number(system)) / 100;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
