import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
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
