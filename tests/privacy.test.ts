import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { pseudonymiseModel, pseudonymiseRun, readModel, readRun } from '@wince/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheOfNetworks, filesUnder, readRows, smallCohort, warmCache } from './cohort.ts';
import { winceRefuses, winceWorks } from './run-wince.ts';

const MARK = 'SECRET-WARD-7-MARKER';

let folder: string;
let own: string;
let cache: string;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-privacy-'));
  own = join(folder, 'data');
  await cp(await smallCohort(), own, { recursive: true });
  for (const file of await filesUnder(join(own, 'pictures'))) {
    const path = join(own, 'pictures', file);
    const marked = await sharp(await readFile(path))
      .withExif({
        IFD0: { Artist: MARK, ImageDescription: MARK },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '51/1 30/1 0/1',
          GPSLongitudeRef: 'W',
          GPSAreaInformation: MARK,
        },
      })
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(marked.includes(MARK)).toBe(true);
    await writeFile(path, marked);
  }
  cache = await cacheOfNetworks(join(folder, 'cache'));
  run = join(folder, 'run');
  await winceWorks(evaluate('--out', run));
  await winceWorks([
    ...['train', '--dataset', own, '--features', 'hog', '--select', 'none', '--classifiers', 'knn'],
    ...['--cell', 'hog/none/knn', '--out', join(folder, 'models', 'knn.wince'), '--cache', cache],
  ]);
  await winceWorks(['extract', own, '--features', 'hog', '--out', join(folder, 'tables'), '--cache', cache]);
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...rest: string[]) => [
  ...['evaluate', '--dataset', own, '--features', 'hog', '--select', 'none'],
  ...['--classifiers', 'naive-bayes,knn', '--cache', cache, ...rest],
];

/** Every file that the program wrote, with its bytes, and what lies compressed within. */
async function written(): Promise<readonly { file: string; bytes: Buffer }[]> {
  const found: { file: string; bytes: Buffer }[] = [];
  for (const file of await filesUnder(folder)) {
    if (file.startsWith('data/') || file.startsWith('cache/networks/')) continue;
    const bytes = await readFile(join(folder, file));
    found.push({ file, bytes });
    if (file.startsWith('cache/pictures/')) {
      // Behind the checksum and the name: a face is deflated, a family is plain numbers.
      const content = bytes.subarray(36 + bytes.readUInt32LE(32));
      try {
        found.push({ file, bytes: inflateSync(content) });
      } catch {
        expect(content.length % 4, file).toBe(0);
      }
    }
    if (file.endsWith('report.html')) {
      for (const [, base64] of bytes.toString().matchAll(/data:image\/\w+;base64,([\w+/=]+)/g)) {
        found.push({ file: `${file} (a picture)`, bytes: Buffer.from(base64, 'base64') });
      }
    }
  }
  return found;
}

test('nothing of EXIF or GPS is in anything that is written', async () => {
  const files = await written();
  expect(files.filter(({ file }) => file.endsWith('(a picture)')).length).toBeGreaterThan(0);
  expect(files.filter(({ file }) => file.startsWith('cache/pictures/')).length).toBeGreaterThan(24);
  for (const { file, bytes } of files) {
    expect(bytes.includes(MARK), file).toBe(false);
    expect(bytes.includes('Exif\0'), file).toBe(false);
  }
});

test('caches, run folders, tables and models are their owner’s alone', async () => {
  for (const top of [await warmCache(), run, join(folder, 'tables')]) {
    expect((await stat(top)).mode & 0o777, top).toBe(0o700);
    for (const entry of await readdir(top, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      expect((await stat(path)).mode & 0o777, path).toBe(entry.isDirectory() ? 0o700 : 0o600);
    }
  }
  expect((await stat(join(folder, 'models', 'knn.wince'))).mode & 0o777).toBe(0o600);
});

test('--no-faces makes a report without an image', async () => {
  const out = join(folder, 'no-faces');
  await winceWorks(evaluate('--out', out, '--no-faces'));
  const [without, withFaces] = await Promise.all(
    [out, run].map((path) => readFile(join(path, 'report.html'), 'utf8')),
  );
  expect(withFaces.includes('data:image/')).toBe(true);
  expect(without.includes('data:image/')).toBe(false);
  expect(/<(img|image)\b/.test(without)).toBe(false);
});

test('pseudonymise: no name of a subject, a file or a folder is in the copy of a run, and no face can be seen', async () => {
  const key = join(folder, 'name-key');
  const rows = await readRows(join(own, 'dataset.csv'));
  const shas = (await readRows(join(run, 'samples.csv'))).map(({ sha256 }) => sha256);
  const secret = new Set([
    ...rows.flatMap(({ subject, path }) => [subject, path]),
    ...shas,
    own,
    'pictures/',
  ]);
  const copies: string[] = [];
  for (const faces of ['landmarks', 'blurred', 'none'] as const) {
    const out = join(folder, `copy-${faces}`);
    copies.push(out);
    const { wrong, ...written } = await pseudonymiseRun(run, { out, names: 'hashed', faces, key, cache });
    expect(written).toEqual({ subjects: 6, faces: faces === 'none' ? 0 : wrong });
    expect(wrong).toBeGreaterThan(0);
    for (const file of await filesUnder(out)) {
      // Pictures in base64 are looked at below.
      const text = (await readFile(join(out, file), 'utf8')).replaceAll(/;base64,[\w+/=]+/g, '');
      for (const word of secret) expect(text.includes(word), `${file} names ${word}`).toBe(false);
    }
    // It is a run like any other: it can be read, and its figures are those of the original.
    const [given, copied] = (await Promise.all([readRun(run), readRun(out)])).map(({ metrics }) =>
      metrics.cells.map(({ cell, accuracy, auc, ci95 }) => ({ cell, accuracy, auc, ci95 })),
    );
    expect(copied).toEqual(given);
  }
  const [landmarks, blurred, none] = await Promise.all(copies.map(picturesOfReport));
  expect(none).toEqual([]);
  expect(landmarks.length).toBeGreaterThan(0);
  expect(blurred).toHaveLength(landmarks.length);
  // Of a drawing each pixel is paper, ink, or grey between them: nothing of skin.
  expect(Math.max(...landmarks.map(mostColoured))).toBeLessThan(60);
  // A blurred face is a smooth surface through 8 x 8 values: neighbouring pixels hardly differ.
  const kept = await picturesOfReport(run);
  const roughest = (pictures: typeof kept) => Math.max(...pictures.map(roughness));
  expect(roughest(blurred)).toBeLessThan(6);
  expect(Math.min(...kept.map(roughness))).toBeGreaterThan(roughest(blurred));
  // The same key gives the same names, and another one others.
  const subjectsOf = async (path: string) =>
    new Set((await readRows(join(path, 'samples.csv'))).map(({ subject }) => subject));
  expect(await subjectsOf(copies[1])).toEqual(await subjectsOf(copies[0]));
  const other = join(folder, 'copy-other');
  await winceWorks([
    'pseudonymise',
    run,
    '--out',
    other,
    '--key',
    join(folder, 'other-key'),
    '--cache',
    cache,
  ]);
  expect([...(await subjectsOf(other))].filter((name) => !name.startsWith('subject-'))).toEqual([]);
  const known = await subjectsOf(copies[0]);
  expect([...(await subjectsOf(other))].filter((name) => known.has(name))).toEqual([]);
  const overItself = { out: run, overwrite: true, names: 'hashed', faces: 'none', key, cache } as const;
  await expect(pseudonymiseRun(run, overItself)).rejects.toMatchObject({ code: 'bad-option' });
});

test('pseudonymise: a model names nobody, and scores as before', async () => {
  const [model, out] = [join(folder, 'models', 'knn.wince'), join(folder, 'models', 'copy.wince')];
  await pseudonymiseModel(model, { out, key: join(folder, 'name-key') });
  const [before, after] = await Promise.all([readModel(model), readModel(out)]);
  expect(before.manifest.subjects).toContain('S03');
  expect(after.manifest.subjects).toHaveLength(before.manifest.subjects.length);
  expect(JSON.stringify(after)).not.toMatch(/"S0\d/);
  expect(after.fitted).toEqual(before.fitted);
});

/** The pictures in a report, as pixels. */
async function picturesOfReport(run: string) {
  const html = await readFile(join(run, 'report.html'), 'utf8');
  const found = [...html.matchAll(/data:image\/jpeg;base64,([\w+/=]+)/g)];
  return Promise.all(
    found.map(([, base64]) =>
      sharp(Buffer.from(base64, 'base64')).raw().toBuffer({ resolveWithObject: true }),
    ),
  );
}

/** How far red, green and blue of a pixel are apart at most; 0 to 255. */
function mostColoured({ data }: Awaited<ReturnType<typeof picturesOfReport>>[number]): number {
  let most = 0;
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    most = Math.max(most, Math.max(r, g, b) - Math.min(r, g, b));
  }
  return most;
}

/** The mean step from a pixel to the one beside it, over the tenth of the rows in the middle; 0 to 255. */
function roughness({ data, info }: Awaited<ReturnType<typeof picturesOfReport>>[number]): number {
  const { width, height, channels } = info;
  let sum = 0;
  let steps = 0;
  for (let row = Math.floor(0.45 * height); row < 0.55 * height; row++) {
    for (let column = 1; column < width; column++, steps++) {
      const at = channels * (row * width + column);
      sum += Math.abs(data[at] - data[at - channels]);
    }
  }
  return sum / steps;
}

test('forget: a subject is gone from data set, cache and runs, and models that learnt from it are named', async () => {
  const before = await readRows(join(own, 'dataset.csv'));
  const others = before.filter((row) => row.subject !== 'S03');
  const shas = async () =>
    new Set((await filesUnder(join(cache, 'pictures'))).map((file) => file.split('/')[1].slice(0, 64)));
  const pictures = await shas();
  expect(pictures.size).toBe(before.length);
  const printed = await winceWorks([
    ...['dataset', 'forget', 'S03', '--dataset', own, '--cache', cache, '--runs', folder],
    ...['--models', join(folder, 'models'), '--pictures', '--json'],
  ]);
  const forgotten = JSON.parse(printed);
  expect(forgotten).toMatchObject({ subject: 'S03', rows: 4, rows_left: others.length });
  expect(forgotten.unreachable.join('\n')).toContain('knn.wince');
  expect(await readRows(join(own, 'dataset.csv'))).toEqual(others);
  const left = await shas();
  expect(left.size).toBe(others.length);
  for (const sha of left) expect(pictures.has(sha)).toBe(true);
  expect(await filesUnder(join(cache, 'fits'))).toEqual([]);
  await expect(stat(run)).rejects.toThrow('ENOENT');
  for (const row of before.filter(({ subject }) => subject === 'S03')) {
    await expect(stat(join(own, row.path))).rejects.toThrow('ENOENT');
  }
  await winceRefuses(['dataset', 'forget', 'S99', '--dataset', own, '--cache', cache], 2, /S99/);
});
