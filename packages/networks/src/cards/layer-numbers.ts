import { z } from 'zod';

/** So many values of a layer are kept, spread evenly over it. */
const KEPT = 16;

/** What is kept of the values that a layer gives for one input, to compare with it later. */
export const layerNumbers = z.strictObject({
  layer: z.string().min(1),
  /** How many values the layer gives. */
  length: z.int().positive(),
  /** The largest absolute value of all. */
  largest: z.number().nonnegative(),
  /** The mean of all. */
  mean: z.number(),
  /** At most 16 of them, from the first on at even steps. */
  some: z.array(z.number()).min(1).max(KEPT),
});
/** What is kept of the values that a layer gives for one input; see `layerNumbers`. */
export type LayerNumbers = Readonly<z.infer<typeof layerNumbers>>;

/** What is kept of the values of a layer. @param values at least one */
export function layerNumbersOf(layer: string, values: Float32Array): LayerNumbers {
  const { length } = values;
  const kept = Math.min(length, KEPT);
  return {
    ...{ layer, length },
    largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    mean: values.reduce((sum, value) => sum + value, 0) / length,
    some: Array.from({ length: kept }, (_, i) => values[Math.floor((i * length) / kept)]),
  };
}

/**
 * How far two layers are apart: the largest absolute difference of their kept values, means and largest values.
 *
 * @returns null where one has another number of values than the other, or a value that is not a number
 */
export function layerDifference(found: LayerNumbers, wanted: LayerNumbers): number | null {
  if (found.length !== wanted.length || found.some.length !== wanted.some.length) return null;
  const pairs = [
    [found.largest, wanted.largest],
    [found.mean, wanted.mean],
    ...found.some.map((value, i) => [value, wanted.some[i]]),
  ];
  const differences = pairs.map(([a, b]) => Math.abs(a - b));
  return differences.some(Number.isNaN) ? null : Math.max(...differences);
}
