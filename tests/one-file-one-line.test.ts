import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseExperiment } from '@wince/core';
import { evaluate } from '@wince/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOneAtATime } from '../packages/runtime/src/execute/one-at-a-time.fixture.ts';
import { drawSound, wavBytes } from '../packages/runtime/src/media/sound.fixture.ts';
import { unitKinds } from '../packages/runtime/src/unit-kinds.ts';
import { filesUnder, readRows } from './cohort.ts';
import { slides } from './slides.ts';

/**
 * A new family of features is one file and one line. These tests take a copy of the packages, add a file and a line as
 * CONTRIBUTING.md says, and use what was added as a user would.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const SUBJECTS = ['S01', 'S02', 'S03', 'S04'];

let folder: string;
let house: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-one-line-'));
  house = join(folder, 'house');
  await copyPackages(house);
  for (const name of ['energy', 'brightness']) await addFamily(name);
  await writeRecordings(join(folder, 'data'));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the packages with links to everything that they are built on. */
async function copyPackages(to: string): Promise<void> {
  const isSource = (path: string) => !['node_modules', 'dist', 'goldens'].includes(basename(path));
  await cp(join(root, 'packages'), join(to, 'packages'), { recursive: true, filter: isSource });
  await cp(join(root, 'package-lock.json'), join(to, 'package-lock.json'));
  const packages = await readdir(join(root, 'packages'));
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name === '@wince') continue;
    await mkdir(join(to, 'node_modules'), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(to, 'node_modules', name));
  }
  await mkdir(join(to, 'node_modules', '@wince'));
  for (const name of packages) {
    await symlink(join(to, 'packages', name), join(to, 'node_modules', '@wince', name));
    // What npm could not put beside the others.
    const own = await readdir(join(root, 'packages', name, 'node_modules')).catch(() => []);
    if (own.length > 0)
      await symlink(join(root, 'packages', name, 'node_modules'), join(to, 'packages', name, 'node_modules'));
  }
}

/** The file of the recipe, and its line in the catalogue. */
async function addFamily(name: string): Promise<void> {
  const families = join(house, 'packages/core/src/families');
  await cp(join(root, `packages/core/src/families/${name}.fixture.ts`), join(families, `${name}.ts`));
  const catalogue = join(families, 'catalogue.ts');
  const text = await readFile(catalogue, 'utf8');
  const changed = text
    .replace('import { strain }', `import { ${name} } from './${name}.ts';\nimport { strain }`)
    .replace('  strain,\n', `  strain,\n  ${name},\n`);
  expect(changed).not.toBe(text);
  await writeFile(catalogue, changed);
}

/** Loud sounds and bright films of pain, soft and dark ones of rest. */
async function writeRecordings(to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const rate = 8000;
  const sounds = ['path,subject,label'];
  const films = ['path,subject,label'];
  for (const [s, subject] of SUBJECTS.entries()) {
    for (const label of ['pain', 'rest']) {
      const loudness = (label === 'pain' ? 0.5 : 0.05) * (1 + 0.1 * s);
      const drawn = drawSound(rate, 2).map((sample) => sample * loudness);
      await writeFile(join(to, `${subject}-${label}.wav`), wavBytes([drawn], rate, 's16'));
      sounds.push(`${subject}-${label}.wav,${subject},${label}`);
      const grey = (label === 'pain' ? 200 : 60) + 5 * s;
      const picture = join(to, `${subject}-${label}.png`);
      const background = { r: grey, g: grey, b: grey };
      await sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toFile(picture);
      const times = Array.from({ length: 10 }, (_, i) => i / 10);
      await writeFile(join(to, `${subject}-${label}.mp4`), await slides([picture], times));
      films.push(`${subject}-${label}.mp4,${subject},${label}`);
    }
  }
  await writeFile(join(to, 'sounds.csv'), `${sounds.join('\n')}\n`);
  await writeFile(join(to, 'films.csv'), `${films.join('\n')}\n`);
}

/** Runs the `wince` of the copy. */
function winceThere(args: readonly string[]) {
  return run(process.execPath, [join(house, 'packages/cli/bin/wince.js'), ...args]);
}

const call = (dataset: string, feature: string, name: string) => [
  ...['evaluate', '--dataset', join(folder, 'data', dataset), '--positive', 'pain', '--features', feature],
  ...['--select', 'none', '--classifiers', 'naive-bayes', '--out', join(folder, name)],
  ...['--cache', join(folder, `${name}-cache`)],
];

describe('one file and one line add', () => {
  it('a family of sound: recordings without pictures are rows, and nobody looks for a face', async () => {
    await winceThere(call('sounds.csv', 'energy', 'sounds'));
    const samples = await readRows(join(folder, 'sounds', 'samples.csv'));
    expect(samples.length).toBe(2 * SUBJECTS.length);
    for (const row of samples) {
      expect(row).toMatchObject({ status: 'used', sound: 'used', face: 'not needed', frames: 'not needed' });
      expect(row.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    const predictions = await readRows(join(folder, 'sounds', 'predictions.csv'));
    expect(predictions.map(({ truth, decision }) => truth === decision)).toEqual(samples.map(() => true));
    // No network of faces was converted, as none was opened.
    const kept = await filesUnder(join(folder, 'sounds-cache'));
    expect(kept.filter((path) => /blazeface|facemesh/.test(path))).toEqual([]);
  }, 120_000);

  it('an observer of frames: films without a face are rows', async () => {
    await winceThere(call('films.csv', 'brightness', 'films'));
    const samples = await readRows(join(folder, 'films', 'samples.csv'));
    for (const row of samples)
      expect(row).toMatchObject({ status: 'used', frames: 'used', face: 'not needed', sound: 'not needed' });
    const predictions = await readRows(join(folder, 'films', 'predictions.csv'));
    expect(predictions.map(({ truth, decision }) => truth === decision)).toEqual(samples.map(() => true));
    const kept = await filesUnder(join(folder, 'films-cache'));
    expect(kept.filter((path) => /blazeface|facemesh/.test(path))).toEqual([]);
  }, 120_000);

  it('a film without sound loses its sound alone, with the reason', async () => {
    const { stdout } = await winceThere([
      ...['extract', join(folder, 'data', 'films.csv'), '--features', 'energy,brightness', '--json'],
      ...['--out', join(folder, 'tables'), '--cache', join(folder, 'films-cache')],
    ]);
    const { tables } = JSON.parse(stdout);
    expect(tables).toMatchObject([
      { family: 'energy', rows: 0 },
      { family: 'brightness', rows: 2 * SUBJECTS.length },
    ]);
    for (const row of await readRows(join(folder, 'tables', 'samples.csv')))
      expect(row).toMatchObject({ status: 'used', frames: 'used', sound: 'lost' });
  }, 120_000);
});

describe('another executor', () => {
  it('is one function, and gives the same run to the byte', async () => {
    const specification = parseExperiment(
      {
        dataset: join(folder, 'data', 'films.csv'),
        ...{ positive: 'pain', features: [`table:${join(folder, 'numbers.csv')}`] },
        ...{ selection: ['relieff', 'none'], keep: [2], classifiers: ['knn', 'svm-linear', 'random-forest'] },
      },
      'a test',
    );
    const samples = SUBJECTS.flatMap((subject) => ['pain', 'rest'].map((label) => `${subject}-${label}.mp4`));
    const lines = samples.map((name, i) => `${name},${(i * 7) % 5},${(i * i) % 3},${(i * 3) % 4}`);
    await writeFile(join(folder, 'numbers.csv'), `sample,a,b,c\n${lines.join('\n')}\n`);
    const options = { workers: 2, faces: false };
    const [threads, own] = [join(folder, 'threads'), join(folder, 'own')];
    await evaluate(specification, { ...options, out: threads, cache: join(folder, 'threads-cache') });
    await evaluate(specification, {
      ...{ ...options, out: own, cache: join(folder, 'own-cache') },
      open: ({ store }) => openOneAtATime(unitKinds, store),
    });
    for (const file of ['samples.csv', 'predictions.csv', 'selected.csv', 'metrics.json'])
      expect(await readFile(join(own, file), 'utf8')).toBe(await readFile(join(threads, file), 'utf8'));
  }, 120_000);
});
