import type { Store } from '../store/index.ts';
import type { Executor, RunOptions } from './executor.ts';
import type { Unit } from './unit.ts';

/** How units are run whose results are kept. */
export interface RunUnitsOptions extends RunOptions {
  readonly fits?: (index: number, kept: Uint8Array) => boolean;
}

/**
 * Runs units whose results are kept in the store: those that are there are not run again, and each new one is put there as
 * soon as it is done, so that a run that was killed goes on from there.
 *
 * @param options.fits whether the bytes that are kept for a unit can be its result: else they count as not there
 * @returns the results in the order of the units
 * @throws WinceError `interrupted`, or the typed error of the unit that failed first
 */
export async function runUnits(
  units: readonly Unit[],
  { executor, store }: { readonly executor: Executor; readonly store: Store },
  { onDone, fits = () => true, ...options }: RunUnitsOptions = {},
): Promise<readonly Uint8Array[]> {
  const results: Uint8Array[] = [];
  const open: number[] = [];
  for (const [index, { result }] of units.entries()) {
    const kept = result && (await store.get(result));
    if (!kept || !fits(index, kept)) {
      open.push(index);
      continue;
    }
    results[index] = kept;
    await onDone?.(index, kept);
  }
  await executor.run(
    open.map((index) => units[index]),
    {
      ...options,
      async onDone(done, bytes) {
        const index = open[done];
        const { result } = units[index];
        if (result) await store.put(result, bytes);
        results[index] = bytes;
        await onDone?.(index, bytes);
      },
    },
  );
  return results;
}
