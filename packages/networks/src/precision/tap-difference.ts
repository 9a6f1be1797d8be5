import { z } from 'zod';

/** How far a layer of a variant is from the same layer of its network, on pictures that neither was fitted to. */
export const tapDifference = z.strictObject({
  tap: z.string().min(1),
  /**
   * Root of the mean squared difference, as a share of how much the values of the network differ from picture to picture (root of the mean
   * squared distance from each column's mean): what a classifier sees of pictures is that spread, and the difference is noise on it.
   */
  error: z.number().nonnegative(),
  /** The lowest cosine similarity of the layers of a picture, 1 where all values are the same. */
  cosine: z.number(),
  /** The lowest correlation over the pictures of a column that varies; null where none does. */
  correlation: z.number().nullable(),
});
/** How far a layer of a variant is from the same layer of its network; see `tapDifference`. */
export type TapDifference = Readonly<z.infer<typeof tapDifference>>;

/**
 * Of larger layers so many columns are compared, spread evenly over them: a figure of 65,536 columns is known to half a percent of itself, and the
 * sums of all columns of a large network would take more memory than the network.
 */
const MOST_COLUMNS = 65_536;

/** A column varies where its standard deviation is at least this share of the spread of its layer: what hardly varies has a correlation of rounding. */
const VARYING = 0.1;

/** Adds up how a layer of a variant differs from that of its network. */
export interface TapComparison {
  /** @param original @param variant the layer's values for one picture, as many as before */
  add(original: Float32Array, variant: Float32Array): void;
  /** What was found so far. @throws RangeError before the second picture */
  result(): TapDifference;
}

/** Compares a layer picture by picture, in sums of double precision. @param length how many values the layer has */
export function compareTap(tap: string, length: number): TapComparison {
  const columns = Math.min(length, MOST_COLUMNS);
  const at = Uint32Array.from({ length: columns }, (_, c) => Math.floor((c * length) / columns));
  // Each column is counted from its value in the first picture, so that little is lost where it is far from 0.
  const [origin, ofOriginal, ofVariant, ofOriginals, ofVariants, ofBoth] = Array.from(
    { length: 6 },
    () => new Float64Array(columns),
  );
  let [pictures, squares, cosine] = [0, 0, 1];
  return {
    add(original, variant) {
      if (original.length !== length || variant.length !== length)
        throw new RangeError(`${tap} has ${length} values, not ${original.length} and ${variant.length}`);
      let [products, originals, variants] = [0, 0, 0];
      for (let c = 0; c < columns; c++) {
        const [wanted, found] = [original[at[c]], variant[at[c]]];
        if (pictures === 0) origin[c] = wanted;
        const [a, b] = [wanted - origin[c], found - origin[c]];
        ofOriginal[c] += a;
        ofVariant[c] += b;
        ofOriginals[c] += a * a;
        ofVariants[c] += b * b;
        ofBoth[c] += a * b;
        squares += (a - b) ** 2;
        products += wanted * found;
        originals += wanted * wanted;
        variants += found * found;
      }
      pictures++;
      cosine = Math.min(cosine, similarity(products, originals, variants));
    },
    result() {
      if (pictures < 2) throw new RangeError('layers are compared on two pictures at least');
      const spreads = ofOriginals.map((sum, c) => Math.max(0, sum - ofOriginal[c] ** 2 / pictures));
      const spread = spreads.reduce((sum, each) => sum + each, 0);
      const least = (VARYING ** 2 * spread) / columns;
      let correlation: number | null = null;
      for (let c = 0; c < columns; c++) {
        if (!(spreads[c] > 0 && spreads[c] >= least)) continue;
        const variation = Math.max(0, ofVariants[c] - ofVariant[c] ** 2 / pictures);
        const common = ofBoth[c] - (ofOriginal[c] * ofVariant[c]) / pictures;
        const each = variation === 0 ? 0 : common / Math.sqrt(spreads[c] * variation);
        correlation = Math.min(correlation ?? 1, each);
      }
      const error = squares === 0 ? 0 : Math.sqrt(squares / spread);
      return { tap, error, cosine, correlation };
    },
  };
}

/** Of two vectors by their sums; 1 where both are 0, and 0 where one is. */
function similarity(products: number, first: number, second: number): number {
  if (first === 0 && second === 0) return 1;
  return first === 0 || second === 0 ? 0 : products / Math.sqrt(first * second);
}
