import type { FrameColours } from './frame-colours.ts';
import { plainFrameColours } from './plain.ts';
import { vectorFrameColours } from './vectors.ts';

let vectors: FrameColours | undefined;

/**
 * Makes R, G and B of the stored channels of a frame, each resized on its own: in WebAssembly or, where there is none, in plain
 * TypeScript. The results are the same to the last bit.
 *
 * @param options `plain`: asks for plain TypeScript
 * @returns 3 x width x height bytes: R, G, B of each pixel in [0, 255], rows from the top
 */
export function frameColours(
  frame: Parameters<FrameColours>[0],
  { plain = false }: { readonly plain?: boolean } = {},
): Uint8Array {
  if (plain) return plainFrameColours(frame);
  vectors ??= vectorFrameColours() ?? plainFrameColours;
  return vectors(frame);
}
