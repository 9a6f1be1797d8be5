import type { TapDifference } from './tap-difference.ts';

/** What the weights of a variant are. */
export const PRECISIONS = ['float16'] as const;
/** What the weights of a variant are. */
export type Precision = (typeof PRECISIONS)[number];

/**
 * The largest `error` of a layer that is offered: a share of how much the layer differs from picture to picture.
 *
 * Noise of the share e widens the spread of a score by the root of 1 + e², so that the distance of two classes in standard deviations shrinks by
 * that factor where the noise is new in every picture. With e = 0.02 it shrinks by 0.02 %, which no experiment sees.
 *
 * float16 has 11 bits of precision, so that weights are off by 0.02 % of themselves on average, and layers by little more: a variant that misses 0.02 has
 * weights that float16 cannot hold (below 0.00006, where it loses precision).
 */
export const LARGEST_ERROR: Readonly<Record<Precision, number>> = { float16: 0.02 };

/**
 * The lowest cosine similarity of a layer that is offered. A picture that is unlike the others may go wrong without moving a mean over all pictures: this
 * bound holds for each. Noise of a share e of a vector gives 1 / sqrt(1 + e²): 0.9998 for 0.02.
 */
export const LOWEST_COSINE: Readonly<Record<Precision, number>> = { float16: 0.9998 };

/** Whether a layer does not suffer under a precision. */
export function isNearEnough({ error, cosine }: TapDifference, precision: Precision): boolean {
  return error <= LARGEST_ERROR[precision] && cosine >= LOWEST_COSINE[precision];
}
