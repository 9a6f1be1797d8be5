import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { evaluate, readSpecification } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheOfNetworks, filesUnder, smallCohort, warmCache } from './cohort.ts';
import { expectRefusal, type Running, startWince, winceWorks } from './run-wince.ts';

let folder: string;
let experiment: string;
let whole: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-resume-'));
  experiment = join(folder, 'experiment.yaml');
  await writeFile(
    experiment,
    `dataset: ${await smallCohort()}
features: [faceres, hog, gabor]
mixes: [faceres+hog+gabor]
classifiers: [naive-bayes, 'svm-linear', 'random-forest?trees=400']
tuning: { keep: [50, 100], folds: 3 }
threshold: youden
`,
  );
  whole = join(folder, 'whole');
  await winceWorks(['evaluate', experiment, '--out', whole, '--cache', await warmCache()]);
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Entries of a cache, by kind. */
async function entries(cache: string): Promise<{ pictures: readonly string[]; fits: readonly string[] }> {
  const files = await filesUnder(cache);
  return {
    pictures: files.filter((file) => file.startsWith('pictures/') && file.endsWith('.bin')),
    fits: files.filter((file) => file.startsWith('fits/') && file.endsWith('.bin')),
  };
}

/** Waits until the cache of a running process holds so many entries of a kind. */
async function untilCached(run: Running, cache: string, kind: 'pictures' | 'fits', count: number) {
  while ((await entries(cache))[kind].length < count) {
    if (run.child.exitCode !== null) throw new Error(`it ended too early: ${run.said()}`);
    await setTimeout(20);
  }
}

async function expectWhole(run: string): Promise<void> {
  for (const file of ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json']) {
    expect(await readFile(join(run, file), 'utf8'), file).toBe(await readFile(join(whole, file), 'utf8'));
  }
}

describe('killed with SIGKILL and started again', () => {
  test('while faces are read', async () => {
    const cache = await cacheOfNetworks(join(folder, 'cache-faces'));
    const out = join(folder, 'faces', 'run');
    const call = ['evaluate', experiment, '--out', out, '--cache', cache];
    const killed = startWince(call);
    await untilCached(killed, cache, 'pictures', 12);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).status).toBeNull();
    const { pictures, fits } = await entries(cache);
    expect(fits).toEqual([]);
    const faces = 24;
    expect(pictures.length).toBeLessThan(faces * 4);
    expect(await readdir(join(folder, 'faces'))).not.toContain('run');
    const kept = await Promise.all(pictures.map((file) => readFile(join(cache, file), 'base64')));

    await winceWorks(call);
    await expectWhole(out);
    // What was cached before is what stands there now: it was taken, not made again.
    const now = await entries(cache);
    expect(now.pictures).toEqual(expect.arrayContaining([...pictures]));
    expect(await Promise.all(pictures.map((file) => readFile(join(cache, file), 'base64')))).toEqual(kept);
  }, 240_000);

  test('while cells are fitted', async () => {
    const cache = join(folder, 'cache-fits');
    const out = join(folder, 'fits', 'run');
    await cacheOfNetworks(cache);
    const call = ['evaluate', experiment, '--out', out, '--cache', cache, '--workers', '2'];
    const killed = startWince(call);
    await untilCached(killed, cache, 'fits', 2);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).status).toBeNull();
    const before = await entries(cache);
    expect(await readdir(join(folder, 'fits'))).not.toContain('run');

    const began = Date.now();
    const again = startWince(call);
    const { status, err } = await again.ended;
    expect(status, err).toBe(0);
    await expectWhole(out);
    const after = await entries(cache);
    // Each group of cells is cut into the same parts: those that were done are not done again.
    expect(before.fits.length).toBeLessThan(after.fits.length);
    expect(after.fits).toEqual(expect.arrayContaining([...before.fits]));
    const touched = await Promise.all(before.fits.map((file) => stat(join(cache, file))));
    for (const { mtimeMs } of touched) expect(mtimeMs).toBeLessThan(began);
    // No picture was looked at again.
    expect(after.pictures).toEqual(before.pictures);
  }, 240_000);
});

describe('Ctrl-C', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s while faces are read leaves nothing half-written, and gives the status %d',
    async (signal, status) => {
      const place = join(folder, signal);
      const cache = await cacheOfNetworks(join(place, 'cache'));
      const run = startWince(['evaluate', experiment, '--out', join(place, 'run'), '--cache', cache]);
      await untilCached(run, cache, 'pictures', 6);
      run.child.kill(signal);
      expectRefusal(await run.ended, status, /interrupted/);
      expect(await readdir(place)).toEqual(['cache']);
      expect((await filesUnder(cache)).filter((file) => file.includes('.tmp'))).toEqual([]);
    },
    120_000,
  );

  test.each([
    ['train', ['--cell', 'hog/relieff-100/random-forest?trees=400', '--out', 'model.wince']],
    ['extract', ['--features', 'hog', '--out', 'tables']],
  ])(
    'while %s reads faces leaves nothing half-written',
    async (command, rest) => {
      const place = join(folder, command);
      const cache = await cacheOfNetworks(join(place, 'cache'));
      const subject = command === 'extract' ? await smallCohort() : experiment;
      const run = startWince([command, subject, ...rest, '--cache', cache], { cwd: place });
      await untilCached(run, cache, 'pictures', 4);
      run.child.kill('SIGINT');
      expectRefusal(await run.ended, 130, /interrupted/);
      expect(await readdir(place)).toEqual(['cache']);
      expect((await filesUnder(cache)).filter((file) => file.includes('.tmp'))).toEqual([]);
    },
    120_000,
  );

  test('while cells are fitted leaves nothing half-written', async () => {
    const place = join(folder, 'fitting');
    const cache = await cacheOfNetworks(join(place, 'cache'));
    const run = startWince(['evaluate', experiment, '--out', join(place, 'run'), '--cache', cache]);
    await untilCached(run, cache, 'fits', 1);
    run.child.kill('SIGINT');
    expectRefusal(await run.ended, 130, /interrupted/);
    expect(await readdir(place)).toEqual(['cache']);
    expect((await filesUnder(cache)).filter((file) => file.includes('.tmp'))).toEqual([]);
  }, 120_000);
});

test('what was computed before needs no worker: neither rows, fits nor metrics are made again', async () => {
  const out = join(folder, 'again');
  const sent: string[] = [];
  await evaluate(await readSpecification(experiment), {
    ...{ out, cache: await warmCache(), workers: 1, faces: false },
    open: () => ({
      run: async (units) => {
        sent.push(...units.map(({ kind }) => kind));
      },
      close: async () => {},
    }),
  });
  expect(sent).toEqual([]);
  await expectWhole(out);
});
