import { baselineOf, type TemporalParameters, temporalColumns, temporalStatistics } from './statistics.ts';

/** What a feature of frames becomes over a clip. */
export const OVER_FRAMES = ['temporal', 'change'] as const;
export type OverFrames = (typeof OVER_FRAMES)[number];

/** The statistics of `temporal`: all that need no other clip. `change` does, and is a family of its own. */
export function overTimeStatistics(parameters: TemporalParameters): readonly string[] {
  return temporalColumns(parameters).filter((name) => name !== 'change');
}

/** The columns of `temporal:FAMILY`: every statistic of every column of the family, column by column. */
export function temporalFamilyColumns(
  columns: readonly string[],
  parameters: TemporalParameters,
): readonly string[] {
  const statistics = overTimeStatistics(parameters);
  return columns.flatMap((column) => statistics.map((statistic) => `${column} ${statistic}`));
}

/** The mean of each column over frames. Frames without a value (NaN) count for nothing; NaN where no frame has one. */
export function meanOverFrames(frames: readonly Float32Array[], out: Float32Array): void {
  for (let column = 0; column < out.length; column++) {
    let sum = 0;
    let count = 0;
    for (const frame of frames) {
      if (Number.isNaN(frame[column])) continue;
      sum += frame[column];
      count++;
    }
    out[column] = sum / count;
  }
}

/**
 * Statistics of each column over the frames of a clip, in the order of {@link temporalFamilyColumns}.
 *
 * @param times seconds, one a frame
 */
export function statisticsOverFrames(
  times: ArrayLike<number>,
  frames: readonly Float32Array[],
  parameters: TemporalParameters,
  out: Float32Array,
): void {
  const width = temporalColumns(parameters).length;
  const statistics = new Float64Array(width);
  const columns = out.length / (width - 1);
  const values = new Float64Array(frames.length);
  for (let column = 0; column < columns; column++) {
    for (let frame = 0; frame < frames.length; frame++) values[frame] = frames[frame][column];
    temporalStatistics(times, values, undefined, parameters, statistics);
    out.set(statistics.subarray(0, width - 1), column * (width - 1));
  }
}

/** The median of each column over frames, and its median absolute deviation: what is usual in a reference interval. */
export function usualOverFrames(
  frames: readonly Float32Array[],
  median: Float32Array,
  mad: Float32Array,
): void {
  const values = new Float64Array(frames.length);
  for (let column = 0; column < median.length; column++) {
    for (let frame = 0; frame < frames.length; frame++) values[frame] = frames[frame][column];
    const usual = baselineOf(values);
    median[column] = usual.median;
    mad[column] = usual.mad;
  }
}
