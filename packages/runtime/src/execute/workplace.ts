import { openStore, type Store, withTablesInMemory } from '../store/index.ts';
import type { Executor } from './executor.ts';
import { openThreads } from './threads.ts';

/** Where the units of one piece of work are carried out, and where their results are kept. */
export interface Workplace {
  readonly store: Store;
  readonly executor: Executor;
}

/** How a workplace is opened: another executor is one more function of this form. */
export type OpenExecutor = (options: { readonly store: Store; readonly workers: number }) => Executor;

/**
 * Opens a workplace, does the work and lets everything go that was opened, however the work ends.
 *
 * @param options `cache`: the folder of the store; `open`: the executor, threads of this process where nothing is said
 */
export async function withWorkplace<Result>(
  {
    cache,
    workers,
    open = openThreads,
  }: { readonly cache: string; readonly workers: number; readonly open?: OpenExecutor },
  work: (place: Workplace) => Promise<Result>,
): Promise<Result> {
  const store = withTablesInMemory(await openStore(cache));
  const executor = open({ store, workers });
  try {
    return await work({ store, executor });
  } finally {
    await executor.close();
  }
}
