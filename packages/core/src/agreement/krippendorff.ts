import type { RatingLevel } from './ratings.ts';

/** Krippendorff's alpha of a table. */
export interface KrippendorffAlpha {
  /** Items that two raters or more have rated. */
  readonly items: number;
  /** Ratings of these items. */
  readonly ratings: number;
  /** Null where all ratings are equal. */
  readonly alpha: number | null;
}

/**
 * Krippendorff's alpha: agreement of any number of raters, gaps allowed. 1 is perfect, 0 chance.
 *
 * @param values `items x raters`, row-major; NaN where there is no rating
 * @source Krippendorff 2004, Content Analysis, ISBN 978-0-7619-1545-4, chapter 11
 */
export function krippendorffAlpha(
  values: Float64Array,
  raters: number,
  level: RatingLevel,
): KrippendorffAlpha {
  const units: Float64Array[] = [];
  for (let at = 0; at < values.length; at += raters) {
    const own = values.subarray(at, at + raters).filter((value) => !Number.isNaN(value));
    if (own.length > 1) units.push(own);
  }
  const counts = new Map<number, number>();
  let ratings = 0;
  for (const own of units) {
    ratings += own.length;
    for (const value of own) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const distance = distanceOf(level, counts);
  let observed = 0;
  for (const own of units) {
    let sum = 0;
    for (let i = 0; i < own.length; i++) for (let j = 0; j < i; j++) sum += 2 * distance(own[i], own[j]);
    observed += sum / (own.length - 1);
  }
  const expected = level === 'interval' ? squaredPairs(counts, ratings) : pairs(counts, distance);
  return {
    items: units.length,
    ratings,
    alpha: expected > 0 ? 1 - ((ratings - 1) * observed) / expected : null,
  };
}

function pairs(counts: ReadonlyMap<number, number>, distance: (a: number, b: number) => number): number {
  const all = [...counts];
  let sum = 0;
  all.forEach(([a, n], i) => {
    for (let j = 0; j < i; j++) sum += 2 * n * all[j][1] * distance(a, all[j][0]);
  });
  return sum;
}

/** The same for squared differences, without looking at each pair. */
function squaredPairs(counts: ReadonlyMap<number, number>, ratings: number): number {
  const mean = [...counts].reduce((sum, [value, n]) => sum + (n * value) / ratings, 0);
  return 2 * ratings * [...counts].reduce((sum, [value, n]) => sum + n * (value - mean) ** 2, 0);
}

function distanceOf(
  level: RatingLevel,
  counts: ReadonlyMap<number, number>,
): (a: number, b: number) => number {
  if (level === 'nominal') return (a, b) => (a === b ? 0 : 1);
  if (level === 'interval') return (a, b) => (a - b) ** 2;
  if (level === 'ratio') return (a, b) => (a === b ? 0 : ((a - b) / (a + b)) ** 2);
  // Ordinal: how many ratings lie between, half of those at either end among them.
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const place = new Map<number, number>();
  let below = 0;
  for (const [value, n] of sorted) {
    place.set(value, below + n / 2);
    below += n;
  }
  return (a, b) => ((place.get(a) ?? 0) - (place.get(b) ?? 0)) ** 2;
}
