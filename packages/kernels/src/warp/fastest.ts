import type { Form } from '../form.ts';
import { plainRows } from './plain.ts';
import { type TellPixels, vectorPixels } from './vectors.ts';
import type { Warp } from './warp.ts';

/** Samples below which plain loops are done before WebAssembly has its copy of the picture. */
const WORTH_COPYING = 20_000;

let vectors: TellPixels | null | undefined;

/** The pixels of a picture under a map. */
export interface WarpedPixels {
  /** `width * height * channels` bytes, rows from the top. */
  readonly data: Uint8Array;
  readonly form: Form;
}

/**
 * Bilinear samples of a picture under a map, `fine` x `fine` of them averaged for each new pixel: in WebAssembly for colour or, where there
 * is none or few are asked for, in plain TypeScript. The results are the same to the last bit.
 *
 * @param options `plain`: asks for plain TypeScript
 */
export function warpedPixels(warp: Warp, { plain = false }: { readonly plain?: boolean } = {}): WarpedPixels {
  const { width, height, fine, source } = warp;
  const data = new Uint8Array(width * height * source.channels);
  const fill = plainRows(warp);
  const isSmall = width * height * fine * fine < WORTH_COPYING;
  if (!plain && vectors === undefined) vectors = vectorPixels() ?? null;
  const isTold = !plain && !isSmall && vectors?.(warp, data, (x, y, at) => fill(y, x, x + 1, data, at));
  if (isTold) return { data, form: 'webassembly' };
  for (let y = 0; y < height; y++) fill(y, 0, width, data, y * width * source.channels);
  return { data, form: 'plain' };
}
