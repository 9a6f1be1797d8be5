import { BroadcastChannel, threadId } from 'node:worker_threads';
import { workerData } from 'piscina';
import { openStoreAt, type Store, withHeld } from '../store/index.ts';
import { outcomeOf } from './outcome.ts';
import { openHolder } from './resource.ts';
import { CLOSE, type ThreadAnswer, type ThreadSetup, type ThreadTask } from './thread-task.ts';
import { carryOut, type UnitKinds } from './unit-kind.ts';

/** In a worker thread: the function that carries out one unit after the other. */
export function serveUnits(kinds: UnitKinds): (task: ThreadTask) => Promise<ThreadAnswer> {
  const { channel }: ThreadSetup = workerData;
  const holder = openHolder();
  const line = new BroadcastChannel(channel);
  line.onmessage = async ({ data }) => {
    // The answers of other threads are heard, too.
    if (data !== CLOSE) return;
    try {
      await holder.close();
    } finally {
      line.postMessage(threadId);
    }
  };
  const stores = new Map<string | null, Promise<Store>>();
  return async ({ unit, store: { folder, held }, stop }) => {
    const outcome = await outcomeOf(async () => {
      const opened = stores.get(folder) ?? openStoreAt({ folder, held: [] });
      stores.set(folder, opened);
      const store = withHeld(await opened, held);
      const stopped = () => Atomics.load(stop, 0) !== 0;
      return carryOut(unit, kinds, { store, holder, stopped });
    });
    return { thread: threadId, outcome };
  };
}
