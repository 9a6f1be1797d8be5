import { WinceError } from '../../../errors.ts';
import type { Matrix } from '../../../numbers/matrix.ts';
import { checkLabelledRows } from '../labelled-rows.ts';
import type { LabelledRows } from '../selector.ts';
import { type Grid, STEPS, toGrid } from './grid.ts';
import type { Nearest } from './nearest.ts';

/** What ReliefF needs to know of a table, for all its training sets together. */
export interface RelieffTable {
  readonly x: Matrix;
  readonly grid: Grid;
  readonly y: Uint8Array;
  readonly subjects: Int32Array;
  /** k: how many hits and misses of each row count. */
  readonly neighbours: number;
  /** Whether a row's neighbours must come from another subject. */
  readonly otherSubjects: boolean;
}

/** @throws WinceError as `checkLabelledRows` does */
export function relieffTable(rows: LabelledRows, neighbours: number, otherSubjects: boolean): RelieffTable {
  checkLabelledRows(rows);
  const { x, y, subjects } = rows;
  return { x, grid: toGrid(x), y, subjects, neighbours, otherSubjects };
}

/** Grids of tables whose work comes in parts: whoever does several of them need not make it again. */
const grids = new WeakMap<Matrix, Grid>();

/** The same, where parts of the work on one table come one after the other. */
export function tableOfParts(rows: LabelledRows, neighbours: number, otherSubjects: boolean): RelieffTable {
  const { x, y, subjects } = rows;
  const known = grids.get(x);
  if (known) return { x, grid: known, y, subjects, neighbours, otherSubjects };
  const table = relieffTable(rows, neighbours, otherSubjects);
  grids.set(x, table.grid);
  return table;
}

/**
 * Sums over query rows of one training set. Those of blocks that cover all rows add up exactly, in any order.
 */
export interface RelieffSums {
  /**
   * By the number of neighbours that a sum is to be divided by (k, or fewer where there are not that many): a column's
   * distances from the nearest misses less those from the nearest hits, in steps of the grid.
   */
  readonly byCount: Map<number, Float64Array>;
  /** How many query rows had both a hit and a miss. */
  queries: number;
}

/** Adds the sums of another block of rows to the first. */
export function addSums(into: RelieffSums, more: RelieffSums): void {
  into.queries += more.queries;
  for (const [count, sums] of more.byCount) {
    const sum = sumsOf(into, count, sums.length);
    for (let c = 0; c < sums.length; c++) sum[c] += sums[c];
  }
}

/** Adds (or with sign -1 takes away) what a query row gives. The sums are right once the grid's differences are settled. */
export function addRow(
  { grid }: RelieffTable,
  row: number,
  { hits, misses }: { readonly hits: Nearest; readonly misses: Nearest },
  sign: 1 | -1,
  sums: RelieffSums,
): void {
  if (hits.size > 0) sums.queries += sign;
  for (const list of [hits, misses]) {
    if (list.size === 0) continue;
    const factor = list === hits ? -sign : sign;
    grid.differences.add(row, list.rows, list.size, factor, sumsOf(sums, list.size, grid.columns));
  }
}

export function sumsOf({ byCount }: RelieffSums, count: number, columns: number): Float64Array {
  let sums = byCount.get(count);
  if (!sums) {
    sums = new Float64Array(columns);
    byCount.set(count, sums);
  }
  return sums;
}

/**
 * ReliefF's weights from the sums over all query rows: the mean over rows of the mean difference from the misses less
 * the mean difference from the hits, in ranges.
 *
 * @throws WinceError `no-neighbours` when no row has both a hit and a miss
 */
export function relieffWeights(sums: RelieffSums, columns: number): Float64Array {
  if (sums.queries === 0) throw noNeighbours();
  const weights = new Float64Array(columns);
  const counts = [...sums.byCount.keys()].sort((a, b) => a - b);
  for (const count of counts) {
    const share = 1 / (count * sums.queries * STEPS);
    const sum = sumsOf(sums, count, columns);
    for (let c = 0; c < columns; c++) weights[c] += sum[c] * share;
  }
  return weights;
}

export function noNeighbours(): WinceError {
  return new WinceError(
    'no-neighbours',
    'ReliefF finds no row that has a neighbour with the same label and a neighbour with the other label.',
    {
      hint: 'ReliefF needs at least two rows of one label. relieff:other-subjects needs one label in at least two subjects.',
    },
  );
}
