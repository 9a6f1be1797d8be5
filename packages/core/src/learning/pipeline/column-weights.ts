import { selectors } from '../selection/catalogue.ts';
import { classCount } from '../selection/labelled-rows.ts';
import type { PartOfWork } from '../selection/selector.ts';
import type { Cell } from './cell.ts';
import { columnRange, type JoinedRows, takeRows } from './joined-rows.ts';
import { filledRows, lacksValues } from './missing-values.ts';

/** Rows by rows by columns from which on several workers do it sooner than one: a second or so. */
const WORTH_PARTS = 2 ** 31;

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
  // Each modality weighs its own columns, on the rows that have it.
  if (cell.features.late) return training.map(() => new Float64Array(rows.x.columns));
  // Means differ from fold to fold, so that folds with missing values share nothing.
  if (lacksValues(rows.x)) {
    return training.map((fold) => {
      const own = filledRows(takeRows(rows, fold));
      return columnWeightsOfFolds(cell, own, [Int32Array.from(own.y.keys())])[0];
    });
  }
  const selector = selectors.get(cell.selection.id);
  const all = training.map(() => new Float64Array(rows.x.columns));
  for (const { start, end } of blocksOf(cell, rows)) {
    const part = columnsOf(rows, start, end);
    const weights = selector.weightsOfFolds
      ? selector.weightsOfFolds(part, training, cell.selection.parameters)
      : training.map((fold) => selector.weights(takeRows(part, fold), cell.selection.parameters));
    for (let f = 0; f < training.length; f++) all[f].set(weights[f], start);
  }
  return all;
}

/** The columns that are weighed together. */
function blocksOf({ features }: WeighedBy, rows: JoinedRows): readonly { start: number; end: number }[] {
  return features.selected === 'each' ? rows.families : [{ start: 0, end: rows.x.columns }];
}

function columnsOf(rows: JoinedRows, start: number, end: number): JoinedRows {
  return end - start === rows.x.columns ? rows : { ...rows, x: columnRange(rows.x, start, end) };
}

/**
 * A part of the work of `columnWeightsOfFolds`, of use to any fold: see `columnWeightsOfParts`.
 *
 * @returns null where the work is not divided: the selector has no parts, or values are missing
 * @throws WinceError as `columnWeightsOfFolds` does for rows that no fold can be weighed on
 */
export function columnWeightsPart(
  cell: WeighedBy,
  rows: JoinedRows,
  part: PartOfWork,
): readonly Float64Array[] | null {
  const { inParts } = selectors.get(cell.selection.id);
  if (!inParts || lacksValues(rows.x) || classCount(rows.y) > 2) return null;
  return blocksOf(cell, rows).map(({ start, end }) =>
    inParts.part(columnsOf(rows, start, end), cell.selection.parameters, part),
  );
}

/**
 * The weights of columns in some folds, from all parts in any order: bit for bit those of `columnWeightsOfFolds`.
 *
 * @param parts what `columnWeightsPart` gave, each once
 * @throws WinceError as `columnWeightsOfFolds` does
 */
export function columnWeightsOfParts(
  cell: WeighedBy,
  rows: JoinedRows,
  training: readonly Int32Array[],
  parts: readonly (readonly Float64Array[])[],
): readonly Float64Array[] {
  const { inParts } = selectors.get(cell.selection.id);
  if (!inParts) throw new Error(`the selector ${cell.selection.id} does not divide its work`);
  const all = training.map(() => new Float64Array(rows.x.columns));
  blocksOf(cell, rows).forEach(({ start, end }, block) => {
    const own = inParts.folds(
      columnsOf(rows, start, end),
      training,
      cell.selection.parameters,
      parts.map((part) => part[block]),
    );
    for (let f = 0; f < training.length; f++) all[f].set(own[f], start);
  });
  return all;
}

/** Whether the weights of columns are worth a piece of work of their own, which all cells of a selector share. */
export function areWorthWeighing({ features, selection }: WeighedBy): boolean {
  return !features.late && !selectors.get(selection.id).isConstant;
}

/** Whether a selector's work on a table is worth dividing. @param rows and columns of the table */
export function isWorthParts({ features, selection }: WeighedBy, rows: number, columns: number): boolean {
  if (features.late) return false;
  return selectors.get(selection.id).inParts !== undefined && rows * rows * columns >= WORTH_PARTS;
}
