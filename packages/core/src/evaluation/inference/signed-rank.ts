import { midRanksOf } from '../../numbers/mid-ranks.ts';
import { normalP } from '../../numbers/normal.ts';

/** Wilcoxon's signed-rank test of paired differences. */
export interface SignedRankTest {
  readonly pairs: number;
  /** Differences of 0. They are ranked with the others, and then their ranks are dropped (Pratt). */
  readonly zeros: number;
  /** Differences whose size another one shares, those of 0 left out. */
  readonly ties: number;
  /** Sums of the ranks of differences above and below 0. */
  readonly rank_sum_above: number;
  readonly rank_sum_below: number;
  /** Two-sided; null where every difference is 0. */
  readonly p: number | null;
  /** Whether p comes from all arrangements of signs over the ranks, ties included; else from a normal distribution. */
  readonly exact: boolean;
}

/** Up to so many differences other than 0 all arrangements of signs are counted. */
const EXACT_AT_MOST = 200;
/** Differences are compared to this many parts of 1: what rounding can make of a difference counts as equal. */
const PARTS = 1e12;

/**
 * Wilcoxon's signed-rank test with Pratt's treatment of zeros. With up to 200 differences other than 0, p is exact: the sums of ranks
 * under all arrangements of signs are counted, mid-ranks of ties as they are. With more, p comes from the normal distribution with
 * the variance corrected for zeros and ties, without a correction for continuity.
 *
 * @param differences one a pair; finite
 * @source Wilcoxon 1945, doi:10.2307/3001968; zeros: Pratt 1959, doi:10.1080/01621459.1959.10501526
 */
export function signedRankTest(
  differences: ArrayLike<number>,
  exactAtMost: number = EXACT_AT_MOST,
): SignedRankTest {
  const rounded = Float64Array.from(differences, (value) => Math.round(value * PARTS) / PARTS);
  const ranks = midRanksOf(rounded.map(Math.abs));
  let above = 0;
  let below = 0;
  const kept: number[] = [];
  rounded.forEach((value, i) => {
    if (value === 0) return;
    kept.push(ranks[i]);
    if (value > 0) above += ranks[i];
    else below += ranks[i];
  });
  const groups = [...Map.groupBy(kept, (rank) => rank).values()].map(({ length }) => length);
  const zeros = rounded.length - kept.length;
  const exact = kept.length <= exactAtMost;
  return {
    pairs: rounded.length,
    zeros,
    ties: groups.reduce((sum, size) => sum + (size > 1 ? size : 0), 0),
    rank_sum_above: above,
    rank_sum_below: below,
    p: kept.length === 0 ? null : exact ? exactP(kept, above) : normalApproximation(kept, above, below),
    exact,
  };
}

/** Ranks are halves at the finest, so twice a rank is a whole number. */
function exactP(ranks: readonly number[], above: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  // The share of arrangements with each sum; halved at each rank, so that nothing overflows.
  const share = new Float64Array(total + 1);
  share[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      share[sum] = (share[sum] + (sum >= rank ? share[sum - rank] : 0)) / 2;
    }
  }
  const observed = Math.round(2 * above);
  let low = 0;
  let high = 0;
  for (let sum = 0; sum <= total; sum++) {
    if (sum <= observed) low += share[sum];
    if (sum >= observed) high += share[sum];
  }
  return Math.min(1, 2 * Math.min(low, high));
}

function normalApproximation(ranks: readonly number[], above: number, below: number): number {
  // Under equal signs each rank adds itself or nothing: mean a half, variance a quarter of its square.
  const mean = (above + below) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  return normalP((above - mean) / Math.sqrt(variance));
}
