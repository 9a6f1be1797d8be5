import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyCell, fitCell, type JoinedRows, parseExperiment, planCells, takeRows } from '@wince/core';
import { type EvaluatedRun, evaluate } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNoise } from './noise-table.ts';

/** So many subjects that their folds share what they have in common, beside the same rows in fewer folds. */

const SUBJECTS = 260;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-many-subjects-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(out: string, classifiers: readonly string[], workers: number): Promise<EvaluatedRun> {
  const noise = { subjects: SUBJECTS, rows: 2, seed: 4, columns: 4 };
  const { dataset, table } = await writeNoise(join(folder, 'ward'), noise);
  const specification = parseExperiment(
    { dataset, features: [`table:${table}`], selection: ['none'], classifiers },
    'a test',
  );
  const options = { out: join(folder, out), cache: join(folder, `${out}-cache`), workers, faces: false };
  return evaluate(specification, options);
}

test('a run of many subjects gives the same tables with any number of workers, and fits each fold to 1e-9', async () => {
  const shared = await run('shared', ['naive-bayes', 'logistic'], 1);
  await run('workers', ['naive-bayes', 'logistic'], 3);
  for (const file of ['predictions.csv', 'metrics.json', 'selected.csv']) {
    const [one, three] = await Promise.all(
      ['shared', 'workers'].map((out) => readFile(join(folder, out, file), 'utf8')),
    );
    expect(three).toBe(one);
  }
  const rows = await tableOf(join(folder, 'ward', 'noise.csv'));
  for (const cell of planCells(shared.manifest.specification, () => shared.manifest.families[0].name)) {
    const own = shared.predictions.filter((row) => row.cell === cell.id);
    expect(own).toHaveLength(2 * SUBJECTS);
    for (const subject of [0, 97, SUBJECTS - 1]) {
      const all = Int32Array.from(rows.y.keys());
      const training = takeRows(
        rows,
        all.filter((row) => rows.subjects[row] !== subject),
      );
      const { score } = applyCell(
        fitCell(cell, training, 7).fitted,
        takeRows(
          rows,
          all.filter((row) => rows.subjects[row] === subject),
        ).x,
      );
      score.forEach((expected, i) => {
        expect(Math.abs(own[2 * subject + i].score - expected)).toBeLessThan(1e-9);
      });
    }
  }
}, 300_000);

/** The table that a run reads, as a cell is fitted on it. */
async function tableOf(file: string): Promise<JoinedRows> {
  const [head, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const columns = head.split(',').length - 1;
  const data = Float64Array.from(lines.flatMap((line) => line.split(',').slice(1).map(Number)));
  return {
    x: { rows: lines.length, columns, data },
    y: Uint8Array.from(lines, (_, row) => 1 - (row % 2)),
    subjects: Int32Array.from(lines, (_, row) => row >> 1),
    subjectNames: Array.from(
      { length: SUBJECTS },
      (_, subject) => `s${String(subject + 1).padStart(2, '0')}`,
    ),
    families: [{ family: 'table', start: 0, end: columns }],
  };
}
