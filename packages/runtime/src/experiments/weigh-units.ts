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
import { type JoinedRun, openRun, readInput } from './shared-run-tables.ts';

/** How many parts the work of a selector is cut into, and then its folds, where it is worth it: the same number whatever the workers are. */
export const WEIGHING_PARTS = 6;

const weighedBy = { features: featureSet, selection: methodCall };

/**
 * A part of what weighing columns takes whatever the folds are.
 *
 * Inputs: those of `inputsOf`. Result: see `packArrays`; no bytes where the work is not divided, or the selector refuses the rows.
 */
export const weighPart = defineUnitKind({
  id: 'weigh-part',
  version: 2,
  parameters: z.strictObject({ ...weighedBy, part: z.int().min(0), parts: z.int().min(1) }),
  async run({ inputs, parameters: { features, selection, part, parts } }, context) {
    const { joined } = await openRun(inputs, context);
    const found = unlessRefused(() => columnWeightsPart({ features, selection }, joined, { part, parts }));
    return found ? packArrays(found) : new Uint8Array(0);
  },
});

/**
 * Weighs the columns of a feature set in some folds of a run.
 *
 * Inputs: what each `weighPart` gave, and those of `inputsOf`. Result: as that of `weighColumns`, for these folds.
 */
export const weighFolds = defineUnitKind({
  id: 'weigh-folds',
  version: 1,
  parameters: z.strictObject({ ...weighedBy, folds: z.array(z.int().nonnegative()).min(1) }),
  async run({ inputs, parameters: { features, selection, folds } }, context) {
    const run = await openRun(inputs.filter(isTable), context);
    const training = folds.map((f) => trainingRows(run.folds[f], run.joined.x.rows));
    const parts = await partsOf(inputs, context);
    return packWeights(
      weightsUnlessRefused(run, training, (of) =>
        parts
          ? columnWeightsOfParts({ features, selection }, run.joined, of, parts)
          : columnWeightsOfFolds({ features, selection }, run.joined, of),
      ),
    );
  },
});

/**
 * Weighs the columns of a feature set by a selector in every fold of a run: cells that share both share the weights, and folds share
 * most of the work.
 *
 * Inputs: what each `weighFolds` gave in the order of the folds, where the work is divided, and those of `inputsOf`. Result: float64, folds
 * x columns; NaN for a fold whose training rows the selector refuses.
 */
export const weighColumns = defineUnitKind({
  id: 'weigh-columns',
  version: 3,
  parameters: z.strictObject(weighedBy),
  async run({ inputs, parameters }, context) {
    const groups = await Promise.all(
      inputs.filter((input) => !isTable(input)).map((each) => readInput(context.store, each)),
    );
    if (groups.length > 0) return Uint8Array.from(Buffer.concat(groups));
    const run = await openRun(inputs, context);
    const training = run.folds.map((fold) => trainingRows(fold, run.joined.x.rows));
    return packWeights(
      weightsUnlessRefused(run, training, (of) => columnWeightsOfFolds(parameters, run.joined, of)),
    );
  },
});

/** Whether an input is one of those of `inputsOf`, and not what another unit gave. */
export const isTable = ({ of }: UnitInput): boolean => of !== 'fits';

/** The weights of training sets. Where one is refused, the others are weighed all the same. */
function weightsUnlessRefused(
  { joined }: JoinedRun,
  training: readonly Int32Array[],
  weigh: (of: readonly Int32Array[]) => readonly Float64Array[],
): readonly Float64Array[] {
  const refused = new Float64Array(joined.x.columns).fill(Number.NaN);
  return (
    unlessRefused(() => weigh(training)) ??
    training.map((fold) => unlessRefused(() => weigh([fold]))?.[0] ?? refused)
  );
}

function packWeights(weights: readonly Float64Array[]): Uint8Array {
  const all = new Float64Array(weights.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const own of weights) {
    all.set(own, at);
    at += own.length;
  }
  return new Uint8Array(all.buffer);
}

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

/** What all parts gave; null where one has nothing. */
async function partsOf(
  inputs: readonly UnitInput[],
  context: UnitContext,
): Promise<readonly (readonly Float64Array[])[] | null> {
  const parts: (readonly Float64Array[])[] = [];
  for (const input of inputs) {
    if (isTable(input)) continue;
    const bytes = await readInput(context.store, input);
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
