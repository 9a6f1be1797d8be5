import { plainStepDistances } from './plain.ts';
import type { FillStepDistances, StepRows } from './step-rows.ts';
import { vectorStepDistances } from './vectors.ts';

let fastest: ((table: StepRows) => FillStepDistances) | undefined;

/**
 * Manhattan distances between rows of whole numbers of 14 bits, in WebAssembly or, where there is none, in plain TypeScript: whole
 * numbers, the same.
 *
 * @param options `plain` asks for plain TypeScript
 */
export function openStepDistances(
  table: StepRows,
  options: { readonly plain?: boolean } = {},
): FillStepDistances {
  fastest ??= vectorStepDistances() ?? plainStepDistances;
  return options.plain ? plainStepDistances(table) : fastest(table);
}
