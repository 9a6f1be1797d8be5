/** Pixels that a column looks at, with what each of them gave to its value. */
export interface GivingPixels {
  /** Places in the map that is added to. */
  readonly places: Int32Array;
  /** At least 0 each. */
  readonly gave: Float64Array;
}

/** Adds a weight to a map, divided among pixels in proportion to what they gave; evenly where none gave anything. */
export function spreadWeight(weight: number, { places, gave }: GivingPixels, map: Float64Array): void {
  if (weight === 0) return;
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += gave[i];
  for (let i = 0; i < places.length; i++)
    map[places[i]] += sum > 0 ? (weight * gave[i]) / sum : weight / places.length;
}
