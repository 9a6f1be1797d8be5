import { plainTrees } from './plain.ts';
import type { BinnedRows, GrowTree } from './tree.ts';
import { webassemblyTrees } from './webassembly.ts';

let fastest: ((table: BinnedRows) => GrowTree) | undefined;

/**
 * Grows decision trees on binned columns, in WebAssembly or, where there is none, in plain TypeScript: the same trees.
 *
 * A node draws `tried` columns, tries each cut between two bins that occur in it, and takes the one that leaves the least Gini
 * impurity (the sum over both sides of rows of one label times rows of the other, over all rows of the side), the first of
 * several. It is a leaf where it holds one label, or no column varies in it.
 *
 * @param options `plain` asks for plain TypeScript
 */
export function openTrees(table: BinnedRows, options: { readonly plain?: boolean } = {}): GrowTree {
  fastest ??= webassemblyTrees() ?? plainTrees;
  return options.plain ? plainTrees(table) : fastest(table);
}
