import type { Catalogue } from '../../catalogue.ts';
import { WinceError } from '../../errors.ts';
import { seedFrom } from '../../numbers/random.ts';
import { trainsOnBoth } from '../out-of-fold/inner-folds.ts';
import type { Cell, Setting } from './cell.ts';
import { columnWeights } from './column-weights.ts';
import { type FittedCell, thresholdOf } from './fitted-cell.ts';
import { type JoinedRows, namesOfSubjects, takeRows } from './joined-rows.ts';
import { type LeftOutFits, type OutOfFoldScores, scoresLeftOut } from './out-of-fold-scores.ts';
import { applyStages, fitStages } from './run-stages.ts';
import { divideByName, type InnerSelections, openInnerSelections } from './seeded-inner-folds.ts';
import { type FittedStage, type Stage, scoresOf, type UnseenPart } from './stage.ts';
import { stages as everyStage } from './stages.ts';
import { chooseSetting, chosenNumbers } from './tune.ts';

/** How many inner folds there are where tuning does not say. */
const INNER_FOLDS = 5;

/** What is wanted besides the fit. */
export interface FitOptions {
  /** Whether scores out of the fold are wanted where neither tuning nor the threshold asks for them. Default: they are not. */
  readonly outOfFold?: boolean;
  /** The stages that cells have; those of the catalogue where none are given. */
  readonly stages?: Catalogue<Stage>;
}

/** What cells of a fold share. Nobody but the folds of a run, which know that it comes from the same training rows, gives it. */
export interface SharedFitOptions extends FitOptions {
  /** `columnWeights` of these rows. Default: they are computed. */
  readonly weights?: Float64Array;
  /** The inner folds of these rows, shared with other cells. Default: they are made. */
  readonly inner?: InnerSelections;
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
 * `one-subject` and `one-class-fold`; `too-few-to-calibrate`, `too-few-to-abstain`
 */
export function fitCell(
  cell: Cell,
  rows: JoinedRows,
  experimentSeed: number,
  { outOfFold, stages }: FitOptions = {},
): CellFit {
  return fitCellSharing(cell, rows, experimentSeed, { outOfFold, stages });
}

/**
 * The same where some of it is known already, as cells of a fold share it.
 *
 * @param options `weights` and `inner` must come from these rows alone
 * @throws WinceError as `fitCell` does
 */
export function fitCellSharing(
  cell: Cell,
  rows: JoinedRows,
  experimentSeed: number,
  options: SharedFitOptions,
): CellFit {
  const { inner = openInnerSelections(), stages = everyStage } = options;
  const heldOut = holdOutSubjects(cell, rows, experimentSeed);
  const training = heldOut ? takeRows(rows, heldOut.training) : rows;
  // Weights that are known already are those of all rows.
  const weights = (heldOut ? undefined : options.weights) ?? columnWeights(cell, training);
  const fitsOf = (setting: Setting) => {
    const folds = inner.of(cell, training, cell.tuning?.folds ?? INNER_FOLDS, experimentSeed);
    return scoresLeftOut(cell, setting, training, folds, stages);
  };
  const { setting, leftOut: known } = chooseSetting(cell, training.y, fitsOf);
  let leftOut = known;
  const askForFits = (): LeftOutFits => {
    leftOut ??= fitsOf(setting);
    return leftOut;
  };
  const seed = seedOfFit(cell, training, experimentSeed);
  const fitted = fitStages(
    stages.entries,
    { cell, setting, rows: training, weights, seed },
    {
      scores: () => askForFits().scores,
      parts: (own) =>
        heldOut
          ? [{ stages: null, ...unseenRows(takeRows(rows, heldOut.calibration), own, stages) }]
          : partsOf(training, askForFits()),
    },
  );
  if (options.outOfFold) askForFits();
  const tuned = chosenNumbers(cell, setting, thresholdOf({ stages: fitted }));
  const { scores = null } = leftOut ?? {};
  const outOfFold =
    scores && heldOut ? { ...scores, rows: scores.rows.map((row) => heldOut.training[row]) } : scores;
  return { fitted: { stages: [...fitted], tuned }, outOfFold };
}

/**
 * Training rows of some subjects, which the cell is fitted on, and those of the others, which abstention is calibrated on: the same for every cell of an
 * experiment. Null where nothing is held out.
 */
function holdOutSubjects({ abstention }: Cell, rows: JoinedRows, experimentSeed: number) {
  if (abstention?.method !== 'split') return null;
  const seed = seedFrom(experimentSeed, 'held out', ...namesOfSubjects(rows)).join('-');
  const [fold] = divideByName(rows, Math.round(1 / abstention.share), seed);
  if (!fold || !trainsOnBoth(rows, fold)) {
    throw new WinceError(
      'too-few-to-abstain',
      'Split conformal prediction holds out a part of the training subjects, and the others must have rows of both labels. Here they do not.',
      { hint: 'Add subjects, or use `--abstention cross` (`method: cross` in an experiment file).' },
    );
  }
  return { training: fold.training, calibration: fold.test };
}

/** The fits of the inner folds, each with the training rows that it has not seen. */
function partsOf({ y, ...rows }: JoinedRows, { scores, fits }: LeftOutFits): readonly UnseenPart[] {
  return fits.map(({ test, stages }) => ({
    stages,
    y: Uint8Array.from(test, (row) => y[row]),
    subjects: Array.from(test, (row) => rows.subjectNames[rows.subjects[row]]),
    raw: Float64Array.from(test, (row) => scores.raw[row]),
  }));
}

/** Rows that a cell's own stages have not seen, with the decision values that they give them. */
function unseenRows(
  { x, y, subjects, subjectNames }: JoinedRows,
  fitted: readonly FittedStage[],
  stages: Catalogue<Stage>,
) {
  const { raw } = scoresOf(applyStages(stages, fitted, x));
  return { y, subjects: Array.from(subjects, (subject) => subjectNames[subject]), raw };
}

/** A seed that is the same wherever the same cell is fitted on the same subjects. */
function seedOfFit(cell: Cell, rows: JoinedRows, experimentSeed: number): string {
  return seedFrom(experimentSeed, cell.id, ...namesOfSubjects(rows)).join('-');
}
