import type { Catalogue } from '../../catalogue.ts';
import { outOfFoldScores } from '../out-of-fold/out-of-fold.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { Cell, Setting } from './cell.ts';
import { type JoinedRows, takeRows } from './joined-rows.ts';
import { applyStages, fitStages, stagesToScores } from './run-stages.ts';
import type { SelectedFold } from './seeded-inner-folds.ts';
import type { FittedStage, Stage } from './stage.ts';

/** Scores of training rows by fits that have not seen the row's subject. All arrays have one entry for each of `rows`. */
export interface OutOfFoldScores extends Scores {
  /** Numbers of the training rows, ascending. */
  readonly rows: Int32Array;
  /** The inner fold in which each was left out, from 0. */
  readonly fold: Int32Array;
}

/** Scores of training rows, with the fits that gave them: one for each inner fold, which has not seen the fold's test rows. */
export interface LeftOutFits {
  readonly scores: OutOfFoldScores;
  readonly fits: readonly { readonly test: Int32Array; readonly stages: readonly FittedStage[] }[];
}

/** Scores training rows under one setting of a cell, each by a fit on the other inner folds: selection, scaling, classifier. */
export function scoresLeftOut(
  cell: Cell,
  setting: Setting,
  rows: JoinedRows,
  folds: readonly SelectedFold[],
  stages: Catalogue<Stage>,
): LeftOutFits {
  const toScores = stagesToScores(stages);
  const fits: LeftOutFits['fits'][number][] = [];
  const [raw, score] = outOfFoldScores(rows.y.length, folds, {
    fit(training, f) {
      const { weights, seed, test } = folds[f];
      const own = { cell, setting, rows: takeRows(rows, training), weights, seed };
      const fitted = fitStages(toScores, own, { scores: noScores, parts: noScores });
      fits.push({ test, stages: fitted });
      return fitted;
    },
    score(model, test) {
      const { scores } = applyStages(stages, model, takeRows(rows, test).x);
      if (!scores) throw new Error('the stages of a cell have no classifier');
      return [scores.raw, scores.score];
    },
  });
  const fold = new Int32Array(rows.y.length);
  folds.forEach(({ test }, f) => {
    for (const row of test) fold[row] = f;
  });
  return { scores: { rows: Int32Array.from(rows.y.keys()), fold, raw, score }, fits };
}

function noScores(): never {
  throw new Error('a stage before the classifier needs scores');
}
