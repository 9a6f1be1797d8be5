import { betaQuantile, betaShare } from '../numbers/beta.ts';
import { NORMAL_975 } from '../numbers/normal.ts';

/** A share as a count, with intervals that hold where the counted things are independent of each other. */
export interface CountedShare {
  readonly count: number;
  readonly of: number;
  /** 95 % intervals of the share; null where nothing is counted. */
  readonly wilson: readonly [number, number] | null;
  readonly clopper_pearson: readonly [number, number] | null;
}

/** A count with both intervals. */
export function countedShare(count: number, of: number): CountedShare {
  if (of === 0) return { count, of, wilson: null, clopper_pearson: null };
  return { count, of, wilson: wilsonInterval(count, of), clopper_pearson: clopperPearsonInterval(count, of) };
}

/**
 * Wilson's score interval of a share, 95 %: its coverage is near 95 % on the mean, also for few rows and shares near 0 or 1.
 *
 * @param count of `of` independent trials, `of` at least 1
 * @source Wilson 1927, doi:10.1080/01621459.1927.10502953
 */
export function wilsonInterval(count: number, of: number): readonly [number, number] {
  const z = NORMAL_975;
  const share = count / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  // No share lies outside of [0, 1]; at the ends rounding could.
  return [count === 0 ? 0 : middle - half, count === of ? 1 : middle + half];
}

/**
 * The interval of Clopper and Pearson of a share, 95 %, also called exact: it covers at least 95 % whatever the share is, and mostly more.
 *
 * @param count of `of` independent trials, `of` at least 1
 * @source Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404
 */
export function clopperPearsonInterval(count: number, of: number): readonly [number, number] {
  return [
    count === 0 ? 0 : betaQuantile(0.025, count, of - count + 1),
    count === of ? 1 : betaQuantile(0.975, count + 1, of - count),
  ];
}

/** How two cells that decided the same rows differ. */
export interface McNemarTest {
  /** Rows that the first cell alone decided rightly, and those that the second did. */
  readonly first_only: number;
  readonly second_only: number;
  /** Two-sided, exact; 1 where they differ in no row. */
  readonly p: number;
}

/**
 * McNemar's exact test: whether two cells err equally often on the same rows. Of the rows that one of them alone decided rightly each is,
 * if they do, as likely the first's as the second's.
 *
 * @source McNemar 1947, doi:10.1007/BF02295996; exact by the binomial distribution: Liddell 1976, doi:10.2307/2988122
 */
export function mcNemarTest(truth: Uint8Array, first: Uint8Array, second: Uint8Array): McNemarTest {
  let firstOnly = 0;
  let secondOnly = 0;
  for (let row = 0; row < truth.length; row++) {
    if (first[row] === second[row]) continue;
    if (first[row] === truth[row]) firstOnly++;
    else secondOnly++;
  }
  const all = firstOnly + secondOnly;
  const fewer = Math.min(firstOnly, secondOnly);
  // The share of a binomial distribution at or below k is one of a beta distribution.
  const p = all === 0 || 2 * fewer === all ? 1 : Math.min(1, 2 * betaShare(0.5, all - fewer, fewer + 1));
  return { first_only: firstOnly, second_only: secondOnly, p };
}
