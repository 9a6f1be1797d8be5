import type { Catalogue } from '../../catalogue.ts';
import { seedFrom } from '../../numbers/random.ts';
import type { Cell, Setting } from './cell.ts';
import { columnWeights } from './column-weights.ts';
import { type FittedCell, thresholdOf } from './fitted-cell.ts';
import { type JoinedRows, namesOfSubjects } from './joined-rows.ts';
import { type OutOfFoldScores, scoresLeftOut } from './out-of-fold-scores.ts';
import { fitStages } from './run-stages.ts';
import { type InnerSelections, openInnerSelections } from './seeded-inner-folds.ts';
import type { Stage } from './stage.ts';
import { stages as everyStage } from './stages.ts';
import { chooseSetting, chosenNumbers } from './tune.ts';

/** How many inner folds there are where tuning does not say. */
const INNER_FOLDS = 5;

/** What may be known already, and what is wanted besides the fit. */
export interface FitOptions {
  /** `columnWeights` of these rows. Default: they are computed. */
  readonly weights?: Float64Array;
  /** The inner folds of these rows, shared with other cells. Default: they are made. */
  readonly inner?: InnerSelections;
  /** Whether scores out of the fold are wanted where neither tuning nor the threshold asks for them. Default: they are not. */
  readonly outOfFold?: boolean;
  /** The stages that cells have; those of the catalogue where none are given. */
  readonly stages?: Catalogue<Stage>;
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
 * Fits a cell on training rows: tuning and every stage see these rows and no others.
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
  const { weights = columnWeights(cell, rows), inner = openInnerSelections(), stages = everyStage } = options;
  const scoresOf = (setting: Setting) => {
    const folds = inner.of(cell, rows, cell.tuning?.folds ?? INNER_FOLDS, experimentSeed);
    return scoresLeftOut(cell, setting, rows, folds, stages);
  };
  const { setting, outOfFold: known } = chooseSetting(cell, rows.y, scoresOf);
  let outOfFold = known;
  const askForScores = (): OutOfFoldScores => {
    outOfFold ??= scoresOf(setting);
    return outOfFold;
  };
  const seed = seedOfFit(cell, rows, experimentSeed);
  const fitted = fitStages(stages.entries, { cell, setting, rows, weights, seed }, askForScores);
  if (options.outOfFold) askForScores();
  const tuned = chosenNumbers(cell, setting, thresholdOf({ stages: fitted }));
  return { fitted: { stages: [...fitted], tuned }, outOfFold };
}

/** A seed that is the same wherever the same cell is fitted on the same subjects. */
function seedOfFit(cell: Cell, rows: JoinedRows, experimentSeed: number): string {
  return seedFrom(experimentSeed, cell.id, ...namesOfSubjects(rows)).join('-');
}
