export { type Cache, defaultCacheFolder, forgetPicture, openCache } from './cache.ts';
