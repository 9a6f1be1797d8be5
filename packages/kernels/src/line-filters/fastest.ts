import type { LineFilters } from './line-filters.ts';
import { plainLineFilters } from './plain.ts';
import { vectorLineFilters } from './vectors.ts';

/**
 * Line filters in WebAssembly, two samples to an instruction, or in plain TypeScript where there is none. Both give the
 * same results to the last bit.
 *
 * @param options.plain asks for plain TypeScript
 */
export function lineFilters(options: { readonly plain?: boolean } = {}): LineFilters {
  return (options.plain ? undefined : vectorLineFilters()) ?? plainLineFilters;
}
