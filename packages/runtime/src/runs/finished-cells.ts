import { accuracy, areaUnderCurve, scoredRows, type WorkListener } from '@wince/core';
import { failureOf } from '../experiments/fitted-cells.ts';
import { type FoldOutcome, isFailure, isResult } from '../experiments/fold-task.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import type { UsableRows } from '../experiments/usable-rows.ts';
import { cellPredictions } from './fold-tables.ts';

/**
 * Gathers what folds give, and tells of each cell with its first figures when all its folds are there, or that it failed.
 *
 * @param run.folds each cell has an outcome in each of them
 * @returns takes results as they come
 */
export function tellFinishedCells(
  listener: WorkListener | undefined,
  run: {
    readonly prepared: PreparedExperiment;
    readonly usable: UsableRows;
    readonly folds: readonly { readonly id: string }[];
  },
): (found: readonly FoldOutcome[]) => void {
  const gathered = new Map<string, FoldOutcome[]>();
  const places = new Map(run.folds.map(({ id }, place) => [id, place]));
  const placeOf = ({ fold }: FoldOutcome) => places.get(fold) ?? -1;
  return (found) => {
    if (!listener) return;
    for (const result of found) {
      const own = gathered.get(result.cell) ?? [];
      own.push(result);
      gathered.set(result.cell, own);
      if (own.length < run.folds.length) continue;
      gathered.delete(result.cell);
      // Parts of the folds come in the order in which they are done.
      const failures = own.filter(isFailure).sort((a, b) => placeOf(a) - placeOf(b));
      if (failures.length > 0) {
        listener({ type: 'cell-failed', ...failureOf(failures, own.length) });
        continue;
      }
      const { predictions } = cellPredictions(run.prepared, run.usable, own.filter(isResult));
      const { truth, score, decision } = scoredRows(predictions, run.prepared.positive);
      listener({
        type: 'cell-finished',
        cell: result.cell,
        rows: predictions.length,
        accuracy: accuracy(truth, decision),
        auc: areaUnderCurve(truth, score),
      });
    }
  };
}
