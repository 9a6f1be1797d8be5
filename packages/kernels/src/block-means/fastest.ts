import type { BlockPlace, Blocks, FillBlockMeans } from './blocks.ts';
import { plainBlockMeans } from './plain.ts';
import { vectorBlockMeans } from './vectors.ts';

let vectors: FillBlockMeans | undefined;

/**
 * Means over whole blocks of pixels: in WebAssembly for colour or, where there is none, in plain TypeScript. The results are the same
 * to the last bit.
 *
 * @param out takes the rounded means
 * @param options `plain`: asks for plain TypeScript
 */
export function fillBlockMeans(
  blocks: Blocks,
  out: Uint8Array,
  place: BlockPlace,
  { plain = false }: { readonly plain?: boolean } = {},
): void {
  if (plain || blocks.channels === 1) {
    plainBlockMeans(blocks, out, place);
    return;
  }
  vectors ??= vectorBlockMeans() ?? plainBlockMeans;
  vectors(blocks, out, place);
}
