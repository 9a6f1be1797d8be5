import { chooseThreshold } from '../../evaluation/thresholds.ts';
import { seedFrom } from '../../numbers/random.ts';
import type { Cell, Setting } from './cell.ts';
import { columnWeights } from './column-weights.ts';
import { type InnerSelections, openInnerSelections } from './inner-selection.ts';
import { type JoinedRows, namesOfSubjects } from './joined-rows.ts';
import { type OutOfFoldScores, scoresLeftOut } from './left-out.ts';
import { type FittedCell, fitSetting } from './pipeline.ts';
import { chooseSetting, chosenNumbers } from './tune.ts';

/** How many inner folds there are where tuning does not say. */
const INNER_FOLDS = 5;

/** What may be known already, and what is wanted besides the fit. None of it changes the fitted cell. */
export interface FitOptions {
  /** `columnWeights` of these rows. */
  readonly weights?: Float64Array;
  /** The inner folds of these rows, shared with other cells. */
  readonly inner?: InnerSelections;
  /** Whether scores out of the fold are wanted where neither tuning nor the threshold asks for them. */
  readonly outOfFold?: boolean;
}

/** A cell fitted on training rows, and how it scores them when it has not seen their subject. */
export interface CellFit {
  readonly fitted: FittedCell;
  /**
   * Scores of the training rows under the chosen setting, each by a fit on the other inner folds: what a threshold, a
   * calibration or an interval may be learned from. Null where nothing asked for them.
   */
  readonly outOfFold: OutOfFoldScores | null;
}

/**
 * Fits a cell on training rows: tuning, selection, scaling, classifier and threshold see these rows and no others.
 *
 * @param rows the training rows of the fold, and only they
 * @param experimentSeed the seed of the experiment; the fold's own seed is made from it, the cell and the subjects
 * @throws WinceError `no-columns-kept` when the selector finds no column worth keeping; where inner folds are needed,
 * `one-subject` and `one-class-fold`
 */
export function fitCell(
  cell: Cell,
  rows: JoinedRows,
  experimentSeed: number,
  options: FitOptions = {},
): CellFit {
  const { weights = columnWeights(cell, rows), inner = openInnerSelections() } = options;
  const scoresOf = (setting: Setting) => {
    const folds = inner.of(cell, rows, cell.tuning?.folds ?? INNER_FOLDS, experimentSeed);
    return scoresLeftOut(cell, setting, rows, folds);
  };
  const { setting, outOfFold: known } = chooseSetting(cell, rows.y, scoresOf);
  const wanted = options.outOfFold === true || typeof cell.threshold !== 'number';
  const outOfFold = known ?? (wanted ? scoresOf(setting) : null);
  const threshold = outOfFold
    ? chooseThreshold(rows.y, outOfFold.score, cell.threshold)
    : Number(cell.threshold);
  const fitted = fitSetting(cell, setting, rows, weights, seedOfFit(cell, rows, experimentSeed));
  return { fitted: { ...fitted, threshold, tuned: chosenNumbers(cell, setting, threshold) }, outOfFold };
}

/** A seed that is the same wherever the same cell is fitted on the same subjects. */
function seedOfFit(cell: Cell, rows: JoinedRows, experimentSeed: number): string {
  return seedFrom(experimentSeed, cell.id, ...namesOfSubjects(rows)).join('-');
}
