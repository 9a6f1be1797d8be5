import { MOST_STEPS, openStepDistances } from '@wince/kernels';
import { type Grid, STEPS } from './grid.ts';
import { limit, type Nearest, nearest, offer } from './nearest.ts';
import type { RelieffTable } from './table.ts';

/** Rows that may be hits or misses of a query row, nearest first by coarse distances. */
export interface Candidates {
  readonly rows: Int32Array;
  /** Of each candidate, what its distance exceeds, in steps of the grid. Ascends. */
  readonly atLeast: Float64Array;
  /** Of each candidate, its distance in steps; NaN until somebody asked for it. */
  readonly exact: Float64Array;
  /** What the distance of every other row of the label exceeds; Infinity where there is no other. */
  readonly beyond: number;
}

/** The candidates of a query row of either kind. */
export interface CandidatesOfRow {
  readonly hits: Candidates;
  readonly misses: Candidates;
}

/** Looks for candidates of the query rows of a block. */
export interface CandidateSearch {
  /** Those of all query rows: the nearest ones, so many that folds seldom need more. */
  near(): readonly CandidatesOfRow[];
  /** All rows that may be neighbours of a query row. */
  all(row: number): CandidatesOfRow;
}

/** Candidates of each kind that are looked for, for k neighbours. */
const candidatesFor = (neighbours: number): number => 5 * neighbours + 30;

/** Coarse distances that are held for the whole block (128 MiB), and query rows at a time where they are more. */
const MOST_HELD = 2 ** 25;
const ROWS_AT_ONCE = 64;

/**
 * Candidates by distances on a grid of 2^14 steps a column, in whole numbers of 16 bits, which cost an eighth of exact ones. A column's
 * difference is off by less than one coarse step, and so a distance by less than one a column: what is told of distances holds.
 *
 * @param from the first query row
 * @param to the row behind the last one
 */
export function openCandidates(table: RelieffTable, from: number, to: number): CandidateSearch {
  const { grid, neighbours, y, subjects, otherSubjects } = table;
  const { rows, columns } = grid;
  const { data, step } = coarse(grid);
  const fill = openStepDistances({ rows, columns, data });
  const isHeld = (to - from) * rows <= MOST_HELD;
  const held = new Int32Array((isHeld ? to - from : Math.min(ROWS_AT_ONCE, to - from)) * rows);
  if (isHeld) fill(from, to, held);
  /** The distances of the query rows from `first` on stand in `held`. */
  const inBlock = (first: number, row: number, count: number): CandidatesOfRow => {
    const own = held.subarray((row - first) * rows, (row - first + 1) * rows);
    const [hits, misses] = [nearest(count), nearest(count)];
    for (let j = 0; j < rows; j++) {
      if (j === row || (otherSubjects && subjects[j] === subjects[row])) continue;
      const list = y[j] === y[row] ? hits : misses;
      if (own[j] < limit(list)) offer(list, j, own[j]);
    }
    return { hits: candidates(hits), misses: candidates(misses) };
  };
  const candidates = ({ rows: near, distances, size }: Nearest): Candidates => {
    const atLeast = new Float64Array(size);
    for (let t = 0; t < size; t++) atLeast[t] = (distances[t] - columns) * step;
    return {
      ...{ rows: near.slice(0, size), atLeast, exact: new Float64Array(size).fill(Number.NaN) },
      beyond: size === near.length ? atLeast[size - 1] : Infinity,
    };
  };
  const sorted = (own: Int32Array, which: Int32Array): Candidates => {
    // Distance and row in one number: below 2^31 times the rows.
    const keys = Float64Array.from(which, (j) => own[j] * rows + j).sort();
    return {
      rows: Int32Array.from(keys, (key) => key % rows),
      atLeast: keys.map((key) => (Math.floor(key / rows) - columns) * step),
      exact: new Float64Array(which.length).fill(Number.NaN),
      beyond: Infinity,
    };
  };
  return {
    near() {
      const results: CandidatesOfRow[] = [];
      for (let first = from; first < to; first += ROWS_AT_ONCE) {
        const end = Math.min(first + ROWS_AT_ONCE, to);
        if (!isHeld) fill(first, end, held);
        for (let i = first; i < end; i++) {
          results.push(inBlock(isHeld ? from : first, i, candidatesFor(neighbours)));
        }
      }
      return results;
    },
    all(row) {
      if (!isHeld) fill(row, row + 1, held);
      const start = isHeld ? (row - from) * rows : 0;
      const own = held.subarray(start, start + rows);
      const others = Int32Array.from(y.keys()).filter(
        (j) => j !== row && !(otherSubjects && subjects[j] === subjects[row]),
      );
      return {
        hits: sorted(
          own,
          others.filter((j) => y[j] === y[row]),
        ),
        misses: sorted(
          own,
          others.filter((j) => y[j] !== y[row]),
        ),
      };
    },
  };
}

/** The grid in coarser steps, each of so many steps of the grid. Of many columns the steps are larger, so that sums stay below 2^31. */
function coarse({ values, columns }: Grid): { readonly data: Int16Array; readonly step: number } {
  let step = STEPS / MOST_STEPS;
  while ((STEPS / step) * columns >= 2 ** 31) step *= 2;
  const data = new Int16Array(values.length);
  const share = 1 / step;
  for (let i = 0; i < values.length; i++) data[i] = values[i] * share;
  return { data, step };
}
