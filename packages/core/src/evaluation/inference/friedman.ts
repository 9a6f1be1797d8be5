import { chiSquaredP } from '../../numbers/gamma.ts';
import { midRanksOf } from '../../numbers/mid-ranks.ts';
import { rangeCritical, rangeP } from '../../numbers/studentized-range.ts';

/** Friedman's test of treatments over blocks, with Nemenyi's comparison of all pairs. */
export interface FriedmanTest {
  readonly blocks: number;
  /** The mean rank of each treatment over the blocks; 1 is the least value. */
  readonly mean_ranks: readonly number[];
  /** Corrected for ties. Null, as p, where all values of every block are equal. */
  readonly statistic: number | null;
  readonly degrees: number;
  readonly p: number | null;
  /** Mean ranks that are further apart than this differ at the 5 % level, all pairs taken together (Nemenyi). */
  readonly critical_difference: number;
  /** Each pair of treatments with the difference of its mean ranks and Nemenyi's p. */
  readonly pairs: readonly {
    readonly of: readonly [number, number];
    readonly difference: number;
    readonly p: number;
  }[];
}

/**
 * Friedman's test: whether some treatments are better than others over the same blocks, and Nemenyi's test of which.
 *
 * @param values `blocks x treatments`, row-major, without gaps; at least 2 blocks and 3 treatments
 * @source Friedman 1937, doi:10.1080/01621459.1937.10503522; Nemenyi 1963; for classifiers: Demsar 2006,
 * https://jmlr.org/papers/v7/demsar06a.html
 */
export function friedmanTest(values: Float64Array, treatments: number): FriedmanTest {
  const k = treatments;
  const n = values.length / k;
  if (!Number.isInteger(n) || n < 2 || k < 3)
    throw new RangeError(`${values.length} values of ${k} treatments`);
  const sums = new Float64Array(k);
  let ties = 0;
  for (let block = 0; block < n; block++) {
    const ranks = midRanksOf(values.subarray(block * k, (block + 1) * k));
    ranks.forEach((rank, i) => {
      sums[i] += rank;
    });
    for (const { length } of Map.groupBy(ranks, (rank) => rank).values()) ties += length ** 3 - length;
  }
  const correction = 1 - ties / (n * k * (k * k - 1));
  const squares = sums.reduce((sum, own) => sum + own * own, 0);
  const statistic =
    correction <= 0 ? null : ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / correction;
  const meanRanks = Array.from(sums, (sum) => sum / n);
  const error = Math.sqrt((k * (k + 1)) / (6 * n));
  const pairs = meanRanks.flatMap((first, a) =>
    meanRanks.slice(a + 1).map((second, b) => {
      const difference = first - second;
      const q = (Math.abs(difference) / error) * Math.SQRT2;
      return { of: [a, a + 1 + b] as const, difference, p: rangeP(q, k) };
    }),
  );
  return {
    blocks: n,
    mean_ranks: meanRanks,
    statistic,
    degrees: k - 1,
    p: statistic === null ? null : chiSquaredP(Math.max(0, statistic), k - 1),
    critical_difference: (rangeCritical(0.05, k) / Math.SQRT2) * error,
    pairs,
  };
}
