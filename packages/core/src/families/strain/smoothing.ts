import { z } from 'zod';

/** How a series of strain is smoothed over time, by a Gaussian. All are seconds. */
export const smoothingParameters = z.strictObject({
  deviation: z
    .number()
    .min(0)
    .max(5)
    .default(0.1)
    .describe(
      'Seconds: the deviation of the Gaussian. 0.1 s passes most of an expression that lasts half a second, the shortest of macro-expressions, and leaves little of what changes from frame to frame at 10 pairs a second and more. 0: none.',
    ),
  largestGap: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'Seconds: frames further apart than this have a gap between them, which no smoothing or peak reaches across.',
    ),
});
/** How a series of strain is smoothed. */
export type SmoothingParameters = z.infer<typeof smoothingParameters>;

/** Deviations after which the Gaussian is cut. */
const REACH = 4;

/** A run of frames that all have a value and follow each other without a gap: places from `from` up to before `to`. */
export interface UnbrokenRun {
  readonly from: number;
  readonly to: number;
}

/**
 * Splits a series at its gaps: frames without a value (NaN) and jumps in time.
 *
 * @param times seconds, rising
 */
export function unbrokenRuns(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  largestGap: number,
): readonly UnbrokenRun[] {
  const segments: UnbrokenRun[] = [];
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const present = i < values.length && !Number.isNaN(values[i]);
    const joined = present && from >= 0 && times[i] - times[i - 1] <= largestGap;
    if (from >= 0 && !joined) {
      segments.push({ from, to: i });
      from = -1;
    }
    if (present && from < 0) from = i;
  }
  return segments;
}

/**
 * Smooths a series by a Gaussian over its true times: each value becomes the weighted mean of its segment, cut at four
 * deviations and weighted anew at the ends, so that a constant stays as it is. Symmetric in time: a peak does not move
 * later. Gaps stay gaps.
 *
 * @param times seconds, rising
 * @param values NaN where a frame has none
 */
export function smoothSeries(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  { deviation, largestGap }: SmoothingParameters,
): Float64Array {
  const out = Float64Array.from(values);
  if (deviation === 0) return out;
  for (const { from, to } of unbrokenRuns(times, values, largestGap)) {
    let first = from;
    for (let i = from; i < to; i++) {
      const reach = REACH * deviation * (1 + 1e-9);
      while (times[i] - times[first] > reach) first++;
      let sum = 0;
      let total = 0;
      for (let j = first; j < to && times[j] - times[i] <= reach; j++) {
        const weight = Math.exp(-0.5 * ((times[j] - times[i]) / deviation) ** 2);
        sum += weight * values[j];
        total += weight;
      }
      out[i] = sum / total;
    }
  }
  return out;
}
