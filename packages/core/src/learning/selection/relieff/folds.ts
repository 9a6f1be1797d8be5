import type { Base } from './base.ts';
import type { CandidatesOfRow } from './candidates.ts';
import type { Narrowed } from './narrowed.ts';
import type { Nearest } from './nearest.ts';
import { KINDS, type Neighbours, neighbours, openNeighbourSearch } from './neighbours.ts';
import { addRow, addSums, type RelieffSums, type RelieffTable, sumsOf } from './table.ts';

/** Gives ReliefF's sums of a training set over all query rows of a table. */
export type SumsOfFold = (fold: Narrowed) => RelieffSums;

/**
 * ReliefF's sums of training sets of a table, from the base of all its query rows.
 *
 * All sums are of whole steps and exact, so what comes out is, bit for bit, what the training rows alone would give.
 *
 * @param bases of parts that cover all query rows, each once
 */
export function openFolds(table: RelieffTable, bases: readonly Base[]): SumsOfFold {
  const whole: RelieffSums = { byCount: new Map(), queries: 0 };
  for (const { sums } of bases) addSums(whole, sums);
  const queries = bases.flatMap(({ from, queries }) =>
    queries.map(({ candidates, neighbours }, at) => ({ row: from + at, candidates, neighbours })),
  );
  const known = new Map<number, CandidatesOfRow>();
  return (fold) => {
    const sums: RelieffSums = { byCount: new Map(), queries: whole.queries };
    for (const [count, sum] of whole.byCount) sums.byCount.set(count, sum.slice());
    const narrow: RelieffSums = { byCount: new Map(), queries: 0 };
    const find = openNeighbourSearch(table, fold);
    const found = neighbours(table.neighbours);
    for (const { row, candidates, neighbours: before } of queries) {
      if (fold.member[row] === 0) {
        addRow(table, row, before, -1, sums);
        continue;
      }
      const own = known.get(row) ?? candidates;
      const used = find(row, own, found);
      if (used !== own) known.set(row, used);
      if (found.hits.size > 0 !== before.hits.size > 0) sums.queries += found.hits.size > 0 ? 1 : -1;
      exchange(table, row, before, found, sums);
      addNarrow(fold, row, found, narrow);
    }
    table.grid.differences.settle();
    fold.differences?.settle();
    const width = fold.columns.length;
    for (const [count, sum] of sums.byCount) {
      const right = narrow.byCount.get(count);
      for (let s = 0; s < width; s++) sum[fold.columns[s]] = right ? right[s] : 0;
    }
    return sums;
  };
}

/** Puts the neighbours of the training set in the place of those of the table. Those in both lists cancel. */
function exchange(
  { grid }: RelieffTable,
  row: number,
  before: Neighbours,
  after: Neighbours,
  sums: RelieffSums,
): void {
  for (const kind of KINDS) {
    const [from, to] = [before[kind], after[kind]];
    const sign = kind === 'hits' ? -1 : 1;
    const isSame = from.size === to.size;
    const gone = others(from, isSame ? to : null);
    const come = others(to, isSame ? from : null);
    addTimes(grid, row, gone, -sign, from.size, sums);
    addTimes(grid, row, come, sign, to.size, sums);
  }
}

/** The rows of a list that are not in another one. */
function others({ rows, size }: Nearest, without: Nearest | null): Int32Array {
  const own = rows.subarray(0, size);
  return without ? own.filter((row) => !holds(without, row)) : own;
}

function holds(list: Nearest, row: number): boolean {
  for (let t = 0; t < list.size; t++) if (list.rows[t] === row) return true;
  return false;
}

function addTimes(
  { differences, columns }: RelieffTable['grid'],
  row: number,
  which: Int32Array,
  times: number,
  count: number,
  sums: RelieffSums,
): void {
  if (which.length === 0) return;
  differences.add(row, which, which.length, times, sumsOf(sums, count, columns));
}

/** The same for the columns whose range is narrower, on the grid of the training rows. */
function addNarrow(
  { columns, differences }: Narrowed,
  row: number,
  found: Neighbours,
  narrow: RelieffSums,
): void {
  if (!differences) return;
  const width = columns.length;
  for (const kind of KINDS) {
    const { rows, size } = found[kind];
    if (size === 0) continue;
    const factor = kind === 'hits' ? -1 : 1;
    differences.add(row, rows, size, factor, sumsOf(narrow, size, width), width, 2 * width);
  }
}
