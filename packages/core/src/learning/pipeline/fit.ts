import { seedFrom } from '../../numbers/random.ts';
import type { Cell } from './cell.ts';
import { columnWeights, type FittedCell, fitSetting, type JoinedRows } from './pipeline.ts';
import { tune } from './tune.ts';

/**
 * Fits a cell on training rows: tuning, selection, scaling, classifier and threshold see these rows and no others.
 *
 * @param rows the training rows of the fold, and only they
 * @param experimentSeed the seed of the experiment; the fold's own seed is made from it, the cell and the subjects
 * @param weights `columnWeights` of these rows, where they are known already
 * @throws WinceError `no-columns-kept` when the selector finds no column worth keeping
 */
export function fitCell(
  cell: Cell,
  rows: JoinedRows,
  experimentSeed: number,
  weights: Float64Array = columnWeights(cell, rows),
): FittedCell {
  const seed = seedOfFit(cell, rows, experimentSeed);
  const { setting, threshold, tuned } = tune(cell, rows, seed);
  const fitted = fitSetting(cell, setting, rows, weights, seed);
  return { ...fitted, threshold, tuned };
}

/** A seed that is the same wherever the same cell is fitted on the same subjects. */
function seedOfFit(cell: Cell, rows: JoinedRows, experimentSeed: number): string {
  const names = [...new Set(rows.subjects)].map((subject) => rows.subjectNames[subject]).sort();
  return seedFrom(experimentSeed, cell.id, ...names).join('-');
}
