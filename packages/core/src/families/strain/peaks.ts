import { z } from 'zod';
import { type UnbrokenRun, unbrokenRuns } from './smoothing.ts';

/** What counts as a peak. Times are seconds, heights are in units of the series. */
export const peakParameters = z.strictObject({
  prominence: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'How far a peak must rise above the higher of its two sides, in units of the series. The floor of noise sets it; 0 lists every peak, which is the default because no value holds for all series.',
    ),
  largestGap: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'Seconds: frames further apart than this have a gap between them, which no peak reaches across. As in smoothing.',
    ),
});
/** How far a peak must stand out, and over which gaps no peak reaches. */
export type PeakParameters = z.infer<typeof peakParameters>;

/** A peak of a series. */
export interface Peak {
  /** Place in the series; the middle of a plateau, rounded down. */
  readonly index: number;
  /** Seconds. */
  readonly time: number;
  /**
   * Seconds: the middle of its crest, between its sides at nine tenths of its prominence. Where an expression is held, its
   * highest frame is left to chance, and this is when it was.
   */
  readonly middle: number;
  readonly height: number;
  /** Height above the higher of the lowest points that separate it from a higher peak or an end on either side. */
  readonly prominence: number;
  /** Seconds between its sides at half its prominence. */
  readonly width: number;
  /** Seconds on its first side from a tenth to nine tenths of its prominence. */
  readonly rise: number;
  /** Above its base, between its sides at a tenth of its prominence: units of the series times seconds. */
  readonly area: number;
}

/**
 * The peaks of a series in time order. Places between frames are interpolated linearly; times are the true ones. A
 * series that is highest at an end or at a gap has no peak there.
 *
 * Peaks, prominences and widths are defined as in `scipy.signal.find_peaks` and `peak_widths`.
 *
 * @param times seconds, rising
 * @param values NaN where a frame has none
 */
export function findPeaks(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  { prominence: least, largestGap }: PeakParameters,
): readonly Peak[] {
  return unbrokenRuns(times, values, largestGap).flatMap((segment) =>
    tops(values, segment).flatMap((index) => {
      const prominence = values[index] - baseOf(values, index, segment);
      return prominence >= least ? [describe(times, values, index, prominence, segment)] : [];
    }),
  );
}

/** Samples, or middles of plateaus, that are higher than what lies on both sides of them. */
function tops(values: ArrayLike<number>, { from, to }: UnbrokenRun): number[] {
  const found: number[] = [];
  for (let i = from + 1; i < to - 1; i++) {
    if (!(values[i] > values[i - 1])) continue;
    let end = i;
    while (end < to - 1 && values[end + 1] === values[i]) end++;
    if (end < to - 1 && values[end + 1] < values[i]) found.push((i + end) >> 1);
    i = end;
  }
  return found;
}

function baseOf(values: ArrayLike<number>, index: number, { from, to }: UnbrokenRun): number {
  const lowest = (step: 1 | -1): number => {
    let low = values[index];
    for (let i = index; i >= from && i < to && values[i] <= values[index]; i += step)
      low = Math.min(low, values[i]);
    return low;
  };
  return Math.max(lowest(-1), lowest(1));
}

function describe(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  index: number,
  prominence: number,
  segment: UnbrokenRun,
): Peak {
  const base = values[index] - prominence;
  const side = (share: number, step: 1 | -1) =>
    crossing(times, values, index, base + share * prominence, step, segment);
  const [start, end] = [side(0.1, -1), side(0.1, 1)];
  return {
    index,
    time: times[index],
    middle: (side(0.9, -1) + side(0.9, 1)) / 2,
    height: values[index],
    prominence,
    width: side(0.5, 1) - side(0.5, -1),
    rise: side(0.9, -1) - start,
    area: areaAbove(times, values, base, index, start, end, base + 0.1 * prominence, segment),
  };
}

/** The time at which the series, followed from a peak, first comes down to a level; the end of the segment at the latest. */
function crossing(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  index: number,
  level: number,
  step: 1 | -1,
  { from, to }: UnbrokenRun,
): number {
  let i = index;
  while (i + step >= from && i + step < to && values[i] > level) i += step;
  if (!(values[i] < level)) return times[i];
  const share = (level - values[i]) / (values[i - step] - values[i]);
  return times[i] + share * (times[i - step] - times[i]);
}

/** The integral by trapezoids of what lies above `base` from `start` to `end`, whose heights there are `level`. */
function areaAbove(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  base: number,
  index: number,
  start: number,
  end: number,
  level: number,
  { from, to }: UnbrokenRun,
): number {
  let first = index;
  while (first - 1 >= from && times[first - 1] > start) first--;
  let area = 0;
  let time = start;
  // A side that the segment cut off above the level ends at the sample itself.
  let height = first > from ? level - base : values[from] - base;
  for (let i = first; i < to && times[i] < end; i++) {
    area += ((values[i] - base + height) / 2) * (times[i] - time);
    time = times[i];
    height = values[i] - base;
  }
  const last = end >= times[to - 1] ? values[to - 1] - base : level - base;
  return area + ((last + height) / 2) * (end - time);
}
