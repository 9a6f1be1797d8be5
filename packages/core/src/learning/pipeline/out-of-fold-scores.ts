import type { Catalogue } from '../../catalogue.ts';
import type { Scores } from '../classifiers/classifier.ts';
import { outOfFoldScores } from '../out-of-fold/out-of-fold.ts';
import type { Cell, Setting } from './cell.ts';
import { type JoinedRows, takeRows } from './joined-rows.ts';
import { applyStages, fitStages, stagesToScores } from './run-stages.ts';
import type { SelectedFold } from './seeded-inner-folds.ts';
import type { Stage } from './stage.ts';

/** Scores of training rows by fits that have not seen the row's subject. All arrays have one entry for each of `rows`. */
export interface OutOfFoldScores extends Scores {
  /** Numbers of the training rows, ascending. */
  readonly rows: Int32Array;
  /** The inner fold in which each was left out, from 0. */
  readonly fold: Int32Array;
}

/** Scores training rows under one setting of a cell, each by a fit on the other inner folds: selection, scaling, classifier. */
export function scoresLeftOut(
  cell: Cell,
  setting: Setting,
  rows: JoinedRows,
  folds: readonly SelectedFold[],
  stages: Catalogue<Stage>,
): OutOfFoldScores {
  const fitted = stagesToScores(stages);
  const [raw, score] = outOfFoldScores(rows.y.length, folds, {
    fit(training, f) {
      const { weights, seed } = folds[f];
      return fitStages(fitted, { cell, setting, rows: takeRows(rows, training), weights, seed }, noScores);
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
  return { rows: Int32Array.from(rows.y.keys()), fold, raw, score };
}

function noScores(): never {
  throw new Error('a stage before the classifier needs scores');
}
