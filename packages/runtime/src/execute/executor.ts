import { WinceError } from '@wince/core';
import type { Unit } from './unit.ts';

export interface RunOptions {
  readonly signal?: AbortSignal;
  /**
   * Called after each unit, with its place in the list; the unit is done when this has returned. `isKept` is true where the result was
   * put into the store by whoever made it.
   */
  readonly onDone?: (index: number, result: Uint8Array, isKept?: boolean) => void | Promise<void>;
  /** What to do after an interruption, where nothing is left in a cache. */
  readonly hint?: string;
}

/** Runs units somewhere: in this thread, in others, on other machines. */
export interface Executor {
  /**
   * Runs units, several at a time where the executor can. When one fails or the signal is aborted no further unit begins, and
   * those that run come to their end first: a thread that is stopped inside ONNX Runtime or libvips takes the whole process
   * with it.
   *
   * Results are told by `onDone` and not kept, so that memory does not grow with them; `allResults` gathers them.
   *
   * @throws WinceError `interrupted` after an abort, or the typed error of the unit that failed first
   */
  run(units: readonly Unit[], options?: RunOptions): Promise<void>;
  /** Lets everything go that units have opened. Nothing may run any more. */
  close(): Promise<void>;
}

/**
 * The order of work that all executors share: `lanes` units at a time, in their order, until one fails or the signal is
 * aborted.
 *
 * @param carryOut runs one unit; `stopped` becomes true when its result will not be needed
 */
export async function runInLanes(
  units: readonly Unit[],
  lanes: number,
  carryOut: (unit: Unit, stopped: () => boolean) => Promise<Uint8Array>,
  { signal, onDone, hint }: RunOptions = {},
): Promise<void> {
  const queue = units.entries();
  const failures: unknown[] = [];
  const stopped = () => failures.length > 0 || signal?.aborted === true;
  const lane = async () => {
    for (const [index, unit] of queue) {
      if (failures.length > 0) return;
      try {
        if (signal?.aborted) throw interrupted(hint, signal.reason);
        const result = await carryOut(unit, stopped);
        await onDone?.(index, result);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, units.length) }, lane));
  if (failures.length > 0) throw failures[0];
}

/** The results of a run in the order of its units, for those who need all of them at once. */
export async function allResults(
  run: (options: RunOptions) => Promise<void>,
  options: RunOptions = {},
): Promise<readonly Uint8Array[]> {
  const results: Uint8Array[] = [];
  await run({
    ...options,
    async onDone(index, result, isKept) {
      await options.onDone?.(index, result, isKept);
      results[index] = result;
    },
  });
  return results;
}

/** The error of work that was broken off on purpose. */
export function interrupted(
  hint = 'Run the same command again: it continues from what is in the cache.',
  cause?: unknown,
): WinceError {
  return new WinceError('interrupted', 'The work was interrupted.', { hint, cause });
}
