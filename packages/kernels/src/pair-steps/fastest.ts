import type { PairSteps, PairTable } from './pair-steps.ts';
import { plainPairSteps } from './plain.ts';
import { vectorPairSteps } from './vectors.ts';

let fastest: ((table: PairTable) => PairSteps) | undefined;

/**
 * What a solver of support vector machines does with the kernel of all pairs of rows, in WebAssembly or, where there is none, in plain
 * TypeScript: the same bits.
 *
 * @param options `plain` asks for plain TypeScript
 */
export function openPairSteps(table: PairTable, options: { readonly plain?: boolean } = {}): PairSteps {
  fastest ??= vectorPairSteps() ?? plainPairSteps;
  return options.plain ? plainPairSteps(table) : fastest(table);
}
