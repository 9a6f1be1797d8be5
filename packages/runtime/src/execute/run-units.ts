import type { Store } from '../store/index.ts';
import { type Executor, interrupted, type RunOptions } from './executor.ts';
import type { Unit } from './unit.ts';

/** How units are run whose results are kept. */
export interface RunUnitsOptions extends RunOptions {
  readonly fits?: (index: number, kept: Uint8Array) => boolean;
  readonly kept?: readonly (Uint8Array | null)[];
  readonly lasts?: (index: number, result: Uint8Array) => boolean;
}

/** How many entries of a store are asked for at a time: enough that a disk is not waited for, few enough for open files. */
const AT_A_TIME = 16;

/**
 * What a store holds of units, in their order; null for what is not there, or does not fit.
 *
 * @param fits whether the bytes that are kept for a unit can be its result: else they count as not there
 */
export async function keptResults(
  units: readonly Unit[],
  store: Store,
  fits: (index: number, kept: Uint8Array) => boolean = () => true,
): Promise<readonly (Uint8Array | null)[]> {
  const kept: (Uint8Array | null)[] = [];
  for (let start = 0; start < units.length; start += AT_A_TIME) {
    const some = units.slice(start, start + AT_A_TIME);
    kept.push(...(await Promise.all(some.map(({ result }) => result && store.get(result)))));
  }
  return kept.map((bytes, index) => (bytes && fits(index, bytes) ? bytes : null));
}

/**
 * Runs units whose results are kept in the store: those that are there are not run again, and each new one is put there as
 * soon as it is done, so that a run that was killed goes on from there.
 *
 * @param options.fits as in {@link keptResults}
 * @param options.kept what {@link keptResults} found, where somebody has looked already
 * @param options.lasts whether a new result is to be kept: one that tells of a failure may be another the next time
 * @throws WinceError `interrupted`, or the typed error of the unit that failed first
 */
export async function runUnits(
  units: readonly Unit[],
  { executor, store }: { readonly executor: Executor; readonly store: Store },
  { onDone, fits = () => true, kept, lasts = () => true, ...options }: RunUnitsOptions = {},
): Promise<void> {
  const open: number[] = [];
  // Bit by bit: of many results the first are told before the last are read.
  for (let start = 0; start < units.length; start += AT_A_TIME) {
    if (options.signal?.aborted) throw interrupted(options.hint, options.signal.reason);
    const end = start + AT_A_TIME;
    const some =
      kept?.slice(start, end) ??
      (await keptResults(units.slice(start, end), store, (i, bytes) => fits(start + i, bytes)));
    for (const [i, bytes] of some.entries()) {
      if (!bytes) {
        open.push(start + i);
        continue;
      }
      await onDone?.(start + i, bytes);
    }
  }
  await executor.run(
    open.map((index) => units[index]),
    {
      ...options,
      async onDone(done, bytes, isKept = false) {
        const index = open[done];
        const { result } = units[index];
        if (result && !isKept && lasts(index, bytes)) await store.put(result, bytes);
        await onDone?.(index, bytes);
      },
    },
  );
}
