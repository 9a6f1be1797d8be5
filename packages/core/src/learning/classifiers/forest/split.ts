import type { Ranks } from './ranks.ts';

/** A cut of a node's rows by one column. */
export interface Split {
  readonly column: number;
  /** Rows with at most rank `below` go left; `above` is the next rank that occurs in the node. */
  readonly below: number;
  readonly above: number;
  /** The greater, the less the sum of both parts' Gini impurities, each times its weight. */
  readonly purity: number;
}

/** Nodes of up to this many rows are sorted by insertion. */
const FEW = 24;

/**
 * Finds the best cut of a node by one column, exactly: all cuts between different values are compared.
 *
 * Ranks are sorted by marking them in a bitmap and reading it in order, in time proportional to the rows plus a
 * thirty-second of the ranks.
 */
export function splitFinder({ rows, of }: Ranks) {
  const marks = new Int32Array((rows >> 5) + 1);
  const sums = new Float64Array(2 * rows);
  const fewRanks = new Int32Array(FEW);
  const fewAt = new Int32Array(FEW);

  return function find(
    column: number,
    members: Int32Array,
    from: number,
    size: number,
    labels: Uint8Array,
    shares: Float64Array,
    negative: number,
    positive: number,
  ): Split | undefined {
    const start = column * rows;
    let leftNegative = 0;
    let leftPositive = 0;
    let before = -1;
    let below = -1;
    let above = -1;
    let purity = -1;
    if (size <= FEW) {
      for (let i = 0; i < size; i++) {
        const rank = of[start + members[from + i]];
        let at = i;
        for (; at > 0 && fewRanks[at - 1] > rank; at--) {
          fewRanks[at] = fewRanks[at - 1];
          fewAt[at] = fewAt[at - 1];
        }
        fewRanks[at] = rank;
        fewAt[at] = i;
      }
      for (let i = 0; i < size; i++) {
        const rank = fewRanks[i];
        if (before >= 0 && rank !== before) {
          const right = negative - leftNegative;
          const rightPositive = positive - leftPositive;
          const value =
            (leftNegative * leftNegative + leftPositive * leftPositive) / (leftNegative + leftPositive) +
            (right * right + rightPositive * rightPositive) / (right + rightPositive);
          if (value > purity) {
            purity = value;
            below = before;
            above = rank;
          }
        }
        const at = fewAt[i];
        if (labels[at] === 1) leftPositive += shares[at];
        else leftNegative += shares[at];
        before = rank;
      }
      return below < 0 ? undefined : { column, below, above, purity };
    }
    for (let i = 0; i < size; i++) {
      const rank = of[start + members[from + i]];
      marks[rank >> 5] |= 1 << (rank & 31);
      sums[2 * rank + labels[i]] += shares[i];
    }
    for (let w = 0; w < marks.length; w++) {
      let word = marks[w];
      if (word === 0) continue;
      marks[w] = 0;
      while (word !== 0) {
        const lowest = word & -word;
        word ^= lowest;
        const rank = (w << 5) + 31 - Math.clz32(lowest);
        if (before >= 0) {
          const right = negative - leftNegative;
          const rightPositive = positive - leftPositive;
          const value =
            (leftNegative * leftNegative + leftPositive * leftPositive) / (leftNegative + leftPositive) +
            (right * right + rightPositive * rightPositive) / (right + rightPositive);
          if (value > purity) {
            purity = value;
            below = before;
            above = rank;
          }
        }
        leftNegative += sums[2 * rank];
        leftPositive += sums[2 * rank + 1];
        sums[2 * rank] = 0;
        sums[2 * rank + 1] = 0;
        before = rank;
      }
    }
    return below < 0 ? undefined : { column, below, above, purity };
  };
}
