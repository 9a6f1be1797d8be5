import type { Random } from '../../../numbers/random.ts';
import type { Ranks } from './ranks.ts';
import { type Split, splitFinder } from './split.ts';

/** A decision tree in arrays, one place a node, the root first. A leaf has column -1. */
export interface Tree {
  /** The column that a node asks about. */
  readonly column: number[];
  /** Rows whose value is at most this go left; at a leaf, the share of the positive label. */
  readonly value: number[];
  /** The left child; the right one follows it. 0 at a leaf. */
  readonly child: number[];
}

/**
 * Grows a tree until every leaf holds one label, or rows that no column tells apart.
 *
 * @param weights of each row; rows with 0 are not in the tree
 * @param tried columns to look at in each node, drawn without replacement; more while none of them varies there
 */
export function growTree(
  ranks: Ranks,
  y: Uint8Array,
  weights: Float64Array,
  tried: number,
  random: Random,
): Tree {
  const tree: Tree = { column: [], value: [], child: [] };
  const members = Int32Array.from(weights.keys()).filter((r) => weights[r] > 0);
  const spare = new Int32Array(members.length);
  const find = splitFinder(ranks);
  const labels = new Uint8Array(members.length);
  const shares = new Float64Array(members.length);
  const order = Int32Array.from({ length: ranks.columns }, (_, c) => c);

  const addNode = () => {
    tree.column.push(-1);
    tree.value.push(0);
    return tree.child.push(0) - 1;
  };
  const pending = [{ node: addNode(), from: 0, to: members.length }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, from, to } = next;
    const size = to - from;
    let positive = 0;
    let total = 0;
    let positives = 0;
    for (let i = 0; i < size; i++) {
      const row = members[from + i];
      labels[i] = y[row];
      shares[i] = weights[row];
      total += shares[i];
      positives += y[row];
      if (y[row] === 1) positive += shares[i];
    }
    const split =
      positives === 0 || positives === size
        ? undefined
        : bestSplit(
            find,
            members,
            from,
            size,
            labels,
            shares,
            total - positive,
            positive,
            order,
            tried,
            random,
          );
    if (!split) {
      tree.value[node] = positives === size ? 1 : positive / total;
      continue;
    }
    const middle = partition(ranks, members, spare, from, to, split);
    const left = addNode();
    const right = addNode();
    tree.column[node] = split.column;
    tree.value[node] = threshold(ranks, split);
    tree.child[node] = left;
    pending.push({ node: right, from: middle, to }, { node: left, from, to: middle });
  }
  return tree;
}

function bestSplit(
  find: ReturnType<typeof splitFinder>,
  members: Int32Array,
  from: number,
  size: number,
  labels: Uint8Array,
  shares: Float64Array,
  negative: number,
  positive: number,
  order: Int32Array,
  tried: number,
  random: Random,
): Split | undefined {
  let best: Split | undefined;
  for (let drawn = 0; drawn < order.length && (drawn < tried || !best); drawn++) {
    const at = drawn + random.below(order.length - drawn);
    const column = order[at];
    order[at] = order[drawn];
    order[drawn] = column;
    const split = find(column, members, from, size, labels, shares, negative, positive);
    if (split && (!best || split.purity > best.purity)) best = split;
  }
  return best;
}

/** Rows at or below the split first, both parts in their old order. Returns where the second part begins. */
function partition(
  { of, rows }: Ranks,
  members: Int32Array,
  spare: Int32Array,
  from: number,
  to: number,
  split: Split,
): number {
  const start = split.column * rows;
  let left = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const row = members[i];
    if (of[start + row] <= split.below) members[left++] = row;
    else spare[right++] = row;
  }
  members.set(spare.subarray(0, right), left);
  return left;
}

/** Midway between the two values; the lower one where rounding would make it the upper. */
function threshold({ values, rows }: Ranks, { column, below, above }: Split): number {
  const low = values[column * rows + below];
  const high = values[column * rows + above];
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}
