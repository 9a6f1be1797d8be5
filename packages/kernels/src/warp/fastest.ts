import { plainSpans } from './plain.ts';
import type { SpanSource, Spans } from './spans.ts';
import { type OpenVectorSpans, vectorSpans } from './vectors.ts';

/** Samples below which plain loops are done before WebAssembly has its copy of the picture. */
const WORTH_COPYING = 20_000;

let vectors: OpenVectorSpans | null | undefined;

/**
 * Opens the bilinear samples of a picture under a map: in WebAssembly for colour or, where there is none or few are asked for, in plain
 * TypeScript. The results are the same to the last bit. Spans are valid until others are opened.
 *
 * @param source see {@link SpanSource}
 * @param use `rows`: the first row of the picture that is read, and the one behind the last; `samples`: about how many are asked for;
 *   `plain`: asks for plain TypeScript
 */
export function openSpans(
  source: SpanSource,
  use: { readonly rows: readonly [number, number]; readonly samples: number; readonly plain?: boolean },
): Spans {
  if (use.plain || source.channels === 1 || use.samples < WORTH_COPYING) return plainSpans(source);
  if (vectors === undefined) vectors = vectorSpans() ?? null;
  return vectors?.(source, use.rows) ?? plainSpans(source);
}
