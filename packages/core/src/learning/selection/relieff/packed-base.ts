import type { Base, QueryRow } from './base.ts';
import type { Candidates } from './candidates.ts';
import type { Nearest } from './nearest.ts';
import { KINDS } from './neighbours.ts';
import type { RelieffSums } from './table.ts';

/** Numbers written one behind the other, into an array that grows. */
interface Writer {
  numbers: Float64Array;
  length: number;
}

/** A base as plain numbers. */
export function packBase({ from, queries, sums }: Base): Float64Array {
  const writer: Writer = { numbers: new Float64Array(2 ** 16), length: 0 };
  write(writer, [from, queries.length, sums.queries, sums.byCount.size]);
  for (const [count, own] of sums.byCount) write(writer, [count], own);
  for (const query of queries) {
    for (const kind of KINDS) {
      const { rows, atLeast, exact, beyond } = query.candidates[kind];
      write(writer, [rows.length, beyond], rows, atLeast, exact);
      const near = query.neighbours[kind];
      write(writer, [near.rows.length, near.size], near.rows, near.distances);
    }
  }
  return writer.numbers.slice(0, writer.length);
}

function write(writer: Writer, ...arrays: readonly ArrayLike<number>[]): void {
  for (const array of arrays) {
    const length = writer.length + array.length;
    if (length > writer.numbers.length) {
      const more = new Float64Array(Math.max(length, 2 * writer.numbers.length));
      more.set(writer.numbers);
      writer.numbers = more;
    }
    writer.numbers.set(array, writer.length);
    writer.length = length;
  }
}

/** What `packBase` packed. @param columns of the table */
export function unpackBase(packed: Float64Array, columns: number): Base {
  let at = 0;
  const next = () => packed[at++];
  const take = (length: number) => {
    at += length;
    return packed.slice(at - length, at);
  };
  const [from, count, queries, counts] = [next(), next(), next(), next()];
  const byCount: RelieffSums['byCount'] = new Map();
  for (let c = 0; c < counts; c++) byCount.set(next(), take(columns));
  const takeKind = (): { candidates: Candidates; near: Nearest } => {
    const [length, beyond] = [next(), next()];
    const rows = Int32Array.from(take(length));
    const candidates = { rows, atLeast: take(length), exact: take(length), beyond };
    const [most, size] = [next(), next()];
    return { candidates, near: { rows: Int32Array.from(take(most)), distances: take(most), size } };
  };
  const rows = Array.from({ length: count }, (): QueryRow => {
    const [hits, misses] = [takeKind(), takeKind()];
    return {
      candidates: { hits: hits.candidates, misses: misses.candidates },
      neighbours: { hits: hits.near, misses: misses.near },
    };
  });
  return { from, queries: rows, sums: { byCount, queries } };
}
