import { type CandidatesOfRow, nearCandidates } from './candidates.ts';
import { wholeTable } from './narrowed.ts';
import { type Neighbours, neighbours, openNeighbourSearch } from './neighbours.ts';
import { addRow, type RelieffSums, type RelieffTable } from './table.ts';

/** A query row in the whole table: who its neighbours are, and who may be in training sets that leave rows out. */
export interface QueryRow {
  readonly candidates: CandidatesOfRow;
  readonly neighbours: Neighbours;
}

/** What no training set changes: query rows in the whole table, and its sums over them. */
export interface Base {
  /** The first query row. */
  readonly from: number;
  readonly queries: readonly QueryRow[];
  readonly sums: RelieffSums;
}

/** The base of the query rows from <= i < to. */
export function relieffBase(table: RelieffTable, from: number, to: number): Base {
  const find = openNeighbourSearch(table, wholeTable(table));
  const sums: RelieffSums = { byCount: new Map(), queries: 0 };
  const queries = nearCandidates(table, from, to).map((near, at): QueryRow => {
    const found = neighbours(table.neighbours);
    const candidates = find(from + at, near, found);
    addRow(table, from + at, found, 1, sums);
    return { candidates, neighbours: found };
  });
  table.grid.differences.settle();
  return { from, queries, sums };
}
