import { z } from 'zod';
import { quantile } from '../../numbers/quantile.ts';

export const temporalParameters = z.strictObject({
  quantiles: z
    .array(z.number().min(0).max(1))
    .default([0.1, 0.25, 0.5, 0.75, 0.9])
    .describe(
      'Quantiles of a feature over a clip. Tenths from the ends and quarters: unlike least and greatest, a single bad frame does not set them.',
    ),
});
export type TemporalParameters = z.infer<typeof temporalParameters>;

/** The names of the statistics, in the order in which they are written. */
export function temporalColumns({ quantiles }: TemporalParameters): readonly string[] {
  return ['mean', 'deviation', ...quantiles.map((share) => `quantile ${share}`), 'slope', 'change'];
}

/**
 * Statistics of one frame feature over a clip, into `out`: mean, population deviation, quantiles (linear between order
 * statistics), slope of the least-squares line over true times (units a second), and the mean less the median of the
 * subject's own baseline.
 *
 * Every frame that has a value counts alike; frames without one (NaN) count for nothing, and nothing is put in their place. What
 * cannot be computed is NaN: all without a value, the slope with fewer than two different times, the change without a baseline.
 *
 * @param times seconds, one for each value; need not be regular
 * @param baseline values of the feature in the subject's reference interval, which may hold NaN; undefined where there is none
 * @param out `temporalColumns(parameters).length` numbers
 */
export function temporalStatistics(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  baseline: ArrayLike<number> | undefined,
  { quantiles }: TemporalParameters,
  out: Float64Array,
): void {
  if (times.length !== values.length)
    throw new RangeError(`${times.length} times for ${values.length} values`);
  const { count, meanTime, mean, timeSquares, squares, products } = moments(times, values);
  if (count === 0) {
    out.fill(Number.NaN);
    return;
  }
  const sorted = presentSorted(values);
  let at = 0;
  out[at++] = mean;
  out[at++] = Math.sqrt(squares / count);
  for (const share of quantiles) out[at++] = quantile(sorted, share);
  out[at++] = Number.isFinite(meanTime) && timeSquares > 0 ? products / timeSquares : Number.NaN;
  out[at] = baseline ? mean - baselineOf(baseline).median : Number.NaN;
}

/** What is usual for a subject: robust against a few frames that are not. */
export interface Baseline {
  /** NaN without a value. */
  readonly median: number;
  /** Median absolute deviation from the median, not scaled. */
  readonly mad: number;
}

/** Median and median absolute deviation of the frames of a reference interval that have a value. */
export function baselineOf(values: ArrayLike<number>): Baseline {
  const sorted = presentSorted(values);
  if (sorted.length === 0) return { median: Number.NaN, mad: Number.NaN };
  const median = quantile(sorted, 0.5);
  return { median, mad: quantile(sorted.map((value) => Math.abs(value - median)).sort(), 0.5) };
}

function presentSorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
}

/** Means first, then sums about them, so that large offsets of time or value do not eat the digits. */
function moments(times: ArrayLike<number>, values: ArrayLike<number>) {
  let count = 0;
  let meanTime = 0;
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    count++;
    meanTime += times[i];
    mean += values[i];
  }
  meanTime /= count;
  mean /= count;
  let timeSquares = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const late = times[i] - meanTime;
    const above = values[i] - mean;
    timeSquares += late * late;
    squares += above * above;
    products += late * above;
  }
  return { count, meanTime, mean, timeSquares, squares, products };
}
