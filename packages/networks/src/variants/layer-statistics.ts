import type { Range } from './quantisation.ts';

/** What is known of the values of a layer. */
export interface LayerStatistics {
  readonly range: Range;
  /** The mean of each channel of a map, or of each number of a vector. */
  readonly means: Float64Array;
}

/** Adds up the values of a layer, picture by picture. */
export interface LayerCollector {
  /** @param dims of the values with the batch of one in front; the channels are the next axis */
  add(values: Float32Array, dims: readonly number[]): void;
  result(): LayerStatistics;
}

/** Collects what the values of a layer are like. */
export function collectLayer(): LayerCollector {
  let [least, most, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let sums = new Float64Array();
  return {
    add(values, dims) {
      const channels = dims[1] ?? 1;
      const each = values.length / channels;
      if (count === 0) sums = new Float64Array(channels);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = c * each; i < (c + 1) * each; i++) {
          const value = values[i];
          if (value < least) least = value;
          if (value > most) most = value;
          sum += value;
        }
        sums[c] += sum / each;
      }
      count++;
    },
    result: () => ({ range: { least, most }, means: sums.map((sum) => sum / count) }),
  };
}
