import { accuracy, areaUnderCurve, scoredRows, type WorkListener } from '@wince/core';
import type { FoldResult } from '../experiments/fold-task.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import type { UsableRows } from '../experiments/rows.ts';
import { cellPredictions } from './fold-tables.ts';

/**
 * Gathers what folds give, and tells of each cell with its first figures when all its folds are there.
 *
 * @param run.folds how many results each cell will have
 * @returns takes results as they come
 */
export function tellFinishedCells(
  listener: WorkListener | undefined,
  run: { readonly prepared: PreparedExperiment; readonly usable: UsableRows; readonly folds: number },
): (found: readonly FoldResult[]) => void {
  const gathered = new Map<string, FoldResult[]>();
  return (found) => {
    if (!listener) return;
    for (const result of found) {
      const own = gathered.get(result.cell) ?? [];
      own.push(result);
      gathered.set(result.cell, own);
      if (own.length < run.folds) continue;
      gathered.delete(result.cell);
      const { predictions } = cellPredictions(run.prepared, run.usable, own);
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
