import { selectors } from '../selection/catalogue.ts';
import type { Cell } from './cell.ts';
import { columnRange, type JoinedRows, takeRows } from './joined-rows.ts';
import { filledRows, lacksValues } from './missing-values.ts';

/** What the weights of columns depend on, besides the rows: cells that share both share the weights. */
export type WeighedBy = Pick<Cell, 'features' | 'selection'>;

/**
 * Weighs the columns of a joined table by the cell's selector: over all families at once, or within each.
 *
 * @returns one weight a column, larger is better
 */
export function columnWeights(cell: WeighedBy, rows: JoinedRows): Float64Array {
  return columnWeightsOfFolds(cell, rows, [Int32Array.from(rows.y.keys())])[0];
}

/** The same for many training sets of one table at once, where the selector can share work between them. */
export function columnWeightsOfFolds(
  cell: WeighedBy,
  rows: JoinedRows,
  training: readonly Int32Array[],
): readonly Float64Array[] {
  // Means differ from fold to fold, so that folds with missing values share nothing.
  if (lacksValues(rows.x)) {
    return training.map((fold) => {
      const own = filledRows(takeRows(rows, fold));
      return columnWeightsOfFolds(cell, own, [Int32Array.from(own.y.keys())])[0];
    });
  }
  const selector = selectors.get(cell.selection.id);
  const blocks =
    cell.features.selected === 'each' ? rows.families : [{ start: 0, end: rows.x.columns, family: '' }];
  const all = training.map(() => new Float64Array(rows.x.columns));
  for (const { start, end } of blocks) {
    const part = end - start === rows.x.columns ? rows : { ...rows, x: columnRange(rows.x, start, end) };
    const weights = selector.weightsOfFolds
      ? selector.weightsOfFolds(part, training, cell.selection.parameters)
      : training.map((fold) => selector.weights(takeRows(part, fold), cell.selection.parameters));
    for (let f = 0; f < training.length; f++) all[f].set(weights[f], start);
  }
  return all;
}
