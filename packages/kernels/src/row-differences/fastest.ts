import { plainRowDifferences } from './plain.ts';
import type { RowDifferences } from './row-differences.ts';
import { vectorRowDifferences } from './vectors.ts';

/** Numbers below which a memory of their own would cost more than it saves. */
const WORTH_MEMORY = 2 ** 16;

/**
 * A table of whole numbers, to be filled, and what its rows differ by: in WebAssembly or, where there is none or the table is small, in plain
 * TypeScript, with the same results.
 *
 * @param options `plain` asks for plain TypeScript, or for WebAssembly whatever the size
 */
export function openRowDifferences(
  rows: number,
  columns: number,
  { plain = rows * columns < WORTH_MEMORY }: { readonly plain?: boolean } = {},
): RowDifferences {
  return (plain ? undefined : vectorRowDifferences(rows, columns)) ?? plainRowDifferences(rows, columns);
}
