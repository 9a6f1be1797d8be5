import {
  columnWeightsOfFolds,
  columnWeightsOfParts,
  columnWeightsPart,
  featureSet,
  methodCall,
  WinceError,
} from '@wince/core';
import { z } from 'zod';
import { defineUnitKind, type UnitContext, type UnitInput } from '../execute/index.ts';
import { trainingRows } from './fold-task.ts';
import { openRun } from './shared-run-tables.ts';

/** How many parts the work of a selector is cut into, where it is worth it: the same number whatever the workers are. */
export const WEIGHING_PARTS = 6;

const weighedBy = { features: featureSet, selection: methodCall };

/**
 * A part of what `weighColumns` does.
 *
 * Inputs: those of `inputsOf`. Result: see `packArrays`; no bytes where the work is not divided, or the selector refuses a fold.
 */
export const weighPart = defineUnitKind({
  id: 'weigh-part',
  version: 1,
  parameters: z.strictObject({ ...weighedBy, part: z.int().min(0), parts: z.int().min(1) }),
  async run({ inputs, parameters: { features, selection, part, parts } }, context) {
    const { joined, folds } = await openRun(inputs, context);
    const training = folds.map((fold) => trainingRows(fold, joined.x.rows));
    const found = unlessRefused(() =>
      columnWeightsPart({ features, selection }, joined, training, { part, parts }),
    );
    return found ? packArrays(found) : new Uint8Array(0);
  },
});

/**
 * Weighs the columns of a feature set by a selector in every fold of a run: cells that share both share the weights, and folds share
 * most of the work.
 *
 * Inputs: what each `weighPart` gave, where there are parts, and those of `inputsOf`. Result: float64, folds x columns; NaN for a fold
 * whose training rows the selector refuses.
 */
export const weighColumns = defineUnitKind({
  id: 'weigh-columns',
  version: 2,
  parameters: z.strictObject(weighedBy),
  async run({ inputs, parameters }, context) {
    const own = inputs.filter(({ of }) => of === 'fits');
    const { joined, folds } = await openRun(
      inputs.filter(({ of }) => of !== 'fits'),
      context,
    );
    const training = folds.map((fold) => trainingRows(fold, joined.x.rows));
    const parts = await partsOf(own, context);
    const weigh = (of: readonly Int32Array[]) => columnWeightsOfFolds(parameters, joined, of);
    const refused = new Float64Array(joined.x.columns).fill(Number.NaN);
    // Where one fold is refused, the others are weighed all the same.
    const weights =
      unlessRefused(() =>
        parts ? columnWeightsOfParts(parameters, joined, training, parts) : weigh(training),
      ) ?? training.map((fold) => unlessRefused(() => weigh([fold]))?.[0] ?? refused);
    const all = new Float64Array(folds.length * joined.x.columns);
    weights.forEach((of, f) => {
      all.set(of, f * joined.x.columns);
    });
    return new Uint8Array(all.buffer);
  },
});

/** Whether bytes can be what `weighColumns` gives for so many folds and columns. */
export function isFoldWeights(bytes: Uint8Array, folds: number, columns: number): boolean {
  return bytes.length === 8 * folds * columns;
}

/** What a computation gives; null where it refuses its input. Defects go on. */
export function unlessRefused<Value>(compute: () => Value): Value | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof WinceError) return null;
    throw error;
  }
}

/** What all parts gave; null where there are none, or one has nothing. */
async function partsOf(
  inputs: readonly UnitInput[],
  { store }: UnitContext,
): Promise<readonly (readonly Float64Array[])[] | null> {
  if (inputs.length === 0) return null;
  const parts: (readonly Float64Array[])[] = [];
  for (const input of inputs) {
    const bytes = input.of === 'file' ? null : await store.get(input);
    if (!bytes) throw new Error('the store has no part of the weights of columns');
    if (bytes.length === 0) return null;
    parts.push(unpackArrays(bytes));
  }
  return parts;
}

/** Arrays as float64: how many there are, the length of each, and their numbers. */
function packArrays(arrays: readonly Float64Array[]): Uint8Array {
  const numbers = [arrays.length, ...arrays.map(({ length }) => length)];
  const packed = new Float64Array(arrays.reduce((sum, { length }) => sum + length, numbers.length));
  packed.set(numbers);
  let at = numbers.length;
  for (const array of arrays) {
    packed.set(array, at);
    at += array.length;
  }
  return new Uint8Array(packed.buffer);
}

function unpackArrays(bytes: Uint8Array): readonly Float64Array[] {
  const packed = new Float64Array(Uint8Array.from(bytes).buffer);
  const lengths = packed.subarray(1, 1 + packed[0]);
  let end = 1 + packed[0];
  return Array.from(lengths, (length) => {
    end += length;
    return packed.subarray(end - length, end);
  });
}
