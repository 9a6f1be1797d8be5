import { type CandidateSearch, type Candidates, type CandidatesOfRow, openCandidates } from './candidates.ts';
import { distanceOf } from './distances.ts';
import { type Narrowed, narrowed } from './narrowed.ts';
import { clear, limit, type Nearest, nearest, offer } from './nearest.ts';
import { type RelieffSums, type RelieffTable, sumsOf } from './table.ts';

/** The hits and misses of a query row; both empty where there is no hit or no miss, so that the row says nothing. */
interface Neighbours {
  readonly hits: Nearest;
  readonly misses: Nearest;
}

/** The query rows of a block, with their candidates: those of row i at `i - from`. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly candidates: CandidatesOfRow[];
  readonly search: CandidateSearch;
}

/**
 * ReliefF's sums for the query rows from <= i < to, for each training set of the table.
 *
 * A training range is never wider than the table's, so that a distance never falls when it is put right for a training
 * set, but for rounding: rows whose distance in the table already exceeds the k-th corrected one need no correction.
 * All sums are of whole steps and exact, so what comes out is, bit for bit, what the training rows alone would give.
 *
 * @param training row numbers, ascending, for each training set
 */
export function relieffBlock(
  table: RelieffTable,
  training: readonly Int32Array[],
  from: number,
  to: number,
): RelieffSums[] {
  const search = openCandidates(table, from, to);
  const block: Block = { from, to, candidates: [...search.near()], search };
  const all = wholeTable(table);
  const whole: RelieffSums = { byCount: new Map(), queries: 0 };
  const base: Neighbours[] = [];
  for (let i = from; i < to; i++) {
    const found = neighbours(table.neighbours);
    findNeighbours(table, block, i, all, found);
    addRow(table, i, found, 1, whole);
    base.push(found);
  }
  return training.map((fold) => {
    const sums: RelieffSums = { byCount: new Map(), queries: whole.queries };
    for (const [count, sum] of whole.byCount) sums.byCount.set(count, sum.slice());
    addFold(table, narrowed(table, fold), base, block, sums);
    return sums;
  });
}

/** All rows as a training set: no range is narrower. */
function wholeTable({ grid: { rows } }: RelieffTable): Narrowed {
  const none = new Float64Array(0);
  return { member: new Uint8Array(rows).fill(1), columns: new Int32Array(0), before: none, after: none };
}

/** Turns the sums of the whole table into those of a training set. */
function addFold(
  table: RelieffTable,
  fold: Narrowed,
  base: readonly Neighbours[],
  block: Block,
  sums: RelieffSums,
): void {
  const narrow: RelieffSums = { byCount: new Map(), queries: 0 };
  const found = neighbours(table.neighbours);
  for (let i = block.from; i < block.to; i++) {
    const before = base[i - block.from];
    if (fold.member[i] === 0) {
      addRow(table, i, before, -1, sums);
      continue;
    }
    findNeighbours(table, block, i, fold, found);
    if (found.hits.size > 0 !== before.hits.size > 0) sums.queries += found.hits.size > 0 ? 1 : -1;
    exchange(table, i, before.hits, found.hits, -1, sums);
    exchange(table, i, before.misses, found.misses, 1, sums);
    addNarrow(fold, i, found.hits, -1, narrow);
    addNarrow(fold, i, found.misses, 1, narrow);
  }
  for (const [count, sum] of sums.byCount) {
    const right = narrow.byCount.get(count);
    for (let s = 0; s < fold.columns.length; s++) sum[fold.columns[s]] = right ? right[s] : 0;
  }
}

function neighbours(k: number): Neighbours {
  return { hits: nearest(k), misses: nearest(k) };
}

/** The neighbours of row i among the rows of a training set, by the distances in it. */
function findNeighbours(
  table: RelieffTable,
  block: Block,
  i: number,
  fold: Narrowed,
  found: Neighbours,
): void {
  const at = i - block.from;
  for (const kind of ['hits', 'misses'] as const) {
    if (takeNearest(table, block.candidates[at][kind], i, fold, found[kind])) continue;
    block.candidates[at] = block.search.all(i);
    takeNearest(table, block.candidates[at][kind], i, fold, found[kind]);
  }
  emptyUnlessBoth(found);
}

/** Goes through candidates until no other can be nearer. @returns whether that came before the end of the list */
function takeNearest(
  table: RelieffTable,
  list: Candidates,
  i: number,
  fold: Narrowed,
  found: Nearest,
): boolean {
  const { rows, atLeast, exact, beyond } = list;
  // A corrected distance is at least the distance in the table, less one step a rounded end of a difference.
  const slack = 4 * fold.columns.length;
  clear(found);
  for (let t = 0; t < rows.length; t++) {
    if (atLeast[t] > limit(found) + slack) return true;
    const j = rows[t];
    if (fold.member[j] === 0) continue;
    if (Number.isNaN(exact[t])) exact[t] = distanceOf(table.grid, i, j);
    if (exact[t] > limit(found) + slack) continue;
    offer(found, j, exact[t] + correction(fold, i, j));
  }
  return beyond > limit(found) + slack || beyond === Infinity;
}

/** What the narrower ranges add to the distance of two rows, in whole steps: two sums that do not wait for each other. */
function correction({ columns, before, after }: Narrowed, i: number, j: number): number {
  const width = columns.length;
  let wider = 0;
  let narrower = 0;
  for (let a = i * width, b = j * width, end = a + width; a < end; a++, b++) {
    wider += Math.abs(after[a] - after[b]);
    narrower += Math.abs(before[a] - before[b]);
  }
  return wider - narrower;
}

function emptyUnlessBoth({ hits, misses }: Neighbours): void {
  if (hits.size > 0 && misses.size > 0) return;
  clear(hits);
  clear(misses);
}

/** Adds (or with sign -1 takes away) what a query row gives. */
function addRow(table: RelieffTable, i: number, found: Neighbours, sign: 1 | -1, sums: RelieffSums): void {
  const { hits, misses } = found;
  if (hits.size > 0) sums.queries += sign;
  const hitSums = hits.size > 0 ? sumsOf(sums, hits.size, table.grid.columns) : undefined;
  for (let t = 0; hitSums && t < hits.size; t++) addPair(table, i, hits.rows[t], -sign, hitSums);
  const missSums = misses.size > 0 ? sumsOf(sums, misses.size, table.grid.columns) : undefined;
  for (let t = 0; missSums && t < misses.size; t++) addPair(table, i, misses.rows[t], sign, missSums);
}

/** Puts the neighbours of the training set in the place of those of the table. Those in both lists cancel. */
function exchange(
  table: RelieffTable,
  i: number,
  before: Nearest,
  after: Nearest,
  sign: 1 | -1,
  sums: RelieffSums,
): void {
  const { columns } = table.grid;
  const sameCount = before.size === after.size;
  for (let t = 0; t < before.size; t++) {
    const j = before.rows[t];
    if (sameCount && holds(after, j)) continue;
    addPair(table, i, j, -sign, sumsOf(sums, before.size, columns));
  }
  for (let t = 0; t < after.size; t++) {
    const j = after.rows[t];
    if (sameCount && holds(before, j)) continue;
    addPair(table, i, j, sign, sumsOf(sums, after.size, columns));
  }
}

function holds(list: Nearest, row: number): boolean {
  for (let t = 0; t < list.size; t++) if (list.rows[t] === row) return true;
  return false;
}

function addPair(table: RelieffTable, i: number, j: number, sign: number, sums: Float64Array): void {
  const { values, columns } = table.grid;
  for (let c = 0, a = i * columns, b = j * columns; c < columns; c++, a++, b++) {
    sums[c] += sign * Math.abs(values[a] - values[b]);
  }
}

/** The same for the columns whose range is narrower, on the grid of the training rows. */
function addNarrow(fold: Narrowed, i: number, list: Nearest, sign: 1 | -1, narrow: RelieffSums): void {
  const width = fold.columns.length;
  if (list.size === 0) return;
  const sums = sumsOf(narrow, list.size, width);
  for (let t = 0; t < list.size; t++) {
    for (let s = 0, a = i * width, b = list.rows[t] * width; s < width; s++, a++, b++) {
      sums[s] += sign * Math.abs(fold.after[a] - fold.after[b]);
    }
  }
}
