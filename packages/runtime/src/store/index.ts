export { defaultCacheFolder, folderStore, openStore } from './folder-store.ts';
export { openStoreAt, withHeld, withTablesInMemory } from './layered-store.ts';
export { memoryStore } from './memory-store.ts';
export type { NetworkEntry, Store, StoreAddress, StoreName, TableEntry } from './store.ts';
export {
  type PrunedStore,
  pruneStore,
  type StoreStatus,
  type StoreVerification,
  storeStatus,
  verifyStore,
} from './upkeep.ts';
