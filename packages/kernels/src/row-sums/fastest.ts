import type { Rows } from '../row-pairs/rows.ts';
import { plainRowSums } from './plain.ts';
import type { OpenRowSums, RowSums } from './row-sums.ts';
import { vectorRowSums } from './vectors.ts';

let fastest: OpenRowSums | undefined;

/**
 * Sums over the rows of a table, and systems of equations of their squares, in WebAssembly or, where there is none, in plain TypeScript:
 * the same bits.
 *
 * @param table is not changed as long as the sums are used
 * @param options `plain` asks for plain TypeScript
 */
export function openRowSums(table: Rows, options: { readonly plain?: boolean } = {}): RowSums {
  fastest ??= vectorRowSums() ?? plainRowSums;
  return options.plain ? plainRowSums(table) : fastest(table);
}
