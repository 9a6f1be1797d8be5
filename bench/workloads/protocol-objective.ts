import { applyCell, type Cell, fitCell, takeRows } from '@wince/core';
import { z } from 'zod';
import {
  type FoldRows,
  type FoldTables,
  trainingRows,
} from '../../packages/runtime/src/experiments/fold-task.ts';
import { joinFamilies } from '../../packages/runtime/src/experiments/shared-run-tables.ts';

const linearMachine = z.object({ model: z.object({ weights: z.array(z.number()) }) });

/** 1/2 |w|^2 + the sum of hinges of a linear machine on the training rows of a fold: how near to its optimum it stopped. */
export function linearObjective(cell: Cell, tables: FoldTables, fold: FoldRows): number {
  const rows = takeRows(
    joinFamilies(tables, cell.features.families).joined,
    trainingRows(fold, tables.y.length),
  );
  const { fitted } = fitCell(cell, rows, tables.seed);
  const stage = fitted.stages.find(({ id }) => id === 'svm-linear');
  const { weights } = linearMachine.parse(stage?.model).model;
  const square = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const decisions = applyCell(fitted, rows.x).raw;
  const hinges = decisions.reduce((sum, raw, r) => sum + Math.max(0, 1 - (rows.y[r] === 1 ? raw : -raw)), 0);
  return square / 2 + hinges;
}
