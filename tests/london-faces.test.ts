import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRows } from './cohort.ts';
import { group, SHARED } from './groups.ts';
import { winceWorks } from './run-wince.ts';

const LONDON = join(SHARED, 'data', 'london-faces');
/** Degrees clockwise. */
const TURNED = [
  { path: 'smiling/001_08.jpg', angle: 90 },
  { path: 'neutral/005_03.jpg', angle: 180 },
  { path: 'smiling/010_08.jpg', angle: 37 },
];
const CELL = ['--features', 'hog', '--select', 'none', '--classifiers', 'svm-linear'];

/** Smiles of adults, not pain of neonates: the yardstick that is at hand. */
group('HOG and a linear SVM on london-faces', 'shared', () => {
  let folder: string;
  let cache: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-london-'));
    cache = join(folder, 'cache');
    const dataset = join(LONDON, 'dataset.csv');
    const out = join(folder, 'run');
    await winceWorks([
      ...['evaluate', '--dataset', dataset, '--positive', 'smiling', ...CELL, '--out', out, '--cache', cache],
    ]);
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('uses all 204 pictures of 102 subjects, and is right on at least 84 %', async () => {
    const { cells } = JSON.parse(await readFile(join(folder, 'run', 'metrics.json'), 'utf8'));
    const [{ accuracy, subjects, samples, ci95 }] = cells;
    console.log(`accuracy ${accuracy} [${ci95.accuracy}]`);
    expect({ subjects, samples }).toEqual({ subjects: 102, samples: 204 });
    expect(accuracy).toBeGreaterThanOrEqual(0.84);
  });

  test('with three of the pictures turned the face is found and the label still comes out', async () => {
    const own = join(folder, 'turned');
    await cp(LONDON, own, { recursive: true });
    await writeFile(join(own, 'dataset.yaml'), 'positive: smiling\n');
    for (const { path, angle } of TURNED) {
      const turned = await sharp(await readFile(join(LONDON, path)))
        .rotate(angle, { background: '#808080' })
        .jpeg({ quality: 95 })
        .toBuffer();
      await writeFile(join(own, path), turned);
    }
    const out = join(folder, 'turned-run');
    await winceWorks(['evaluate', '--dataset', own, ...CELL, '--out', out, '--cache', cache]);
    const upright = await readRows(join(folder, 'run', 'predictions.csv'));
    const rows = await readRows(join(out, 'predictions.csv'));
    expect(rows).toHaveLength(204);
    for (const { path } of TURNED) {
      const before = upright.find((row) => row.sample === path);
      const row = rows.find(({ sample }) => sample === path);
      console.log(`${path}: ${before?.score} upright, ${row?.score} turned`);
      expect(row?.decision, path).toBe(row?.truth);
    }
  }, 300_000);
});
