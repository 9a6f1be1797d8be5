import { type BinnedRows, type BinnedTree, type GrowTree, MOST_BINS, type TreeDraws } from './tree.ts';

/** Rows of a node that waits: its place among the nodes, where its rows begin and end. */
interface Waiting {
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

/** The best cut of a node so far. */
interface Cut {
  impurity: number;
  column: number;
  below: number;
  above: number;
}

/** Trees wherever TypeScript runs. */
export function plainTrees(table: BinnedRows): GrowTree {
  const { rows, columns, bins, labels } = table;
  const negatives = new Float64Array(MOST_BINS);
  const positives = new Float64Array(MOST_BINS);
  return ({ counts, tried, seed }: TreeDraws): BinnedTree => {
    const bits = stirred(seed);
    const members = Int32Array.from(counts.keys()).filter((row) => counts[row] > 0);
    const spare = new Int32Array(members.length);
    const order = Int32Array.from({ length: columns }, (_, column) => column);
    const nodes: number[][] = [[]];
    const waiting: Waiting[] = [{ place: 0, from: 0, to: members.length }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { place, from, to } = next;
      let negative = 0;
      let positive = 0;
      for (let i = from; i < to; i++) {
        if (labels[members[i]] === 1) positive += counts[members[i]];
        else negative += counts[members[i]];
      }
      const best: Cut = { impurity: Infinity, column: -1, below: -1, above: -1 };
      const isMixed = negative > 0 && positive > 0;
      for (let drawn = 0; isMixed && drawn < columns && (drawn < tried || best.column < 0); drawn++) {
        const at = drawn + Math.floor((bits() / 4294967296) * (columns - drawn));
        const column = order[at];
        order[at] = order[drawn];
        order[drawn] = column;
        const start = column * rows;
        for (let i = from; i < to; i++) {
          const bin = bins[start + members[i]];
          if (labels[members[i]] === 1) positives[bin] += counts[members[i]];
          else negatives[bin] += counts[members[i]];
        }
        takeBetter(best, column, negatives, positives, negative, positive);
      }
      nodes[place] = [best.column, best.below, best.above, 0, negative, positive];
      if (best.column < 0) continue;
      const left = nodes.length;
      nodes[place][3] = left;
      nodes.push([], []);
      const start = best.column * rows;
      let middle = from;
      let right = 0;
      for (let i = from; i < to; i++) {
        if (bins[start + members[i]] <= best.below) members[middle++] = members[i];
        else spare[right++] = members[i];
      }
      members.set(spare.subarray(0, right), middle);
      waiting.push({ place: left + 1, from: middle, to }, { place: left, from, to: middle });
    }
    const line = (number: number) => Int32Array.from(nodes, (node) => node[number]);
    return {
      ...{ column: line(0), below: line(1), above: line(2) },
      ...{ child: line(3), negative: line(4), positive: line(5) },
    };
  };
}

/** Goes through the bins that occur, and takes the cut between two of them that leaves the least impurity, if it is less than before. */
function takeBetter(
  best: Cut,
  column: number,
  negatives: Float64Array,
  positives: Float64Array,
  negative: number,
  positive: number,
): void {
  let leftNegative = 0;
  let leftPositive = 0;
  let before = -1;
  for (let bin = 0; bin < MOST_BINS; bin++) {
    if (negatives[bin] === 0 && positives[bin] === 0) continue;
    if (before >= 0) {
      const rightNegative = negative - leftNegative;
      const rightPositive = positive - leftPositive;
      const left = leftNegative + leftPositive;
      const right = rightNegative + rightPositive;
      const impurity =
        (leftNegative * leftPositive * right + rightNegative * rightPositive * left) / (left * right);
      if (impurity < best.impurity) {
        best.impurity = impurity;
        best.column = column;
        best.below = before;
        best.above = bin;
      }
    }
    leftNegative += negatives[bin];
    leftPositive += positives[bin];
    negatives[bin] = 0;
    positives[bin] = 0;
    before = bin;
  }
}

/** The 32 bits of sfc32 one after the other, from the thirteenth on. */
function stirred(seed: TreeDraws['seed']): () => number {
  let [a, b, c, d] = seed;
  const bits = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  return bits;
}
