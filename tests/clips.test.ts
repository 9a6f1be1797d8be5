import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyCell, matrix, parseExperiment } from '@wince/core';
import type { Video } from '@wince/media';
import {
  type EvaluatedRun,
  evaluate,
  openVideo,
  predict,
  readModel,
  readRun,
  scoreVideo,
  writeCohort,
} from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelRow } from '../packages/runtime/src/models/model-row.ts';
import { readRows, smallCohort, warmCache } from './cohort.ts';
import { winceWorks } from './run-wince.ts';

const FEATURES = ['strain', 'geometry', 'temporal:geometry', 'change:geometry'];
const SUBJECTS = 3;

let folder: string;
let cohort: string;
let run: string;
let cache: string;
let evaluated: EvaluatedRun;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-clips-'));
  cohort = join(folder, 'cohort');
  run = join(folder, 'run');
  cache = join(folder, 'cache');
  await writeCohort({
    ...{ out: cohort, subjects: SUBJECTS, seed: 11, workers: 2 },
    ...{ video: 'mp4', seconds: 12, size: 192, contrast: 'cry' },
  });
  await appendFile(
    join(cohort, 'dataset.csv'),
    'not-a-clip.mp4,S01,pain,1,procedure,0,1,,,pain,male,36,5,7,,none\n',
  );
  await writeFile(join(cohort, 'not-a-clip.mp4'), 'words');
  evaluated = await evaluateInto(run, cache, 2);
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function evaluateInto(out: string, ownCache: string, workers: number) {
  const specification = parseExperiment(
    {
      dataset: join(cohort, 'dataset.csv'),
      features: FEATURES,
      mixes: ['strain+geometry'],
      selection: ['none'],
      classifiers: ['svm-linear'],
      reference_normalisation: 'both',
    },
    'a test',
  );
  return evaluate(specification, { out, cache: ownCache, workers, faces: true });
}

describe('clips as rows', () => {
  test('are read back with how each was followed', async () => {
    expect(evaluated.clips.length).toBeGreaterThan(2 * SUBJECTS);
    expect(evaluated.clips.some(({ keyFrames }) => keyFrames.length > 1)).toBe(true);
    expect(await readRun(run)).toEqual(evaluated);
  });

  test('every interval is a row with its status, reference rows are not scored', async () => {
    const samples = await readRows(join(run, 'samples.csv'));
    const rows = await readRows(join(cohort, 'dataset.csv'));
    expect(samples.length).toBe(rows.length);
    const status = (period: string) =>
      samples.filter((_, i) => rows[i].period === period).map((row) => row.status);
    expect(new Set(status('baseline'))).toEqual(new Set(['reference']));
    expect(new Set(status('recovery'))).toEqual(new Set(['left-out']));
    const broken = samples.find(({ sample }) => sample.startsWith('not-a-clip'));
    expect(broken).toMatchObject({ status: 'unreadable' });
    expect(broken?.reason).toContain('not a video');
    const used = samples.filter((row) => row.status === 'used').map((row) => row.sample);
    expect(used.length).toBeGreaterThanOrEqual(2 * SUBJECTS - 1);
    const predictions = await readRows(join(run, 'predictions.csv'));
    const cells = new Set(predictions.map((row) => row.cell));
    expect(cells.size).toBe(2 * (FEATURES.length + 1));
    for (const cell of cells) {
      const scored = predictions.filter((row) => row.cell === cell).map((row) => row.sample);
      expect(scored.toSorted()).toEqual(used.toSorted());
    }
    for (const features of [...FEATURES, 'strain+geometry']) {
      expect(cells).toContain(`${features}/none/svm-linear`);
      expect(cells).toContain(`${features}~reference/none/svm-linear`);
    }
  });

  test('how each was followed is written down, its key frames within it', async () => {
    const clips = await readRows(join(run, 'clips.csv'));
    const keyFrames = await readRows(join(run, 'key-frames.csv'));
    for (const { sample, usable, frames, seconds, key_frames } of clips) {
      const own = keyFrames.filter((row) => row.sample === sample);
      expect(own.length).toBe(Number(key_frames));
      const [start, end] = sample.split('#')[1].split('-').map(Number);
      for (const { time } of own) {
        expect(Number(time)).toBeGreaterThanOrEqual(start);
        expect(Number(time)).toBeLessThan(end);
      }
      expect(Number(usable)).toBeGreaterThan(0);
      expect(Number(usable)).toBeLessThanOrEqual(1);
      expect(Math.abs(Number(seconds) - (end - start))).toBeLessThan(0.11);
      expect(Math.abs(Number(frames) - 10 * (end - start))).toBeLessThan(1.5);
    }
    expect(clips.length).toBe(3 * SUBJECTS);
  });

  test('the same files come from another cache and another number of workers, and from the cache', async () => {
    const files = [
      'samples.csv',
      'predictions.csv',
      'selected.csv',
      'metrics.json',
      'clips.csv',
      'key-frames.csv',
    ];
    const again = join(folder, 'again');
    const from = join(folder, 'from-cache');
    await evaluateInto(again, join(folder, 'other'), 1);
    await evaluateInto(from, cache, 1);
    for (const file of files) {
      const bytes = await readFile(join(run, file), 'utf8');
      expect(await readFile(join(again, file), 'utf8')).toBe(bytes);
      expect(await readFile(join(from, file), 'utf8')).toBe(bytes);
    }
    expect(await readFile(join(run, 'report.html'), 'utf8')).toContain('data:image/jpeg');
  }, 300_000);

  test('a picture among them has no features of clips, and says so', async () => {
    await winceWorks([
      ...['extract', await smallCohort(), '--features', 'strain'],
      ...['--out', join(folder, 'tables'), '--cache', await warmCache()],
    ]);
    for (const row of await readRows(join(folder, 'tables/samples.csv'))) {
      if (row.status === 'no-face' || row.status === 'poor-quality') continue;
      expect(row).toMatchObject({
        status: 'no-features',
        reason: 'strain and courses over time need a clip',
      });
    }
  });

  test('a model of clips scores a video over time, the same each time', async () => {
    const path = join(folder, 'model.wince');
    await winceWorks([
      ...['train', '--dataset', cohort, '--features', 'strain+change:geometry', '--select', 'none'],
      ...['--classifiers', 'svm-linear', '--cell', 'strain+change:geometry/none/svm-linear'],
      ...['--out', path, '--cache', cache],
    ]);
    const model = await readModel(path);
    expect(model.manifest).toMatchObject({ rows: 'clips' });
    expect(model.manifest.clip_seconds).toBeGreaterThan(1);
    const score = async () => {
      const scores: [number, number][] = [];
      for await (const { scored } of scoreVideo(join(cohort, 'videos/S01.mp4'), model, { cache, rate: 10 })) {
        if (scored.score !== null) scores.push([scored.time, scored.score]);
      }
      return scores;
    };
    const scores = await score();
    // From the moment when a quarter of a window is there, at each half second.
    expect(scores.length).toBeGreaterThan(15);
    for (const [time, value] of scores) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(Math.abs(time * 2 - Math.round(time * 2))).toBeLessThan(0.21);
    }
    expect(await score()).toEqual(scores);
  }, 300_000);

  test('a model of clips and the monitor read each frame of a video once', async () => {
    const path = join(folder, 'model.wince');
    const video = join(cohort, 'videos/S02.mp4');
    const model = await readModel(path);
    let readings = 0;
    let frames = 0;
    const counted = async (file: string): Promise<Video> => {
      const opened = await openVideo(file);
      return {
        ...{ description: opened.description, close: () => opened.close() },
        get completeness() {
          return opened.completeness;
        },
        async *frames(options) {
          readings++;
          for await (const frame of opened.frames(options)) {
            frames++;
            yield frame;
          }
        },
      };
    };
    let whole: ModelRow | undefined;
    let scored = 0;
    const scoring = scoreVideo(video, model, {
      ...{ cache, open: counted },
      onWhole: (row) => {
        whole = row;
      },
    });
    for await (const _ of scoring) scored++;
    // The face at rest, the monitor, the video as one row and its rest: one reading of 12 seconds at 30 frames a second.
    expect(readings).toBe(1);
    expect(frames).toBe(scored);
    expect(frames).toBe(12 * 30);
    // The row is the one that a data set of the same video has.
    const { predictions } = await predict([video], { model: path, cache, workers: 1 });
    const [own] = predictions;
    if (!whole?.values) throw new Error('the video gave no row');
    const { raw, score } = applyCell(model.fitted, matrix(1, whole.values.length, whole.values));
    expect([raw[0], score[0]]).toEqual([own.raw, own.score.value]);
  }, 300_000);
});
