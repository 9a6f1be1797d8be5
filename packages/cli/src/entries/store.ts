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
  type Store,
  type StoreAddress,
  type StoreName,
} from '@wince/runtime';
