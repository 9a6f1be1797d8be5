import { WinceError } from '../../../../errors.ts';
import { subjectsKey } from '../../../../evaluation/protocol.ts';
import { trainsOnBoth } from '../../../out-of-fold/inner-folds.ts';
import { outOfFoldScores } from '../../../out-of-fold/out-of-fold.ts';
import { takeRows } from '../../joined-rows.ts';
import { divideByName } from '../../seeded-inner-folds.ts';
import type { ScoresOfModalities } from './combine-scores.ts';
import { fitModality, type ModalityTraining, scoreModality } from './fit-modality.ts';
import type { ModalityColumns } from './modality-columns.ts';

/** How many inner folds a fusion is learned from. */
const FOLDS = 5;

/**
 * Scores of the training rows by each modality, all by fits that have not seen the row's subject: what a fusion is learned from. Where an inner fold
 * cannot be trained on a modality, its rows count as rows that lack it.
 *
 * @throws WinceError `too-few-to-fuse` where the training rows do not have two folds by subject that both train on both labels
 */
export function modalityScoresLeftOut(
  training: ModalityTraining,
  modalities: readonly ModalityColumns[],
): ScoresOfModalities {
  const { rows, seed } = training;
  const folds = divideByName(rows, FOLDS, `${seed}/fusion`);
  if (folds.length < 2 || !folds.every((fold) => trainsOnBoth(rows, fold))) {
    throw new WinceError(
      'too-few-to-fuse',
      'How much each modality counts is learned from inner folds by subject, and the training rows have too few subjects with rows of both labels for them.',
      { hint: 'Add subjects, or use `how: [mean]` with `weights: equal`, which learns nothing.' },
    );
  }
  return outOfFoldScores(rows.y.length, folds, {
    fit(which, f) {
      const names = Array.from(folds[f].test, (row) => rows.subjectNames[rows.subjects[row]]);
      const own = { ...training, rows: takeRows(rows, which), seed: `${seed}/fusion/${subjectsKey(names)}` };
      return modalities.map((columns) => fitModality(own, columns));
    },
    score(fits, test) {
      const { x } = takeRows(rows, test);
      return fits.map((stages, m) =>
        stages ? scoreModality(stages, x, modalities[m]) : new Float64Array(test.length).fill(Number.NaN),
      );
    },
  });
}
