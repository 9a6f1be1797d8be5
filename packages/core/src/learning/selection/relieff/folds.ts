import { distancesFrom } from './distances.ts';
import { type Narrowed, narrowed } from './narrowed.ts';
import { clear, limit, type Nearest, nearest, offer } from './nearest.ts';
import { type RelieffSums, type RelieffTable, sumsOf } from './table.ts';

/** The hits and misses of a query row; both empty where there is no hit or no miss, so that the row says nothing. */
interface Neighbours {
  readonly hits: Nearest;
  readonly misses: Nearest;
}

/** Distances of the query rows of a block: those of row i begin at `(i - first) * rows`. */
interface Block {
  readonly distances: Float64Array;
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

/**
 * ReliefF's sums for the query rows from <= i < to, for each training set of the table.
 *
 * A training range is never wider than the table's, so that a distance never falls when it is put right for a training
 * set, but for rounding: rows whose distance in the table already exceeds the k-th corrected one need no correction.
 * All sums are of whole steps and exact, so what comes out is, bit for bit, what the training rows alone would give.
 *
 * @param training row numbers, ascending, for each training set
 * @param distances rows x rows as `fillDistances` writes them; without it the block's own are computed here
 */
export function relieffBlock(
  table: RelieffTable,
  training: readonly Int32Array[],
  from: number,
  to: number,
  distances?: Float64Array,
): RelieffSums[] {
  const { rows } = table.grid;
  const block: Block = distances
    ? { distances, first: 0, from, to }
    : { distances: distancesFrom(table.grid, from, to), first: from, from, to };

  const all = new Uint8Array(rows).fill(1);
  const whole: RelieffSums = { byCount: new Map(), queries: 0 };
  const base: Neighbours[] = [];
  for (let i = from; i < to; i++) {
    const found = neighbours(table.neighbours);
    uncorrected(table, block, i, all, found);
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
  const bounds = neighbours(table.neighbours);
  for (let i = block.from; i < block.to; i++) {
    const before = base[i - block.from];
    if (fold.member[i] === 0) {
      addRow(table, i, before, -1, sums);
      continue;
    }
    uncorrected(table, block, i, fold.member, fold.columns.length === 0 ? found : bounds);
    if (fold.columns.length > 0) corrected(table, block, i, fold, bounds, found);
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

/** The neighbours of row i among the given rows by the distances in the table. */
function uncorrected(
  table: RelieffTable,
  block: Block,
  i: number,
  member: Uint8Array,
  found: Neighbours,
): void {
  const { y, subjects, otherSubjects } = table;
  const { rows } = table.grid;
  const start = (i - block.first) * rows;
  clear(found.hits);
  clear(found.misses);
  for (let j = 0; j < rows; j++) {
    if (member[j] === 0 || j === i || (otherSubjects && subjects[j] === subjects[i])) continue;
    const list = y[j] === y[i] ? found.hits : found.misses;
    const distance = block.distances[start + j];
    if (distance < limit(list)) offer(list, j, distance);
  }
  emptyUnlessBoth(found);
}

/** The neighbours of row i by the distances in the training set. */
function corrected(
  table: RelieffTable,
  block: Block,
  i: number,
  fold: Narrowed,
  bounds: Neighbours,
  found: Neighbours,
): void {
  const { y, subjects, otherSubjects } = table;
  const { rows } = table.grid;
  const start = (i - block.first) * rows;
  // A corrected distance is at least the distance in the table, less one step a rounded end of a difference.
  const slack = 4 * fold.columns.length;
  clear(found.hits);
  clear(found.misses);
  let hitLimit = farthest(block, start, i, fold, bounds.hits) + slack;
  let missLimit = farthest(block, start, i, fold, bounds.misses) + slack;
  for (let j = 0; j < rows; j++) {
    const isHit = y[j] === y[i];
    const distance = block.distances[start + j];
    if (distance > (isHit ? hitLimit : missLimit)) continue;
    if (fold.member[j] === 0 || j === i || (otherSubjects && subjects[j] === subjects[i])) continue;
    const list = isHit ? found.hits : found.misses;
    offer(list, j, distance + correction(fold, i, j));
    const bound = limit(list) + slack;
    if (isHit) hitLimit = Math.min(hitLimit, bound);
    else missLimit = Math.min(missLimit, bound);
  }
  emptyUnlessBoth(found);
}

/** The greatest corrected distance of a list: no nearer list of that size can exceed it. */
function farthest(block: Block, start: number, i: number, fold: Narrowed, list: Nearest): number {
  if (list.size < list.rows.length) return Infinity;
  let greatest = 0;
  for (let t = 0; t < list.size; t++) {
    const j = list.rows[t];
    greatest = Math.max(greatest, block.distances[start + j] + correction(fold, i, j));
  }
  return greatest;
}

/** What the narrower ranges add to the distance of two rows, in steps. */
function correction({ columns, before, after }: Narrowed, i: number, j: number): number {
  const width = columns.length;
  let sum = 0;
  for (let a = i * width, b = j * width, end = a + width; a < end; a++, b++) {
    sum += Math.abs(after[a] - after[b]) - Math.abs(before[a] - before[b]);
  }
  return sum;
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
