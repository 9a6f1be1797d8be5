import type { CosineSums, CosineWeights, OpenCosineSums } from './cosine-sums.ts';
import { plainCosineSums } from './plain.ts';
import { vectorCosineSums } from './vectors.ts';

let fastest: OpenCosineSums | undefined;

/**
 * Prepares a cosine transform of rows, in WebAssembly or, where there is none, in plain TypeScript: the same bits.
 *
 * @param options `plain` asks for plain TypeScript
 * @throws Error where rows have an odd number of bands, or weights are missing
 */
export function openCosineSums(
  transform: CosineWeights,
  options: { readonly plain?: boolean } = {},
): CosineSums {
  const { bands, count, weights } = transform;
  if (bands % 2 !== 0) throw new Error(`rows of ${bands} bands have no two halves`);
  if (weights.length < (count * bands) / 2)
    throw new Error(`${weights.length} weights are too few for ${count} coefficients of ${bands} bands`);
  fastest ??= vectorCosineSums() ?? plainCosineSums;
  return options.plain ? plainCosineSums(transform) : fastest(transform);
}
