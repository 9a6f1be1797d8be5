import { submatrix } from '../../numbers/matrix.ts';
import { classifiers } from '../classifiers/catalogue.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { Cell } from './cell.ts';
import type { CellScores } from './fitted-cell.ts';
import type { JoinedRows } from './joined-rows.ts';
import { lacksValues } from './missing-values.ts';

/**
 * From so many folds on, folds share what they have in common. With fewer of them each is fitted alone, so that numbers of ordinary experiments
 * keep their last digits.
 */
export const MANY_FOLDS = 256;

/** A fold of a run: rows of the joined table to score after training on all base rows but some. */
export interface FoldOfMany {
  /** Base rows that the fold does not train on. */
  readonly without: Int32Array;
  readonly scored: Int32Array;
}

/** Scores rows of a fold of its cell; null for a fold that must be fitted alone. */
export type FoldsTogether = (folds: readonly FoldOfMany[]) => readonly (CellScores | null)[];

/**
 * Scores of a cell in many folds at once, where its classifier can leave out rows of a common fit: equal to those of `fitCell` and `applyCell` on each
 * fold, but for rounding (1e-9 of the score, see `folds-together.test.ts`). The cost grows with the rows and not with rows times folds.
 *
 * @param base the rows that any fold trains on
 * @param folds how many there are in the whole run
 * @returns undefined for a cell whose folds share nothing: columns are selected or tuned, scores are calibrated, a threshold is
 * chosen, the cell abstains, scores of modalities are fused, rows have weights or soft labels, values are missing, or the classifier has no such way
 */
export function openFoldsTogether(
  cell: Cell,
  joined: JoinedRows,
  base: Int32Array,
  folds: number,
): FoldsTogether | undefined {
  const { scoresOfFolds } = classifiers.get(cell.classifier.id);
  const { threshold } = cell;
  const isPlain =
    !joined.soft &&
    !cell.features.late &&
    [cell.keep, cell.tuning, cell.calibration, cell.prevalence, cell.abstention].every(
      (each) => each === null,
    ) &&
    cell.classWeights === 'none';
  if (!scoresOfFolds || !isPlain || typeof threshold !== 'number' || folds < MANY_FOLDS) return undefined;
  const x = submatrix(joined.x, base);
  if (lacksValues(joined.x) || !x.data.every(Number.isFinite)) return undefined;
  const y = Uint8Array.from(base, (row) => joined.y[row]);
  const placeOf = new Int32Array(joined.x.rows).fill(-1);
  base.forEach((row, place) => {
    placeOf[row] = place;
  });
  return (some) =>
    scoresOfFolds(
      { x, y },
      some.map(({ without, scored }) => ({
        left: without.map((row) => placeOf[row]),
        scored: submatrix(joined.x, scored),
      })),
      cell.classifier.parameters,
    ).map((scores) => scores && decided(scores, threshold));
}

function decided(scores: Scores, threshold: number): CellScores {
  const decision = Uint8Array.from(scores.score, (score) => (score >= threshold ? 1 : 0));
  return { ...scores, decision, labels: null, outside: null };
}

/** The rows that any of the folds trains on, ascending, and of each fold those that it does not. */
export function baseOfFolds(
  rows: number,
  folds: readonly { readonly without: Int32Array }[],
): { readonly base: Int32Array; readonly without: readonly Int32Array[] } {
  const times = new Int32Array(rows);
  for (const { without } of folds) for (const row of without) times[row]++;
  const isBase = times.map((left) => (left < folds.length ? 1 : 0));
  return {
    base: Int32Array.from({ length: rows }, (_, row) => row).filter((row) => isBase[row] === 1),
    without: folds.map(({ without }) => without.filter((row) => isBase[row] === 1)),
  };
}
