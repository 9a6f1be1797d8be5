import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../numbers/random.ts';
import { rankColumns } from './ranks.ts';
import { splitFinder } from './split.ts';
import { growTree } from './tree.ts';

/** The best cut by trying all of them, each counted from the start. */
function purityByTrial(
  values: readonly number[],
  labels: readonly number[],
  weights: readonly number[],
): number {
  let best = -1;
  for (const cut of new Set(values)) {
    const sums = [
      [0, 0],
      [0, 0],
    ];
    values.forEach((value, i) => {
      sums[value <= cut ? 0 : 1][labels[i]] += weights[i];
    });
    const [left, right] = sums.map(([a, b]) => (a + b > 0 ? (a * a + b * b) / (a + b) : -1));
    if (left >= 0 && right >= 0) best = Math.max(best, left + right);
  }
  return best;
}

describe('the best cut of a node', () => {
  it('is the best of all cuts, in few rows and in many', () => {
    const row = fc.record({
      value: fc.integer({ min: -20, max: 20 }),
      label: fc.nat(1),
      weight: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 90 }), (rows) => {
        const values = rows.map(({ value }) => value);
        const labels = rows.map(({ label }) => label);
        const weights = rows.map(({ weight }) => weight);
        const n = rows.length;
        const find = splitFinder(rankColumns({ rows: n, columns: 1, data: Float64Array.from(values) }));
        const sum = (of: number) =>
          weights.reduce((total, weight, i) => total + (labels[i] === of ? weight : 0), 0);
        const given = [Uint8Array.from(labels), Float64Array.from(weights), sum(0), sum(1)] as const;
        const found = find(0, Int32Array.from(rows.keys()), 0, n, ...given);
        expect(found?.purity ?? -1).toBeCloseTo(purityByTrial(values, labels, weights), 9);
        // What a search leaves behind must not reach the next one.
        expect(find(0, Int32Array.from(rows.keys()), 0, n, ...given)).toEqual(found);
      }),
    );
  });
});

describe('a tree', () => {
  it('is grown until it knows every row that differs', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 80 }), (seed, rows) => {
        const random = randomFrom('tree', seed);
        const data = new Float64Array(rows * 3).map(() => random.normal());
        const y = new Uint8Array(rows).map(() => random.below(2));
        const ranks = rankColumns({ rows, columns: 3, data });
        const tree = growTree(ranks, y, new Float64Array(rows).fill(1), 1, random);
        for (let r = 0; r < rows; r++) {
          let node = 0;
          while (tree.column[node] >= 0) {
            node = tree.child[node] + (data[3 * r + tree.column[node]] <= tree.value[node] ? 0 : 1);
          }
          expect(tree.value[node]).toBe(y[r]);
        }
      }),
    );
  });

  it('leaves rows together that no column tells apart', () => {
    const ranks = rankColumns({ rows: 4, columns: 2, data: new Float64Array(8) });
    const tree = growTree(
      ranks,
      Uint8Array.of(0, 1, 1, 1),
      new Float64Array(4).fill(1),
      1,
      randomFrom('same'),
    );
    expect(tree).toEqual({ column: [-1], value: [0.75], child: [0] });
  });
});
