import type { TapDifference } from './tap-difference.ts';

/** What the weights of a variant are: half floats, or whole numbers of 8 bits, with activations of 8 bits, too. */
export const PRECISIONS = ['float16', 'int8'] as const;
/** What the weights of a variant are. */
export type Precision = (typeof PRECISIONS)[number];

/**
 * The largest `error` of a layer that is offered: a share of how much the layer differs from picture to picture.
 *
 * Noise of the share e widens the spread of a score by the root of 1 + e², so that the distance of two classes in standard deviations shrinks by
 * that factor where the noise is new in every picture. With e = 0.02 it shrinks by 0.02 %, which no experiment sees. With e = 0.25 it shrinks by
 * 3 %: an AUC of 0.80 becomes 0.793 and one of 0.90 becomes 0.894, well inside the interval of any cohort of infants.
 *
 * float16 has 11 bits of precision, so that weights are off by 0.02 % of themselves on average, and layers by little more: a variant that misses 0.02 has
 * weights that float16 cannot hold (below 0.00006, where it loses precision). int8 has steps of a hundredth of a weight, and several layers add up.
 */
export const LARGEST_ERROR: Readonly<Record<Precision, number>> = { float16: 0.02, int8: 0.25 };

/**
 * The lowest cosine similarity of a layer that is offered. A picture that is unlike the others may go wrong without moving a mean over all pictures: this
 * bound holds for each. Noise of a share e of a vector gives 1 / sqrt(1 + e²): 0.9998 for 0.02, and 0.970 for a quarter.
 */
export const LOWEST_COSINE: Readonly<Record<Precision, number>> = { float16: 0.9998, int8: 0.97 };

/** Whether a layer does not suffer under a precision. */
export function isNearEnough({ error, cosine }: TapDifference, precision: Precision): boolean {
  return error <= LARGEST_ERROR[precision] && cosine >= LOWEST_COSINE[precision];
}
