import type { Piscina } from 'piscina';
import { interrupted } from './executor.ts';
import { type Outcome, resultOf } from './outcome.ts';

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
        results[index] = resultOf(await pool.run(task));
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
