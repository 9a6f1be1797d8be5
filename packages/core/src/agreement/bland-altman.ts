import { NORMAL_975 } from '../numbers/normal.ts';

/** Two raters who measure the same things, subjects measured several times. */
export interface BlandAltman {
  /** Items that both have rated. */
  readonly items: number;
  readonly subjects: number;
  /** The mean of the differences, the first rater less the second. */
  readonly bias: number;
  /** Standard deviation of the difference of one rating by either: within and between subjects together. */
  readonly deviation: number | null;
  /** Bias plus and minus 1.96 deviations: 95 % of the differences are expected between them. */
  readonly limits: readonly [number, number] | null;
  readonly variance_within: number | null;
  readonly variance_between: number | null;
}

/**
 * Limits of agreement for repeated measures whose true value varies: the variance of differences within subjects and between them, from a one-way
 * analysis of variance of the differences. With one item a subject these are the plain limits.
 *
 * @param a ratings of the first rater; NaN where there is none. @param b those of the second, item by item
 * @param subject of each item
 * @source Bland and Altman 2007, doi:10.1080/10543400701329422
 */
export function blandAltman(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  subject: ArrayLike<number>,
): BlandAltman {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    if (Number.isNaN(difference)) continue;
    const own = groups.get(subject[i]);
    if (own) own.push(difference);
    else groups.set(subject[i], [difference]);
  }
  const all = [...groups.values()];
  const items = all.reduce((sum, { length }) => sum + length, 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const bias = mean(all.flat());
  const n = all.length;
  if (n < 2) {
    const none = { deviation: null, limits: null, variance_within: null, variance_between: null };
    return { items, subjects: n, bias, ...none };
  }
  const means = all.map(mean);
  const between = all.reduce((sum, { length }, i) => sum + length * (means[i] - bias) ** 2, 0) / (n - 1);
  const inner = all.reduce(
    (sum, own, i) => sum + own.reduce((s, value) => s + (value - means[i]) ** 2, 0),
    0,
  );
  const within = items > n ? inner / (items - n) : 0;
  const size = (items - all.reduce((sum, { length }) => sum + length ** 2, 0) / items) / (n - 1);
  const ofSubjects = Math.max(0, (between - within) / size);
  const deviation = Math.sqrt(within + ofSubjects);
  return {
    items,
    subjects: n,
    bias,
    deviation,
    limits: [bias - NORMAL_975 * deviation, bias + NORMAL_975 * deviation],
    variance_within: items > n ? within : null,
    variance_between: items > n ? ofSubjects : null,
  };
}
