import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyCell,
  type CalibrationRows,
  type CellScores,
  calibrators,
  fitCell,
  type LeftOutScores,
  type Matrix,
  parseExperiment,
  type RowState,
  type StageTraining,
} from '@wince/core';
import { evaluate, readRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { writeNoise } from './noise-table.ts';

/**
 * What is learned from scores (a calibration, a threshold, when to abstain) is learned from scores of training rows by fits that
 * have not seen their subject. Here: that the types leave no other way, and that the labels of scored rows change nothing. That
 * users cannot mark scores or choose a threshold stands in `surface.test.ts`.
 */

describe('the types', () => {
  test('give a stage no labels of the rows that it is applied to', () => {
    expectTypeOf<keyof RowState>().toEqualTypeOf<
      'given' | 'x' | 'look' | 'scores' | 'decision' | 'labels' | 'outside'
    >();
    expectTypeOf(applyCell).parameter(1).toEqualTypeOf<Matrix>();
    expectTypeOf<keyof CellScores>().toEqualTypeOf<'raw' | 'score' | 'decision' | 'labels' | 'outside'>();
  });

  test('give a fit one table of rows: there is none to score beside it', () => {
    expectTypeOf(fitCell).parameters.toMatchTypeOf<[unknown, { readonly y: Uint8Array }, number, unknown?]>();
    expectTypeOf<Extract<keyof StageTraining, 'test' | 'scored'>>().toEqualTypeOf<never>();
    expectTypeOf<ReturnType<StageTraining['leftOut']>>().toEqualTypeOf<LeftOutScores>();
  });

  test('take no scores for a calibration but those that the pipeline has marked as left out', () => {
    const scored = applyCellOfNothing();
    const { y, subjects } = { y: Uint8Array.of(1), subjects: Int32Array.of(0) };
    // Plain scores of rows, with their labels: what an evaluation has.
    const given = { ...scored, y, subjects };
    expectTypeOf(given).not.toMatchTypeOf<CalibrationRows>();
    // @ts-expect-error scores that the pipeline has not marked
    const calibrate = () => calibrators.get('platt').fit(given, {});
    expect(calibrate).toBeTypeOf('function');
  });
});

function applyCellOfNothing(): Pick<CellScores, 'raw' | 'score'> {
  return { raw: Float64Array.of(0), score: Float64Array.of(0.5) };
}

describe('labels of scored rows', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-nested-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(['split', 'cross'])(
    'change neither scores nor thresholds nor answers of their fold, with abstention %s',
    async (method) => {
      const place = join(folder, method);
      const { dataset, table } = await writeNoise(place, { subjects: 13, rows: 4, seed: 3, columns: 6 });
      const rowsOfFirst = async (name: string) => {
        const run = await evaluate(
          parseExperiment(
            {
              ...{
                dataset,
                features: [`table:${table}`],
                classifiers: ['naive-bayes'],
                selection: ['anova-f'],
              },
              ...{ keep: [3], tuning: { keep: [2, 3], folds: 3 }, threshold: 'youden', calibration: 'platt' },
              ...{ prevalence: 0.2, abstention: { method, level: 0.8 } },
              protocol: { id: 'hold-out', subjects: 's01' },
            },
            'a test',
          ),
          { out: join(place, name), cache: join(place, 'cache'), workers: 1, faces: false },
        );
        // The answers stand in the table of the run, and their worth in its metrics.
        expect(await readRun(run.folder)).toEqual(run);
        expect(run.metrics.cells[0].abstention?.asked).toMatchObject({ method, level: 0.8 });
        return run.predictions.filter(({ subject }) => subject === 's01');
      };
      const before = await rowsOfFirst('before');
      const lines = (await readFile(dataset, 'utf8')).split('\n');
      const turned = lines.map((line) => {
        if (!line.includes(',s01,')) return line;
        return line.includes(',pain,') ? line.replace(',pain,', ',rest,') : line.replace(',rest,', ',pain,');
      });
      await writeFile(dataset, turned.join('\n'));
      const after = await rowsOfFirst('after');
      expect(before).toHaveLength(4);
      expect(after.map(({ truth }) => truth)).not.toEqual(before.map(({ truth }) => truth));
      expect(after.map(({ truth: _, ...rest }) => rest)).toEqual(before.map(({ truth: _, ...rest }) => rest));
      expect(before.every(({ answer }) => answer !== undefined)).toBe(true);
    },
  );
});
