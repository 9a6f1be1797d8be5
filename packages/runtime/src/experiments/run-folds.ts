import {
  applyCell,
  type Cell,
  columnWeightsOfFolds,
  type FamilyColumns,
  type FittedCell,
  fitCell,
  type JoinedRows,
  keptColumns,
  matrix,
  openInnerSelections,
  takeRows,
  thresholdOf,
} from '@wince/core';
import type { FoldResult, FoldRows, FoldTask, RunTables } from './fold-task.ts';

/** Fits and scores the cells of a task in each of its folds. Cells share the weights of their columns, and their inner folds. */
export function runFolds(tables: RunTables, { cells, folds }: FoldTask): readonly FoldResult[] {
  const [first] = cells;
  const { joined, columns } = joinFamilies(tables, first.features.families);
  const weights = columnWeightsOfFolds(
    first,
    joined,
    folds.map((fold) => fold.training),
  );
  return folds.flatMap((fold, f) => {
    const training = takeRows(joined, fold.training);
    const inner = openInnerSelections();
    const scored = Int32Array.from([...fold.test, ...fold.shown]);
    const { x } = takeRows(joined, scored);
    return cells.map((cell) => {
      const { fitted } = fitCell(cell, training, tables.seed, { weights: weights[f], inner });
      return resultOf(cell, fold, scored, fitted, applyCell(fitted, x), columns);
    });
  });
}

/** The columns of several families side by side, for all samples, with their names. */
export function joinFamilies(
  tables: RunTables,
  names: readonly string[],
): { joined: JoinedRows; columns: readonly string[] } {
  const families = names.map((name) => {
    const family = tables.families.find((candidate) => candidate.name === name);
    if (!family) throw new Error(`the run has no table of ${name}`);
    return family;
  });
  const width = families.reduce((sum, family) => sum + family.columns.length, 0);
  const rows = tables.y.length;
  const data = new Float32Array(rows * width);
  const blocks: FamilyColumns[] = [];
  let start = 0;
  for (const { name, columns, values } of families) {
    for (let row = 0; row < rows; row++) {
      data.set(values.subarray(row * columns.length, (row + 1) * columns.length), row * width + start);
    }
    blocks.push({ family: name, start, end: start + columns.length });
    start += columns.length;
  }
  return {
    joined: {
      x: matrix(rows, width, data),
      y: tables.y,
      subjects: tables.subjects,
      subjectNames: tables.subjectNames,
      families: blocks,
    },
    columns: families.flatMap((family) => family.columns),
  };
}

function resultOf(
  cell: Cell,
  fold: FoldRows,
  rows: Int32Array,
  fitted: FittedCell,
  scores: ReturnType<typeof applyCell>,
  columns: readonly string[],
): FoldResult {
  const kept = keptColumns(fitted);
  return {
    cell: cell.id,
    fold: fold.id,
    rows: [...rows],
    raw: [...scores.raw],
    score: [...scores.score],
    decision: [...scores.decision],
    threshold: thresholdOf(fitted),
    tuned: fitted.tuned,
    // Where every column is kept there is nothing to list.
    selected:
      cell.keep === null
        ? []
        : kept.columns.map((column, i) => ({ feature: columns[column], weight: kept.weights[i] })),
  };
}
