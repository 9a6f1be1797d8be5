import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRun } from '@wince/runtime';
import { z } from 'zod';
import { vggFace } from '../../packages/networks/src/architectures/vgg.ts';
import { brokenBounds, fuzzFigures } from '../fuzz-figures.ts';
import { SHARED } from '../groups.ts';
import { DECIBELS, decibelsOf } from '../set12.ts';
import { drawnGraph, FORMS, type WrittenNetwork, writeNetwork, writeNetworks } from '../written-networks.ts';

/**
 * The full figures of the networks. In turn:
 *
 * - VGG-Face with random weights in four forms: each is written, imported in a process of its own, compared at fc7, deleted.
 *   An import must stay under 2 GB of memory; its time is given as a ratio to copying the file.
 * - The paper's four networks in full size with random weights, in one experiment with handcrafted features and both.
 * - Denoisers on all pictures of Set12.
 * - 10,000 damaged files.
 *
 * Needs 3 GB of disk. With WINCE_KEEP=FOLDER the run of the experiment is kept there.
 */
const MOST_MEMORY = 2e9;
const MUTATIONS = 10_000;

/** Imports a file, prints its peak memory and time before fc7 is computed, then fc7. */
const IMPORT = `
  import { importNetwork, openNetwork } from ${JSON.stringify(new URL('../../packages/runtime/src/networks/index.ts', import.meta.url).href)};
  import { memoryStore } from ${JSON.stringify(new URL('../../packages/runtime/src/store/index.ts', import.meta.url).href)};
  const { home, ...written } = JSON.parse(process.argv[1]);
  const start = performance.now();
  const card = await importNetwork({ ...written, home, name: 'written' });
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  const session = await openNetwork({ network: card.id, taps: ['fc7'], store: memoryStore(), home, threads: 2 });
  const data = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * 7919 + (i >> 9) * 31) % 251);
  const { data: fc7 } = (await session.run({ width: 224, height: 224, data })).get('fc7');
  console.log(JSON.stringify({ seconds, peak, fc7: [...fc7] }));
`;

const imported = z.object({ seconds: z.number(), peak: z.number(), fc7: z.array(z.number()) });
type Imported = z.infer<typeof imported>;

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));
const folder = await mkdtemp(path.join(tmpdir(), 'wince-networks-long-'));
const broken: string[] = [];
try {
  await forms();
  await paper();
  if (await isThere(SHARED)) await denoisers();
  else console.log('denoisers: skipped, no ../shared beside this checkout');
  await fuzz();
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const name of broken) console.log(`broken: ${name}`);
console.log(broken.length > 0 ? 'networks: a bound is broken' : 'networks: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

function hold(name: string, holds: boolean): void {
  if (!holds) broken.push(name);
}

async function forms(): Promise<void> {
  let first: Imported | undefined;
  for (const form of FORMS) {
    const written = await writeNetwork(drawnGraph(vggFace), form, folder, 'written');
    const copied = await secondsToCopy(written.file);
    const imported = await importedAlone(written);
    first ??= imported;
    const { fc7 } = first;
    const largest = Math.max(...fc7.map(Math.abs));
    const difference = Math.max(...fc7.map((value, i) => Math.abs(value - imported.fc7[i]))) / largest;
    const { size } = await stat(written.file);
    console.log(
      `${form}: ${(size / 1e6).toFixed(0)} MB, imported in ${imported.seconds.toFixed(1)} s, ` +
        `${(imported.seconds / copied).toFixed(1)} times a copy of the file (${copied.toFixed(1)} s), ` +
        `peak ${(imported.peak / 1e9).toFixed(2)} GB, fc7 differs by ${difference.toExponential(1)}`,
    );
    hold(`fc7 of ${form}`, difference <= 1e-5);
    hold(`memory of ${form}`, imported.peak < MOST_MEMORY);
    await rm(written.file);
  }
  await rm(path.join(folder, 'home'), { recursive: true });
}

async function importedAlone(written: WrittenNetwork): Promise<Imported> {
  const call = JSON.stringify({ ...written, home: path.join(folder, 'home') });
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', IMPORT, call], {
    maxBuffer: 2 ** 24,
  });
  return imported.parse(JSON.parse(stdout));
}

async function paper(): Promise<void> {
  const env = { ...process.env, WINCE_NETWORKS: path.join(folder, 'papers') };
  const wince = (...args: string[]) => run(process.execPath, [program, ...args], { env, maxBuffer: 2 ** 26 });
  for (const [name, { file, prototxt, mean, colour }] of await writeNetworks(folder)) {
    const options = [
      ...(prototxt === undefined ? [] : ['--prototxt', prototxt]),
      ...(mean === undefined ? [] : ['--mean', mean]),
      ...(colour === undefined ? [] : ['--colour', colour]),
      // The layers of ONNX are not read, so that nothing in them tells that the weights are random.
      ...(file.endsWith('.onnx') ? ['--untrained'] : []),
    ];
    const { stdout } = await wince('networks', 'import', file, '--name', name, ...options);
    console.log(stdout.trim());
    await rm(file);
  }
  const cohort = path.join(folder, 'cohort');
  await wince('phantom', '--out', cohort, '--subjects', '6', '--seed', '7');
  const grid = fileURLToPath(new URL('../../examples/paper-networks.yaml', import.meta.url));
  const out = path.join(process.env.WINCE_KEEP ?? folder, 'run');
  const start = performance.now();
  const cache = path.join(folder, 'cache');
  const { stdout } = await wince('evaluate', grid, '--dataset', cohort, '--out', out, '--cache', cache);
  console.log(stdout.trim());
  console.log(`the paper's grid: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  const { families } = (await readRun(out)).manifest;
  const deep = families.filter(({ network }) => network !== null);
  hold('eight deep families', deep.length === 8);
  hold(
    'random weights are marked',
    deep.every(({ network }) => network?.untrained),
  );
  const columns = deep.map((family) => family.columns);
  hold(
    'lengths of the taps',
    String(columns) === String([25_088, 4096, 9_216, 4096, 18_432, 4096, 18_432, 4096]),
  );
  await rm(path.join(folder, 'papers'), { recursive: true });
  await rm(cache, { recursive: true });
}

async function denoisers(): Promise<void> {
  for (const [name, wanted] of Object.entries(DECIBELS)) {
    const found: number[] = [];
    for (let picture = 1; picture <= wanted.length; picture++) found.push(await decibelsOf(name, picture));
    const worst = Math.max(...found.map((value, i) => Math.abs(value - wanted[i])));
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    const listed = found.map((value) => value.toFixed(3)).join(' ');
    console.log(`${name}: ${listed} dB, mean ${mean.toFixed(3)}; off by ${worst.toFixed(4)} at most`);
    hold(`decibels of ${name}`, worst <= 0.002);
  }
}

async function fuzz(): Promise<void> {
  // As many of each file as make 10,000 together, whatever the number of files.
  const { length } = await fuzzFigures(1);
  const found = await fuzzFigures(Math.ceil(MUTATIONS / length));
  for (const each of found) {
    const { file, bytes, mutations, refused, slowest, taken, held, kept } = each;
    console.log(
      `${file}: ${mutations} mutations, ${refused} refused, slowest ${slowest.toFixed(0)} ms, ` +
        `held ${(held / bytes).toFixed(1)} times the file, took ${(taken / bytes).toFixed(1)} times (${(taken / 1e6).toFixed(1)} MB), ` +
        `kept ${(kept / 1e6).toFixed(1)} MB in the end`,
    );
    for (const bound of brokenBounds(each)) broken.push(`${file}: ${bound}`);
  }
}

async function secondsToCopy(file: string): Promise<number> {
  const start = performance.now();
  await copyFile(file, `${file}.copy`);
  const handle = await open(`${file}.copy`, 'r+');
  await handle.sync();
  await handle.close();
  const seconds = (performance.now() - start) / 1000;
  await rm(`${file}.copy`);
  return seconds;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
