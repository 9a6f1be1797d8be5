import type { Store } from '../store/index.ts';
import type { Executor, RunOptions } from './executor.ts';
import type { Unit } from './unit.ts';

/**
 * Runs units whose results are kept in the store: those that are there are not run again, and each new one is put there as
 * soon as it is done, so that a run that was killed goes on from there.
 *
 * @returns the results in the order of the units
 * @throws WinceError `interrupted`, or the typed error of the unit that failed first
 */
export async function runUnits(
  units: readonly Unit[],
  { executor, store }: { readonly executor: Executor; readonly store: Store },
  { onDone, ...options }: RunOptions = {},
): Promise<readonly Uint8Array[]> {
  const results: Uint8Array[] = [];
  const open: number[] = [];
  for (const [index, { result }] of units.entries()) {
    const kept = result && (await store.get(result));
    if (!kept) {
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
