/**
 * Store: what was computed before, by content.
 *
 * @module store
 */

export {
  defaultCacheFolder,
  folderStore,
  memoryStore,
  openStore,
  type PrunedStore,
  pruneStore,
  type Store,
  type StoreAddress,
  type StoreName,
  type StoreStatus,
  type StoreVerification,
  storeStatus,
  verifyStore,
} from '@wince/runtime';
