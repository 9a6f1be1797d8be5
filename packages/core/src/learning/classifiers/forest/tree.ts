import { type BinnedTree, MOST_BINS } from '@wince/kernels';
import { type Matrix, rowOf } from '../../../numbers/matrix.ts';
import { plain } from '../training-rows.ts';
import type { Bins } from './bins.ts';

/** A decision tree in arrays, one place a node, the root first. A leaf has column -1. */
export interface Tree {
  /** The column that a node asks about. */
  readonly column: number[];
  /** Rows whose value is at most this go left; at a leaf, the share of the positive label. */
  readonly value: number[];
  /** The left child; the right one follows it. 0 at a leaf. */
  readonly child: number[];
}

/** A tree on bins as one on values: it cuts midway between the greatest value of the bin below and the least of the bin above. */
export function treeOfValues(tree: BinnedTree, bins: Bins, x: Matrix): Tree {
  const numberAt = (row: number, column: number) => rowOf(x, row)[column];
  const value = new Float64Array(tree.column.length);
  for (let node = 0; node < value.length; node++) {
    const column = tree.column[node];
    value[node] =
      column < 0
        ? tree.positive[node] / (tree.negative[node] + tree.positive[node])
        : between(
            numberAt(bins.highest[column * MOST_BINS + tree.below[node]], column),
            numberAt(bins.lowest[column * MOST_BINS + tree.above[node]], column),
          );
  }
  return { column: plain(tree.column), value: plain(value), child: plain(tree.child) };
}

/** Midway between two values; the lower one where rounding would make it the upper. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}
