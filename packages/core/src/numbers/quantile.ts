/**
 * A quantile of ascending values, interpolated linearly between order statistics; NaN where there are none.
 *
 * @param ascending sorted values without NaN
 * @param share in [0, 1]: 0 is the least value, 1 the greatest
 * @source Hyndman and Fan 1996, doi:10.2307/2684934 (type 7, NumPy's default)
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
}

/** The same of values in any order, which may change places on the way: nothing is copied or sorted. */
export function quantileInPlace(values: Float64Array, share: number): number {
  if (values.length === 0) return Number.NaN;
  const place = share * (values.length - 1);
  const below = Math.floor(place);
  select(values, below);
  let above = values[below];
  if (below + 1 < values.length) {
    above = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i < values.length; i++) above = Math.min(above, values[i]);
  }
  return values[below] + (place - below) * (above - values[below]);
}

/**
 * The median: the middle value, or half the sum of the two in the middle; NaN where there are no values. May differ from
 * `quantile(ascending, 0.5)` in the last digit, as that adds half a difference.
 *
 * @param values in any order, without NaN; they stay as they are
 */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values));
}

/** The same, where the values may change places on the way: nothing is copied. */
export function medianInPlace(values: Float64Array): number {
  const middle = values.length >> 1;
  select(values, middle);
  if (values.length % 2 === 1) return values[middle];
  let below = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) below = Math.max(below, values[i]);
  return (below + values[middle]) / 2;
}

/** Puts the number of rank `k` (from 0) at its place, none larger before it and none smaller behind it (Hoare's FIND). */
function select(values: Float64Array, k: number): void {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[k];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (pivot < values[j]) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (j < k) left = i;
    if (k < i) right = j;
  }
}
