import { z } from 'zod';

export const oneEuroParameters = z.strictObject({
  leastCutoff: z
    .number()
    .positive()
    .default(1)
    .describe(
      "Hz: the cut-off while nothing moves. The paper's procedure starts from 1 Hz and lowers it until the jitter of a still object is gone.",
    ),
  speedCoefficient: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'How much the cut-off rises with speed: Hz for each unit a second. With landmarks in pixels, 0.1 gives 11 Hz at 100 pixels a second, so that an onset passes. Raise it where fast movements lag.',
    ),
  speedCutoff: z
    .number()
    .positive()
    .default(1)
    .describe("Hz: the cut-off of the speed itself. The paper's value."),
  largestGap: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'Seconds: after a longer gap the filter starts again, because the speed before the gap means nothing.',
    ),
});
export type OneEuroParameters = z.infer<typeof oneEuroParameters>;

/** Smooths the values of one track frame by frame. */
export interface OneEuroFilter {
  /**
   * Filters a frame in place; undefined where the frame has none: nothing is put in its place.
   *
   * @param time seconds, rising
   * @throws RangeError for a time that does not rise
   */
  next(values: Float64Array | undefined, time: number): void;
}

/**
 * The one-euro filter over the numbers of a landmark track: a low pass whose cut-off rises with speed, so that a still face does
 * not jitter and an onset does not lag. Each number has a filter of its own; times may be irregular.
 *
 * @source Casiez, Roussel, Vogel 2012, doi:10.1145/2207676.2208639
 */
export function openOneEuroFilter(length: number, parameters: OneEuroParameters): OneEuroFilter {
  const { leastCutoff, speedCoefficient, speedCutoff, largestGap } = parameters;
  const smooth = new Float64Array(length);
  const speed = new Float64Array(length);
  let before: number | undefined;
  let newest = Number.NEGATIVE_INFINITY;
  return {
    next(values, time) {
      if (!(time > newest)) throw new RangeError(`a frame at ${time} s follows one at ${newest} s`);
      newest = time;
      if (!values) return;
      if (values.length !== length)
        throw new RangeError(`a track of ${length} numbers, not ${values.length}`);
      const seconds = before === undefined ? Number.POSITIVE_INFINITY : time - before;
      before = time;
      if (seconds > largestGap) {
        smooth.set(values);
        speed.fill(0);
        return;
      }
      const speedShare = newShare(speedCutoff, seconds);
      for (let i = 0; i < length; i++) {
        // Speed from the filtered value, as in the paper's listing.
        speed[i] += speedShare * ((values[i] - smooth[i]) / seconds - speed[i]);
        const cutoff = leastCutoff + speedCoefficient * Math.abs(speed[i]);
        smooth[i] += newShare(cutoff, seconds) * (values[i] - smooth[i]);
        values[i] = smooth[i];
      }
    },
  };
}

/** The share of the new value in a low pass of first order: 1 / (1 + tau / T) with tau = 1 / (2 pi cut-off). */
function newShare(cutoff: number, seconds: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoff * seconds));
}
