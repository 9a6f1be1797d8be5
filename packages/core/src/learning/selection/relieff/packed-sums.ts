import type { RelieffSums } from './table.ts';

/** Sums of training sets as numbers one behind the other: of each set the queries, how many counts there are, and each count with its sums. */
export function packSums(sets: readonly RelieffSums[]): Float64Array {
  const numbers = sets.map(({ queries, byCount }) => [queries, byCount.size]);
  const length = sets.reduce(
    (sum, { byCount }) => [...byCount.values()].reduce((own, sums) => own + 1 + sums.length, sum + 2),
    0,
  );
  const packed = new Float64Array(length);
  let at = 0;
  sets.forEach(({ byCount }, set) => {
    packed.set(numbers[set], at);
    at += 2;
    for (const [count, sums] of byCount) {
      packed[at++] = count;
      packed.set(sums, at);
      at += sums.length;
    }
  });
  return packed;
}

/** What `packSums` packed. */
export function unpackSums(packed: Float64Array, columns: number): RelieffSums[] {
  const sets: RelieffSums[] = [];
  for (let at = 0; at < packed.length; ) {
    const sums: RelieffSums = { byCount: new Map(), queries: packed[at] };
    const counts = packed[at + 1];
    at += 2;
    for (let c = 0; c < counts; c++, at += 1 + columns) {
      sums.byCount.set(packed[at], packed.slice(at + 1, at + 1 + columns));
    }
    sets.push(sums);
  }
  return sets;
}
