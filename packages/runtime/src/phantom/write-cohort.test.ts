import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assignLabels, resolveTask, WinceError } from '@wince/core';
import { makeCohort } from '@wince/phantom';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDataset, readDataset } from '../datasets/index.ts';
import { clipTruthSchema } from './clip-truth.ts';
import { drawClips } from './draw-clip.ts';
import { pictureTruthSchema } from './truth-schema.ts';
import { type WriteCohortOptions, writeCohort } from './write-cohort.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-phantom-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The hash of every file of a folder, by its path. */
async function hashes(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(root.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return found;
}

async function refusal(work: Promise<unknown>): Promise<WinceError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WinceError)) throw new Error(`expected a typed error, not ${String(error)}`);
  return error;
}

describe('a written cohort', () => {
  const options = { subjects: 2, seed: 7, size: 96 };

  it('has the same bytes twice, whatever the number of workers', async () => {
    const a = join(folder, 'a');
    const b = join(folder, 'b');
    await writeCohort({ ...options, out: a, workers: 1 });
    await writeCohort({ ...options, out: b, workers: 2 });
    const first = await hashes(a);
    expect(Object.keys(first).length).toBe(2 * 8 * 2 + 7);
    expect(await hashes(b)).toEqual(first);
  });

  it('is a data set that the program reads and finds nothing wrong with', async () => {
    const out = join(folder, 'a');
    const dataset = await readDataset(out);
    expect(dataset.samples).toHaveLength(16);
    expect(dataset.description).toMatchObject({ positive: ['pain'], synthetic: true });
    const findings = await checkDataset(dataset);
    expect(findings.filter((finding) => finding.level === 'error')).toEqual([]);
  });

  it('has beside every picture a truth that its schema describes', async () => {
    const out = join(folder, 'a');
    for (const { columns, label, path } of (await readDataset(out)).samples) {
      const truth = pictureTruthSchema.parse(JSON.parse(await readFile(join(out, columns.truth), 'utf8')));
      expect(truth.label).toBe(label);
      expect(truth.nips.total).toBe(Number(columns.nips));
      expect(path).toContain(truth.subject.id);
      expect(truth.landmarks).toHaveLength(25);
      for (const { x, y } of truth.landmarks) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(96);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(96);
      }
    }
    const schema = JSON.parse(await readFile(join(out, 'truth/schema.json'), 'utf8'));
    expect(schema.properties.intensities.properties.browBulge.maximum).toBe(1);
  });
});

describe('a written cohort of clips', () => {
  const options = { subjects: 1, seed: 7, size: 64, seconds: 12, video: 'mp4', contrast: 'cry' } as const;

  // tests/long/phantom.ts holds that two of them have the same bytes.
  it('is a data set whose baseline is the reference', async () => {
    const a = join(folder, 'clips');
    await writeCohort({ ...options, out: a });
    expect(Object.keys(await hashes(a))).toContain('/videos/S01.mp4');

    const dataset = await readDataset(a);
    expect(dataset.samples.map(({ period, start, end }) => [period, start, end])).toEqual([
      ['baseline', 0, 4.2],
      ['procedure', 4.2, 7.1],
      ['recovery', 7.1, 9.2],
      ['procedure', 9.2, 12],
    ]);
    expect(dataset.samples.map(({ label }) => label).sort()).toEqual(['calm', 'calm', 'no-pain', 'pain']);
    const status = assignLabels(dataset, resolveTask(dataset, {})).map((row) => row.status);
    expect(status).toEqual(['reference', 'eligible', 'left-out', 'eligible']);
    const truth = clipTruthSchema.parse(JSON.parse(await readFile(join(a, 'truth/S01.json'), 'utf8')));
    const frames = await parquetReadObjects({ file: await asyncBufferFromFile(join(a, truth.frame_table)) });
    expect(frames).toHaveLength(truth.frames);
    for (const { name, corners } of truth.regions) {
      for (let corner = 1; corner <= corners; corner++) {
        expect(frames[0][`${name} ${corner} x`]).toBeGreaterThan(0);
        expect(frames[0][`${name} ${corner} x`]).toBeLessThan(64);
      }
    }
    expect(truth.regions.map(({ name }) => name)).toContain('left cheek');
    truth.segments.forEach(({ response }, i) => {
      expect(dataset.samples[i].columns.onset).toBe(response ? String(response.onset) : '');
    });
  }, 240_000);
});

describe('what cannot be written', () => {
  it.each([
    ['a length of pictures', { seconds: 20 }],
    ['a contrast of pictures', { contrast: 'cry' }],
    ['a very short clip', { video: 'mp4', seconds: 2 }],
    ['an unknown contrast', { video: 'mp4', contrast: 'weather' }],
    ['an unknown format', { video: 'avi' }],
    ['an odd size of clips', { video: 'mp4', size: 95 }],
    ['a confound of two time courses', { video: 'mp4', contrast: 'time-course', confound: 'light' }],
  ])('%s', async (_, change) => {
    const out = join(folder, 'refused');
    const error = await refusal(writeCohort({ subjects: 1, seed: 7, out, ...change } as WriteCohortOptions));
    expect(error).toMatchObject({ code: 'bad-phantom', status: 2 });
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  it('a negative count: nothing is there afterwards', async () => {
    const out = join(folder, 'negative');
    const error = await refusal(writeCohort({ subjects: -3, seed: 7, out }));
    expect(error).toMatchObject({ code: 'bad-phantom', status: 2 });
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  it('a folder that holds something else', async () => {
    const out = join(folder, 'mine');
    await mkdir(out);
    await writeFile(join(out, 'thesis.txt'), 'years of work');
    const error = await refusal(writeCohort({ subjects: 1, seed: 7, size: 64, out }));
    expect(error.code).toBe('folder-in-use');
    expect(await readdir(out)).toEqual(['thesis.txt']);
  });

  it('a folder below a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error = await refusal(writeCohort({ subjects: 1, seed: 7, size: 64, out: join(file, 'below') }));
    expect(error.code).toBe('cannot-write');
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const error = await refusal(writeCohort({ subjects: 1, seed: 7, size: 64, out: join(locked, 'below') }));
    expect(error.code).toBe('cannot-write');
  });

  it('a clip that is interrupted ends at its next frame', async () => {
    const cohort = makeCohort({ subjects: 1, seed: 7 });
    const clips = { format: 'mp4', size: 64, seconds: 12, contrast: 'any' } as const;
    const empty = join(folder, 'no clip');
    await mkdir(empty);
    const error = await refusal(drawClips({ cohort, folder: empty, clips, stopped: () => true }, 'S01'));
    expect(error).toMatchObject({ code: 'interrupted', status: 1 });
    expect(error.hint).not.toContain('cache');
    expect(await readdir(empty)).toEqual([]);
  });

  it('a run that is interrupted leaves nothing behind', async () => {
    const parent = join(folder, 'interrupted');
    await mkdir(parent);
    const controller = new AbortController();
    const work = writeCohort({
      subjects: 2,
      seed: 7,
      size: 64,
      out: join(parent, 'cohort'),
      workers: 1,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'progress') controller.abort();
      },
    });
    expect((await refusal(work)).code).toBe('interrupted');
    expect(await readdir(parent)).toEqual([]);
  });
});
