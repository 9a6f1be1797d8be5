import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { quantile } from '../../numbers/quantile.ts';

/** What of the magnitude of strain is taken to be noise of the flow. */
export const noiseFloorParameters = z.strictObject({
  removal: z
    .enum(['power', 'threshold', 'none'])
    .default('power')
    .describe(
      '`power` takes the noise from the square: sqrt(max(0, |e|^2 - floor^2)), as noise adds to a magnitude in its square. `threshold` sets to 0 what is below the floor and keeps the rest. `none` keeps all.',
    ),
  floor: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'The floor in units of strain, where it is known; null: estimated from pairs of frames in which nothing moves. There is no value that would hold for every camera, so none is the default.',
    ),
  quantile: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'Which of the reference maps speaks for all: a quantile over their root-mean-square magnitudes. The median (0.5) is not moved by a twitch in less than half of them.',
    ),
});
/** How the floor of noise of strain is found and removed. */
export type NoiseFloorParameters = z.infer<typeof noiseFloorParameters>;

/** The root mean square of a map over the pixels of an area; NaN where the area has none. */
export function rootMeanSquare(map: Float32Array, pixels: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += map[pixels[i]] * map[pixels[i]];
  return Math.sqrt(sum / pixels.length);
}

/**
 * The noise floor: a quantile of the root-mean-square strain of reference pairs, in which the face is known to be still.
 *
 * @param levels `rootMeanSquare` of each reference map over the face
 * @throws WinceError `no-noise-reference` when there is none and the parameters do not name a floor
 */
export function noiseFloor(
  levels: readonly number[],
  { floor, quantile: share }: NoiseFloorParameters,
): number {
  if (floor !== null) return floor;
  const sorted = levels.filter((level) => !Number.isNaN(level)).sort((a, b) => a - b);
  if (sorted.length === 0) {
    throw new WinceError(
      'no-noise-reference',
      'There is no pair of still frames from which the noise of strain can be estimated.',
      {
        hint: 'Name an interval in which the face is still, give the parameter "floor", or set "removal" to none.',
      },
    );
  }
  return quantile(sorted, share);
}

/** Removes the floor from a map of magnitudes, in place. */
export function removeNoise(
  map: Float32Array,
  floor: number,
  removal: NoiseFloorParameters['removal'],
): void {
  if (removal === 'none' || floor === 0) return;
  const square = floor * floor;
  for (let i = 0; i < map.length; i++) {
    if (removal === 'power') map[i] = Math.sqrt(Math.max(0, map[i] * map[i] - square));
    else if (map[i] < floor) map[i] = 0;
  }
}
