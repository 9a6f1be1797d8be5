import { outOfFoldScores } from '../out-of-fold/out-of-fold.ts';
import type { Cell, Setting } from './cell.ts';
import type { SelectedFold } from './inner-selection.ts';
import { type JoinedRows, takeRows } from './joined-rows.ts';
import { applyCell, fitSetting } from './pipeline.ts';

/** Scores of training rows by fits that have not seen the row's subject. All arrays have one entry for each of `rows`. */
export interface OutOfFoldScores {
  /** Numbers of the training rows, ascending. */
  readonly rows: Int32Array;
  /** The inner fold in which each was left out, from 0. */
  readonly fold: Int32Array;
  /** The classifier's own decision values. */
  readonly raw: Float64Array;
  /** In [0, 1]; rises with pain. */
  readonly score: Float64Array;
}

/** Scores training rows under one setting of a cell, each by a fit on the other inner folds: selection, scaling, classifier. */
export function scoresLeftOut(
  cell: Cell,
  setting: Setting,
  rows: JoinedRows,
  folds: readonly SelectedFold[],
): OutOfFoldScores {
  const [raw, score] = outOfFoldScores(rows.y.length, folds, {
    fit: (training, f) =>
      fitSetting(cell, setting, takeRows(rows, training), folds[f].weights, folds[f].seed),
    score(fitted, test) {
      const scores = applyCell(fitted, takeRows(rows, test).x);
      return [scores.raw, scores.score];
    },
  });
  const fold = new Int32Array(rows.y.length);
  folds.forEach(({ test }, f) => {
    for (const row of test) fold[row] = f;
  });
  return { rows: Int32Array.from(rows.y.keys()), fold, raw, score };
}
