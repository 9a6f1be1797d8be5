import { type CellFailure, WinceError } from '@wince/core';
import { type FoldFailure, type FoldOutcome, type FoldResult, isFailure, isResult } from './fold-task.ts';

/** The outcomes of a run, cells that failed apart. */
export interface FittedCells {
  /** Of cells that were fitted in every fold. */
  readonly results: readonly FoldResult[];
  /** One for each other cell, in the order of the cells. */
  readonly failures: readonly CellFailure[];
}

/**
 * Tells cells that were fitted in every fold from those that were not: of half a cell no figure could be compared.
 *
 * @param folds how many folds there are
 * @param middle the treatment of the middle band that the outcomes are of; null for the experiment's own
 */
export function fittedCells(
  outcomes: readonly FoldOutcome[],
  folds: number,
  middle: CellFailure['middle'] = null,
): FittedCells {
  const failures = [...Map.groupBy(outcomes.filter(isFailure), ({ cell }) => cell).values()].map((own) =>
    failureOf(own, folds, middle),
  );
  const failed = new Set(failures.map(({ cell }) => cell));
  const results = outcomes.filter(isResult).filter(({ cell }) => !failed.has(cell));
  return { results, failures };
}

/** The same, where at least one cell must have been fitted. @throws WinceError `no-cell-fitted` with the first reason */
export function someFittedCells(outcomes: readonly FoldOutcome[], folds: number): FittedCells {
  const found = fittedCells(outcomes, folds);
  const first = outcomes.find(isFailure);
  if (found.results.length > 0 || !first) return found;
  const [{ cell, fold, reason }] = found.failures;
  const which = found.failures.length === 1 ? 'The only cell' : `None of the ${found.failures.length} cells`;
  throw new WinceError(
    'no-cell-fitted',
    `${which} can${found.failures.length === 1 ? 'not' : ''} be fitted in every fold. ${cell}, in the fold ${fold}: ${reason}`,
    { hint: first.failed.hint },
  );
}

/** @param own the failures of one cell, in the order of the folds */
export function failureOf(
  own: readonly FoldFailure[],
  folds: number,
  middle: CellFailure['middle'] = null,
): CellFailure {
  const [{ cell, fold, failed }] = own;
  const { code, message: reason } = failed;
  return { cell, fold, failed_folds: own.length, folds, code, reason, middle };
}
