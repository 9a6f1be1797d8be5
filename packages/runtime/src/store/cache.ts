import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder, systemCode, writeAtomically } from '../files/atomic.ts';

/**
 * What was computed before, by content. Entries of a picture start with the SHA-256 of its bytes, so that all of them
 * can be found and removed when consent is withdrawn; fits mix subjects, so they are removed together.
 *
 *     CACHE/pictures/ab/abcd...-KEY.ENDING   derived from one picture
 *     CACHE/fits/KEY.bin                     fitted on many
 *     CACHE/networks/                        converted weights: nothing of any recording
 *
 * An entry carries the SHA-256 of its content in front. One that does not fit it (a disk that failed, a machine that
 * lost power) counts as not there and is computed again.
 */
export interface Cache {
  readonly folder: string;
  /** An entry of one picture, or null. `key` says all that the value depends on besides the picture's bytes. */
  readPicture(sha256: string, key: string): Promise<Uint8Array | null>;
  writePicture(sha256: string, key: string, bytes: Uint8Array): Promise<void>;
  readFit(key: string): Promise<string | null>;
  writeFit(key: string, text: string): Promise<void>;
}

/** Where the cache lies when the user names no other place: `WINCE_CACHE`, or `wince` in the user's cache folder. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.WINCE_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'wince');
}

/** Opens a cache, made when it is not there. Readable by its owner only. @throws WinceError `cannot-write` */
export async function openCache(folder: string): Promise<Cache> {
  await makePrivateFolder(folder);
  const picture = (sha256: string, key: string) =>
    join(pictureFolder(folder, sha256), `${sha256}-${hash(key)}.bin`);
  const fit = (key: string) => join(folder, 'fits', `${hash(key)}.bin`);
  return {
    folder,
    readPicture: (sha256, key) => readEntry(picture(sha256, key)),
    writePicture: (sha256, key, bytes) => writeEntry(picture(sha256, key), bytes),
    readFit: async (key) => (await readEntry(fit(key)))?.toString() ?? null,
    writeFit: (key, text) => writeEntry(fit(key), Buffer.from(text)),
  };
}

/** What `forgetPicture` would remove: all that was derived from a picture, and every fit. */
export async function entriesOfPicture(cacheFolder: string, sha256: string): Promise<readonly string[]> {
  const folder = pictureFolder(cacheFolder, sha256);
  const entries = (await listIfThere(folder)).filter((name) => name.startsWith(`${sha256}-`));
  const fits = (await listIfThere(join(cacheFolder, 'fits'))).map((name) => join(cacheFolder, 'fits', name));
  return [...entries.map((name) => join(folder, name)), ...fits];
}

/**
 * Removes everything that was derived from a picture, and every fit, since a fit cannot be told apart by picture.
 *
 * @returns the paths that were removed
 */
export async function forgetPicture(cacheFolder: string, sha256: string): Promise<readonly string[]> {
  const paths = await entriesOfPicture(cacheFolder, sha256);
  for (const path of paths) await rm(path, { force: true });
  return paths;
}

function pictureFolder(cacheFolder: string, sha256: string): string {
  return join(cacheFolder, 'pictures', sha256.slice(0, 2));
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function checksum(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

async function writeEntry(path: string, content: Uint8Array): Promise<void> {
  await writeAtomically(path, Buffer.concat([checksum(content), content]), { flush: false });
}

async function readEntry(path: string): Promise<Buffer | null> {
  try {
    const entry = await readFile(path);
    const content = entry.subarray(32);
    return entry.length >= 32 && entry.subarray(0, 32).equals(checksum(content)) ? content : null;
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw cause;
  }
}

async function listIfThere(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}
