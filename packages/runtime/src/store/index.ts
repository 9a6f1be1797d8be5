export { type Cache, defaultCacheFolder, entriesOfPicture, forgetPicture, openCache } from './cache.ts';
