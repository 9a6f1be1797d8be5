import { availableParallelism } from 'node:os';
import { WinceError } from '@wince/core';
import type { Piscina } from 'piscina';

/**
 * The file of a worker, named from the root of this package's source without its ending. A checkout runs `.ts`; a
 * package that was built holds `.js` files of the same names beside its entry.
 */
export function workerUrl(name: string): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../${name}.${ending}`, import.meta.url).href;
}

/** How many workers run where the user names no number. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

/** What a worker hands back: its result, or the fields of a typed error, which an error would lose on the way. */
export type Outcome<Result> =
  | { readonly result: Result }
  | { readonly refusal: Pick<WinceError, 'code' | 'message' | 'hint'> };

/** In a worker: does the work, and makes a typed error fit to travel. Anything else that is thrown stays a defect. */
export async function outcomeOf<Result>(work: () => Result | Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    const { code, message, hint } = error;
    return { refusal: { code, message, hint } };
  }
}

/** On the other side: the result, or the typed error thrown again; a run that was aborted is one, too. */
export async function settle<Result>(outcome: Promise<Outcome<Result>>): Promise<Result> {
  const settled = await outcome.catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    throw interrupted(undefined, error);
  });
  if ('result' in settled) return settled.result;
  const { message, code, ...rest } = settled.refusal;
  throw new WinceError(code, message, rest);
}

/**
 * Runs tasks in a pool. When one fails or the signal is aborted, no further task begins, and those that run come to
 * their end first: a thread that is stopped inside ONNX Runtime or libvips takes the whole process with it.
 *
 * @returns the results in the order of the tasks
 */
export async function runToEnd<Task, Result>(
  pool: Piscina<Task, Outcome<Result>>,
  tasks: readonly Task[],
  {
    signal,
    onDone,
    hint,
  }: {
    readonly signal?: AbortSignal;
    readonly onDone?: (done: number) => void;
    /** What to do after an interruption, where nothing is left in a cache. */
    readonly hint?: string;
  },
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = tasks.entries();
  let done = 0;
  let failed = false;
  const lane = async () => {
    for (const [index, task] of queue) {
      if (failed) return;
      if (signal?.aborted) throw interrupted(hint, signal.reason);
      try {
        results[index] = await settle(pool.run(task));
      } catch (error) {
        failed = true;
        throw error;
      }
      done += 1;
      onDone?.(done);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: pool.options.maxThreads }, lane));
  const failure = lanes.find((ended) => ended.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}

/** The error of work that was broken off on purpose. */
export function interrupted(
  hint = 'Run the same command again: it goes on from what the cache holds.',
  cause?: unknown,
): WinceError {
  return new WinceError('interrupted', 'The work was interrupted.', { hint, cause });
}
