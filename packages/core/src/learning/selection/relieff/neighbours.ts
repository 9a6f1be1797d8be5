import { allCandidates, type Candidates, type CandidatesOfRow } from './candidates.ts';
import type { Narrowed } from './narrowed.ts';
import { clear, limit, type Nearest, nearest, offer } from './nearest.ts';
import type { RelieffTable } from './table.ts';

/** The hits and misses of a query row; both empty where there is no hit or no miss, so that the row says nothing. */
export interface Neighbours {
  readonly hits: Nearest;
  readonly misses: Nearest;
}

export const KINDS = ['hits', 'misses'] as const;

/** Candidates whose distances are asked for at once, when there are as many neighbours as there may be. */
const AT_ONCE = 4;

export function neighbours(k: number): Neighbours {
  return { hits: nearest(k), misses: nearest(k) };
}

/**
 * Finds the neighbours of row i among the rows of a training set, by the distances in it.
 *
 * A training range is never wider than the table's, so that a distance never falls when it is put right for a training
 * set, but for rounding: rows whose distance in the table already exceeds the k-th corrected one need no correction.
 *
 * @param candidates of row i; where they are too few, they are exchanged for all rows
 */
export function openNeighbourSearch(table: RelieffTable, fold: Narrowed) {
  const takeNearest = nearestTaker(table, fold);
  return (i: number, candidates: CandidatesOfRow, found: Neighbours): CandidatesOfRow => {
    let known = candidates;
    for (const kind of KINDS) {
      if (takeNearest(i, known[kind], found[kind])) continue;
      known = allCandidates(table, i);
      takeNearest(i, known[kind], found[kind]);
    }
    if (found.hits.size === 0 || found.misses.size === 0) {
      clear(found.hits);
      clear(found.misses);
    }
    return known;
  };
}

/** Goes through candidates until no other can be nearer. @returns whether that came before the end of the list */
function nearestTaker({ grid, neighbours: k }: RelieffTable, { member, columns, differences }: Narrowed) {
  const width = columns.length;
  // A corrected distance is at least the distance in the table, less one step a rounded end of a difference.
  const slack = 4 * width;
  const most = Math.max(k, AT_ONCE);
  const places = new Int32Array(most);
  const rows = new Int32Array(most);
  const unknown = new Int32Array(most);
  const distances = new Float64Array(most);
  const before = new Float64Array(most);
  const after = new Float64Array(most);
  return (i: number, list: Candidates, found: Nearest): boolean => {
    clear(found);
    for (let t = 0; ; ) {
      const farthest = limit(found);
      const bound = farthest + slack;
      const atOnce = Math.max(AT_ONCE, k - found.size);
      let many = 0;
      let isOver = false;
      for (; t < list.rows.length && many < atOnce; t++) {
        isOver = list.atLeast[t] > bound;
        if (isOver) break;
        if (member[list.rows[t]] === 0 || list.exact[t] > bound) continue;
        places[many] = t;
        rows[many++] = list.rows[t];
      }
      if (many === 0) return isOver || list.beyond > bound || list.beyond === Infinity;
      if (differences) {
        differences.distances(i, rows, many, before, 0, width);
        differences.distances(i, rows, many, after, width, 2 * width);
      }
      // The table's distance is asked for only where what is known of it leaves a chance.
      let lacking = 0;
      for (let p = 0; p < many; p++) {
        const place = places[p];
        if (isUnknown(list, place) && list.atLeast[place] + after[p] - before[p] <= farthest) {
          unknown[lacking++] = rows[p];
        }
      }
      if (lacking > 0) grid.differences.distances(i, unknown, lacking, distances);
      for (let p = 0, u = 0; p < many; p++) {
        const place = places[p];
        if (u < lacking && unknown[u] === rows[p]) list.exact[place] = distances[u++];
        if (isUnknown(list, place)) continue;
        offer(found, rows[p], list.exact[place] + after[p] - before[p]);
      }
    }
  };
}

const isUnknown = ({ exact }: Candidates, place: number): boolean => Number.isNaN(exact[place]);
