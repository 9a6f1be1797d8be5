import { openStore } from './folder-store.ts';
import { memoryStore } from './memory-store.ts';
import type { HeldEntry, Store, StoreAddress, StoreName } from './store.ts';

/**
 * A store that keeps tables in memory as long as it is open, where all threads of this process share them, and everything
 * else in another one. So the rows of a run need not be copied to a disk, nor removed from there.
 */
export function withTablesInMemory(store: Store): Store {
  return layered(store, memoryStore(), ({ of }) => of === 'table');
}

/** Opens a store in a thread from the address that another thread gave. */
export async function openStoreAt({ folder, held }: StoreAddress): Promise<Store> {
  return withHeld(folder === null ? memoryStore() : await openStore(folder), held);
}

/** A store with entries in memory above it, which are found first. */
export function withHeld(store: Store, held: readonly HeldEntry[]): Store {
  return held.length === 0 ? store : layered(store, memoryStore(held), () => false);
}

/** @param goesAbove the names whose entries are put into the upper store */
function layered(below: Store, above: Store, goesAbove: (name: StoreName) => boolean): Store {
  return {
    place: below.place,
    get: async (name) => (await above.get(name)) ?? (await below.get(name)),
    put: (name, bytes) => (goesAbove(name) ? above : below).put(name, bytes),
    async drop(name) {
      await above.drop(name);
      await below.drop(name);
    },
    forget: async (sha256, options) => [
      ...(await above.forget(sha256, options)),
      ...(await below.forget(sha256, options)),
    ],
    address(names) {
      const lower = below.address(names);
      return { folder: lower.folder, held: [...lower.held, ...above.address(names).held] };
    },
  };
}
