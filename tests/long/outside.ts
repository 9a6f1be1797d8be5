import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RgbImage, randomFrom } from '@wince/core';
import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE, type Subject } from '@wince/phantom';
import sharp, { type Sharp } from 'sharp';
import { z } from 'zod';
import { simulateOutside } from '../../packages/core/src/learning/outside/outside.fixture.ts';

/**
 * What models call outside their training. New subjects of the same kind on 1,000 drawn cohorts of each size; then models of drawn neonates on new
 * neonates, adults, dolls and corrupted pictures; and, where ../shared is there, models of real infants on other infants and on adults.
 */
const COHORTS = 1000;
const FEATURES = ['faceres', 'hog', 'geometry'] as const;
const wince = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'wince-long-outside-'));
const document = z.object({
  predictions: z.array(
    z.object({ outside: z.object({ is_outside: z.boolean(), p: z.number() }).nullable() }),
  ),
});

const BLURRED = 'blurred (3 pixels)';
/** Seeds of cohorts: what of a kind is called outside at 5 % hangs on the strangest of 24 training subjects, and jumps from cohort to cohort. */
const SEEDS = [3, 4, 5, 6];
const CORRUPTIONS: Readonly<Record<string, (picture: Sharp) => Promise<RgbImage>>> = {
  [BLURRED]: (picture) => raw(picture.blur(3)),
  'compressed (JPEG quality 5)': async (picture) => raw(sharp(await picture.jpeg({ quality: 5 }).toBuffer())),
  'inverted colours': (picture) => raw(picture.negate()),
  'without colour': (picture) => raw(picture.modulate({ saturation: 0 })),
  'blocks of 6 pixels': async (picture) =>
    raw(
      sharp(await picture.resize(37, 37, { kernel: 'nearest' }).png().toBuffer()).resize(224, 224, {
        kernel: 'nearest',
      }),
    ),
  'noise (30 levels)': async (picture) => {
    const image = await raw(picture);
    const random = randomFrom('noise');
    return {
      ...image,
      data: image.data.map((level) => Math.min(255, Math.max(0, level + 30 * random.normal()))),
    };
  },
  'dark (a third of the light)': (picture) => raw(picture.linear(1 / 3, 0)),
};

try {
  for (const kind of [
    { subjects: 12, columns: 10 },
    { subjects: 20, columns: 50 },
    { subjects: 40, columns: 50 },
  ]) {
    const { called, deviation, share } = simulateOutside({ ...kind, rows: 3, cohorts: COHORTS });
    const what = `${kind.subjects} subjects, ${kind.columns} columns: new subjects called outside (stated ${share.toFixed(3)}, deviation between cohorts ${deviation.toFixed(3)})`;
    holds(what, called, share + 0.005);
  }
  await real();
  await drawn();
  await drawnAdults();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function drawn(): Promise<void> {
  const [cohort, others] = [join(folder, 'cohort'), join(folder, 'others')];
  await run(['phantom', '--out', cohort, '--subjects', '24', '--seed', '3', '--size', '224']);
  await run(['phantom', '--out', others, '--subjects', '10', '--seed', '77', '--size', '224']);
  const fresh = await picturesIn(others);
  const sets: [string, readonly string[]][] = [['new neonates', fresh]];
  sets.push(['dolls, drawn', await drawnAs('doll', asDoll)]);
  for (const [name, corrupt] of Object.entries(CORRUPTIONS))
    sets.push([name, await corrupted(name, fresh.slice(0, 40), corrupt)]);
  for (const features of FEATURES) {
    const model = await trained(cohort, `${features}/relieff-100/svm-linear`, `drawn-${features}`);
    for (const [name, files] of sets) {
      const share = await shareOutside(model, files, `${features}, ${name}`);
      if (name === 'new neonates') holds(`${features}: new neonates called outside`, share, 0.1);
      // What a model must find; the rest is printed, and docs/methods/outside.md says what is missed.
      if (name === BLURRED) holds(`${features}: ${name}, not called outside`, 1 - share, 0.3);
    }
  }
}

/** Drawn adults beside new drawn neonates, by models of several cohorts of 24. */
async function drawnAdults(): Promise<void> {
  const adults = await drawnAs('adult', asAdult);
  const neonates = await picturesIn(join(folder, 'others'));
  for (const features of FEATURES) {
    const areas: number[] = [];
    const shares: number[] = [];
    for (const seed of SEEDS) {
      const cohort = join(folder, `cohort-${seed}`);
      if (!existsSync(cohort))
        await run(['phantom', '--out', cohort, '--subjects', '24', '--seed', `${seed}`, '--size', '224']);
      const model = await trained(cohort, `${features}/relieff-100/svm-linear`, `adults-${features}-${seed}`);
      const [of, beside] = [await toldOutside(model, adults), await toldOutside(model, neonates)];
      areas.push(shareBelow(of, beside));
      shares.push(of.filter((each) => each.is_outside).length / Math.max(1, of.length));
      const [called, least] = [
        of.filter((each) => each.is_outside).length,
        Math.min(...of.map(({ p }) => p)),
      ];
      console.log(
        `  ${features}, cohort ${seed}: ${called} of ${of.length} drawn adults outside, ${of.filter(({ p }) => p <= 0.1).length} at 10 %, least p ${least.toFixed(3)}; AUC of p against new neonates ${areas.at(-1)?.toFixed(3)}`,
      );
    }
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    console.log(`${features}: AUC of p, drawn adults against new neonates, mean ${mean.toFixed(3)}`);
    if (features === 'geometry') {
      // Of the first cohort, as it was asked from the beginning; and of all of them what does not hang on one subject.
      holds('geometry: drawn adults, not called outside', 1 - shares[0], 0.3);
      holds('geometry: 1 - AUC, drawn adults against new neonates', 1 - mean, 0.1);
    }
  }
}

/** How often a row of the first kind has a smaller p than a row of the other: 0.5 where the kinds are alike. */
function shareBelow(of: readonly { p: number }[], others: readonly { p: number }[]): number {
  let sum = 0;
  for (const { p } of of) for (const other of others) sum += p < other.p ? 1 : p === other.p ? 0.5 : 0;
  return sum / (of.length * others.length);
}

async function real(): Promise<void> {
  if (!existsSync(join(shared, 'infant-faces'))) {
    console.log('real faces: skipped, no ../shared beside this checkout');
    return;
  }
  const infants = (await picturesIn(join(shared, 'infant-faces'))).toSorted();
  const adults = (await picturesIn(join(shared, 'london-faces', 'neutral'))).toSorted();
  const cohort = join(folder, 'infants');
  await mkdir(cohort);
  const known = infants.filter((_, i) => i % 3 !== 0);
  for (const path of known) await copyFile(path, join(cohort, basename(path)));
  // Labels of chance: what is outside does not depend on them where all columns are kept.
  const rows = known.map(
    (path, i) => `${basename(path)},${basename(path)},${i % 2 === 0 ? 'pain' : 'no-pain'}`,
  );
  await writeFile(join(cohort, 'dataset.csv'), `path,subject,label\n${rows.join('\n')}\n`);
  await writeFile(join(cohort, 'dataset.yaml'), 'positive: pain\n');
  for (const features of FEATURES) {
    const model = await trained(cohort, `${features}/none/naive-bayes`, `real-${features}`);
    const others = infants.filter((_, i) => i % 3 === 0);
    holds(
      `${features}: other infants called outside`,
      await shareOutside(model, others, `${features}, other infants`),
      0.15,
    );
    const share = await shareOutside(model, adults, `${features}, adults`);
    // Whatever the features, since the apparent age is looked at, too.
    holds(`${features}: adults, not called outside`, 1 - share, 0.1);
  }
}

/** A head with the proportions of an adult: a long face, a higher and narrower nose, eyes half-way up. */
function asAdult(subject: Subject): Subject {
  const { proportions: own } = subject;
  return {
    ...subject,
    proportions: {
      ...own,
      ...{ chin: own.chin * 1.35, noseBase: own.noseBase * 1.35, noseHeight: own.noseHeight * 1.6 },
      ...{ crown: own.crown * 0.8, cheeks: 0, forehead: 0, outerCanthus: own.outerCanthus * 0.85 },
      mouthHalfWidth: own.mouthHalfWidth * 1.4,
    },
  };
}

/** A face of one colour without brows and hair. */
function asDoll(subject: Subject): Subject {
  const skin = [0.75, 0.42, 0.36] as const;
  return { ...subject, skin, lips: skin, browDensity: 0, hairDensity: 0 };
}

async function drawnAs(name: string, change: (subject: Subject) => Subject): Promise<readonly string[]> {
  const to = join(folder, name);
  await mkdir(to);
  for (let i = 0; i < 20; i++) {
    const model = buildHeadModel(change(drawSubject(`${name} ${i}`, 5)));
    const { image } = drawFrame(model, { ...PLAIN_SCENE, size: 224, seed: i, cloth: i });
    await writeJpeg(join(to, `${i}.jpg`), image);
  }
  return picturesIn(to);
}

async function corrupted(
  name: string,
  files: readonly string[],
  corrupt: (picture: Sharp) => Promise<RgbImage>,
): Promise<readonly string[]> {
  const to = join(folder, name);
  await mkdir(to);
  for (const [i, file] of files.entries()) await writeJpeg(join(to, `${i}.jpg`), await corrupt(sharp(file)));
  return picturesIn(to);
}

async function raw(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

async function writeJpeg(path: string, { width, height, data }: RgbImage): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toFile(path);
}

async function picturesIn(where: string): Promise<readonly string[]> {
  const found = await readdir(where, { recursive: true });
  return found.filter((file) => file.endsWith('.jpg')).map((file) => join(where, file));
}

async function trained(dataset: string, cell: string, name: string): Promise<string> {
  const model = join(folder, `${name}.wince`);
  await run([
    'train',
    '--dataset',
    dataset,
    '--cell',
    cell,
    '--out',
    model,
    '--cache',
    join(folder, 'cache'),
  ]);
  return model;
}

/** Of the pictures that are scored at all, the share that is called outside. */
async function shareOutside(model: string, files: readonly string[], what: string): Promise<number> {
  const scored = await toldOutside(model, files);
  const called = scored.filter((each) => each.is_outside).length;
  console.log(`  ${what}: ${called} of ${scored.length} outside; ${files.length - scored.length} not scored`);
  return called / Math.max(1, scored.length);
}

/** Of the pictures that are scored at all, how unlike the training they are. */
async function toldOutside(model: string, files: readonly string[]) {
  const printed = join(folder, 'printed.json');
  await run(['predict', '--model', model, ...files, '--json', '--cache', join(folder, 'cache')], printed);
  const { predictions } = document.parse(JSON.parse(await readFile(printed, 'utf8')));
  return predictions.flatMap(({ outside }) => outside ?? []);
}

function holds(what: string, value: number, most: number): void {
  const isHeld = value <= most;
  console.log(`${what}: ${value.toFixed(3)} (at most ${most.toFixed(3)})${isHeld ? '' : ' FAILS'}`);
  if (!isHeld) process.exitCode = 1;
}

/** @param printed a file for what the command prints. Without it that is thrown away */
function run(args: readonly string[], printed?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wince, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (printed !== undefined) return void writeFile(printed, Buffer.concat(chunks)).then(resolve, reject);
      if (status === 0) resolve();
      else reject(new Error(`wince ${args[0]} ended with status ${status}`));
    });
  });
}
