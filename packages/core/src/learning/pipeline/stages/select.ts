import { z } from 'zod';
import { WinceError } from '../../../errors.ts';
import { type Matrix, submatrix } from '../../../numbers/matrix.ts';
import { selectors } from '../../selection/catalogue.ts';
import { keepBest } from '../../selection/keep-best.ts';
import { defineStage, type StageTraining } from '../stage.ts';

const keptColumns = z
  .object({
    /** The kept columns of the joined table, best first. */
    columns: z.array(z.int().nonnegative()).min(1),
    /** The selector's weight of each kept column; null for a selector that does not rank. */
    weights: z.array(z.number().nullable()),
  })
  .refine(
    ({ columns, weights }) => weights.length === columns.length,
    'it does not have a weight for each column',
  )
  .refine(({ columns }) => new Set(columns).size === columns.length, 'it keeps a column twice');
export type KeptColumns = z.infer<typeof keptColumns>;

/** Keeps the columns that the selector weighs most: of all families at once, or of each family. */
export const select = defineStage({
  id: 'select',
  version: 1,
  title: 'Selection of columns',
  methods: selectors.entries,
  methodOf: (cell) => (cell.features.late ? null : cell.selection.id),
  model: () => keptColumns,
  fit(training) {
    const columns = bestColumns(training);
    return {
      columns: [...columns],
      weights: Array.from(columns, (column) => finiteOrNull(training.weights[column])),
    };
  },
  apply({ columns }, state) {
    return { ...state, x: columnsOf(state.x, columns) };
  },
});

/** The columns last taken from a table: cells of one selection take the same ones of the same rows. */
const taken = new WeakMap<Matrix, { readonly columns: readonly number[]; readonly x: Matrix }>();

/** The columns in their order; the table itself where it is all of them as they are. */
function columnsOf(x: Matrix, columns: readonly number[]): Matrix {
  if (columns.length === x.columns && columns.every((column, at) => column === at)) return x;
  const known = taken.get(x);
  if (known && isSame(known.columns, columns)) return known.x;
  const rows = Int32Array.from({ length: x.rows }, (_, row) => row);
  const found = submatrix(x, rows, columns);
  taken.set(x, { columns, x: found });
  return found;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function bestColumns({ cell, setting: { keep }, rows, weights }: StageTraining): Int32Array {
  if (keep === null) return Int32Array.from({ length: rows.x.columns }, (_, column) => column);
  const { least } = selectors.get(cell.selection.id);
  const columns =
    cell.features.selected === 'each'
      ? Int32Array.from(
          rows.families.flatMap(({ start, end }) =>
            Array.from(keepBest(weights.subarray(start, end), keep, least), (column) => column + start),
          ),
        )
      : keepBest(weights, keep, least);
  if (columns.length > 0) return columns;
  throw new WinceError(
    'no-columns-kept',
    `In the cell ${cell.id} the selection keeps no column, because no column separates the labels in the training rows.`,
    { hint: 'Use another selection (`relieff`, `anova-f` or `none`), or another feature family.' },
  );
}

/** JSON has no infinity: a selector that does not rank (`none`) leaves the weight out. */
function finiteOrNull(weight: number): number | null {
  return Number.isFinite(weight) ? weight : null;
}
