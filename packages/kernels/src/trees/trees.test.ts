import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openTrees } from './fastest.ts';
import { plainTrees } from './plain.ts';
import type { BinnedRows } from './tree.ts';
import { webassemblyTrees } from './webassembly.ts';

const webassembly = webassemblyTrees();
if (!webassembly) throw new Error('this machine compiles no WebAssembly');

function drawn(rows: number, columns: number, bins: number, seed: number): BinnedRows {
  const next = numbersFrom(seed);
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    ...{ rows, columns },
    bins: Uint8Array.from({ length: rows * columns }, () => below(bins)),
    labels: Uint8Array.from({ length: rows }, () => below(2)),
  };
}

const SEED = [1, 2, 3, 4] as const;

describe.each([
  ['WebAssembly', webassembly],
  ['plain TypeScript', plainTrees],
] as const)('a tree in %s', (_, open) => {
  it('is cut where the least impurity is left', () => {
    const table = {
      rows: 6,
      columns: 1,
      bins: Uint8Array.of(0, 0, 3, 3, 200, 255),
      labels: Uint8Array.of(0, 0, 0, 1, 1, 1),
    };
    const tree = open(table)({ counts: Int32Array.of(1, 1, 1, 1, 1, 1), tried: 1, seed: SEED });
    expect([...tree.column]).toEqual([0, -1, 0, -1, -1]);
    expect([...tree.below]).toEqual([0, -1, 3, -1, -1]);
    expect([...tree.above]).toEqual([3, -1, 200, -1, -1]);
    expect([...tree.child]).toEqual([1, 0, 3, 0, 0]);
    expect([...tree.negative]).toEqual([3, 2, 1, 1, 0]);
    expect([...tree.positive]).toEqual([3, 0, 3, 1, 2]);
  });

  it('counts rows as often as they are drawn, and leaves others out', () => {
    const table = { rows: 4, columns: 2, bins: new Uint8Array(8), labels: Uint8Array.of(0, 1, 1, 0) };
    const tree = open(table)({ counts: Int32Array.of(1, 2, 1, 0), tried: 1, seed: SEED });
    expect([...tree.column]).toEqual([-1]);
    expect([tree.negative[0], tree.positive[0]]).toEqual([1, 3]);
  });
});

it('gives the same trees with and without WebAssembly, for any rows', () => {
  const size = (min: number, max: number) => fc.integer({ min, max });
  fc.assert(
    fc.property(
      size(1, 400),
      size(1, 20),
      size(1, 256),
      size(1, 20),
      fc.nat(),
      (rows, columns, bins, tried, seed) => {
        const table = drawn(rows, columns, bins, seed);
        const next = numbersFrom(seed + 1);
        const [ours, plain] = [openTrees(table), openTrees(table, { plain: true })];
        for (let tree = 0; tree < 2; tree++) {
          const word = () => Math.floor(next() * 2 ** 32);
          const draws = {
            counts: Int32Array.from({ length: rows }, () => Math.floor(3 * next())),
            tried: Math.min(tried, columns),
            seed: [word(), word(), word(), word()] as const,
          };
          expect(ours(draws)).toEqual(plain(draws));
        }
      },
    ),
    { numRuns: 60 },
  );
});
