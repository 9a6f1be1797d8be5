import { openStepDistances } from '@wince/kernels';
import type { CoarseGrid } from './grid.ts';
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

/** Candidates of each kind that are looked for, for k neighbours. */
const candidatesFor = (neighbours: number): number => 5 * neighbours + 30;

/** Query rows whose coarse distances are held at a time. */
const ROWS_AT_ONCE = 64;

/**
 * The nearest candidates of the query rows from <= i < to, so many that folds seldom need more.
 *
 * By distances on a grid of 2^14 steps a column, in whole numbers of 16 bits, which cost an eighth of exact ones. A column's
 * difference is off by less than one coarse step, and so a distance by less than one a column: what is told of distances holds.
 */
export function nearCandidates(table: RelieffTable, from: number, to: number): readonly CandidatesOfRow[] {
  const { grid, neighbours, y, subjects, otherSubjects } = table;
  const { rows } = grid;
  const coarse = grid.coarse();
  const fill = openStepDistances(coarse);
  const count = candidatesFor(neighbours);
  const held = new Int32Array(Math.min(ROWS_AT_ONCE, to - from) * rows);
  const results: CandidatesOfRow[] = [];
  for (let first = from; first < to; first += ROWS_AT_ONCE) {
    const end = Math.min(first + ROWS_AT_ONCE, to);
    fill(first, end, held);
    for (let row = first; row < end; row++) {
      const start = (row - first) * rows;
      const [hits, misses] = [nearest(count), nearest(count)];
      // The farthest that still has a chance, by the label of the candidate.
      const most = [Infinity, Infinity];
      const own = y[row];
      for (let j = 0; j < rows; j++) {
        const distance = held[start + j];
        const label = y[j];
        if (distance >= most[label] || j === row) continue;
        if (otherSubjects && subjects[j] === subjects[row]) continue;
        const list = label === own ? hits : misses;
        offer(list, j, distance);
        most[label] = limit(list);
      }
      results.push({ hits: candidates(hits, coarse), misses: candidates(misses, coarse) });
    }
  }
  return results;
}

function candidates({ rows, distances, size }: Nearest, { columns, step }: CoarseGrid): Candidates {
  const atLeast = new Float64Array(size);
  for (let t = 0; t < size; t++) atLeast[t] = (distances[t] - columns) * step;
  return {
    ...{ rows: rows.slice(0, size), atLeast, exact: new Float64Array(size).fill(Number.NaN) },
    beyond: size === rows.length ? atLeast[size - 1] : Infinity,
  };
}

/** All rows that may be neighbours of a query row. */
export function allCandidates(
  { grid, y, subjects, otherSubjects }: RelieffTable,
  row: number,
): CandidatesOfRow {
  const { rows, columns } = grid;
  const coarse = grid.coarse();
  const own = new Int32Array(rows);
  openStepDistances(coarse)(row, row + 1, own);
  const sorted = (isHit: boolean): Candidates => {
    const which = Int32Array.from(y.keys()).filter(
      (j) => j !== row && (y[j] === y[row]) === isHit && !(otherSubjects && subjects[j] === subjects[row]),
    );
    // Distance and row in one number: below 2^31 times the rows.
    const keys = Float64Array.from(which, (j) => own[j] * rows + j).sort();
    return {
      rows: Int32Array.from(keys, (key) => key % rows),
      atLeast: keys.map((key) => (Math.floor(key / rows) - columns) * coarse.step),
      exact: new Float64Array(which.length).fill(Number.NaN),
      beyond: Infinity,
    };
  };
  return { hits: sorted(true), misses: sorted(false) };
}
