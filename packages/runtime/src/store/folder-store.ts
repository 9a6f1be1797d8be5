import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { WinceError } from '@wince/core';
import { makePrivateFolder, writeError } from '../files/atomic.ts';
import { temporaryBeside } from '../files/leftovers.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { contentOf, packEntry } from './entry-file.ts';
import { entryPath } from './entry-path.ts';
import { isBucket, openS3Store } from './s3-store.ts';
import type { Store, StoreName } from './store.ts';
import { machineFiles, type StoreFiles } from './store-files.ts';

/** Where the cache is when the user names no other place: `WINCE_CACHE`, or `wince` in the user's cache folder. */
export function defaultCacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return environment.WINCE_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'wince');
}

/**
 * Opens a store in a folder, which is made when it is not there. Readable by its owner only. Several processes may use it
 * at the same time.
 *
 *     FOLDER/pictures/ab/abcd...-KEY.bin   derived from one recording
 *     FOLDER/fits/KEY.bin                  learnt from many
 *     FOLDER/tables/ab/abcd....bin         rows of many
 *     FOLDER/networks/NETWORK-KEY.bin      converted weights: nothing of any recording
 *
 * An entry carries its name, and a SHA-256 over name and content in front. One that does not fit it (a disk that failed, a
 * machine that lost power), and one that stands under another name than its own, counts as not there.
 *
 * `s3://BUCKET/PREFIX` opens a store in a bucket of S3-compatible storage, with the same paths.
 *
 * @throws WinceError `cannot-write`, `bad-bucket`
 */
export async function openStore(folder: string): Promise<Store> {
  if (isBucket(folder)) return openS3Store(folder);
  await makePrivateFolder(folder);
  return folderStore(folder);
}

/**
 * The same in a folder that need not be there, and is made when something is put into it.
 *
 * @param files what reads and writes files: the machine's
 */
export function folderStore(folder: string, files: StoreFiles = machineFiles): Store {
  return {
    place: folder,
    get: (name) => readEntry(files, pathOf(folder, name), name),
    put: (name, bytes) => writeEntry(files, pathOf(folder, name), packEntry(name, bytes)),
    drop: (name) => removeEntry(files, pathOf(folder, name)),
    async forget(sha256, { dryRun = false } = {}) {
      const paths = await derivedFrom(files, folder, sha256);
      if (!dryRun) for (const path of paths) await removeEntry(files, path);
      return paths;
    },
    address: () => ({ folder, held: [] }),
  };
}

/** How often a step is tried that a network share may refuse for a moment. */
const TRIES = 4;

/** What network shares say of files and folders that others have changed meanwhile: the next look finds them as they are. */
const PASSING: ReadonlySet<string> = new Set(['ESTALE', 'ETIMEDOUT', 'EAGAIN', 'EINTR']);

/** Whole or not at all: under a temporary name, then renamed. */
async function writeEntry(files: StoreFiles, path: string, bytes: Uint8Array): Promise<void> {
  for (let tries = 1; ; tries++) {
    const temporary = temporaryBeside(path);
    try {
      await files.makeFolder(dirname(path));
      await files.write(temporary, bytes);
      await files.rename(temporary, path);
      return;
    } catch (cause) {
      // Where it cannot be removed either, the first error is the one that says why.
      await files.remove(temporary).catch(() => undefined);
      const code = systemCode(cause instanceof WinceError ? cause.cause : cause) ?? '';
      // A folder may have been removed meanwhile, by those who clear up.
      if (tries === TRIES || !(PASSING.has(code) || code === 'ENOENT')) throw writeError(path, cause);
    }
  }
}

async function readEntry(files: StoreFiles, path: string, name: StoreName): Promise<Uint8Array | null> {
  for (let tries = 1; ; tries++) {
    try {
      const content = contentOf(await files.read(path), name);
      // That it was used is for upkeep alone.
      if (content) await files.use(path).catch(() => undefined);
      return content;
    } catch (cause) {
      const code = systemCode(cause) ?? '';
      // What cannot hold entries is found out when one is written.
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      if (tries === TRIES || !PASSING.has(code)) throw unreadable(path, cause);
    }
  }
}

function pathOf(folder: string, name: StoreName): string {
  return join(folder, ...entryPath(name));
}

/** The files of what was derived from a recording: its own, and all that mix recordings. */
async function derivedFrom(files: StoreFiles, folder: string, sha256: string): Promise<readonly string[]> {
  const own = join(folder, 'pictures', sha256.slice(0, 2));
  // A process that was killed may have left a temporary file: a dot, and the name that it was to have.
  const names = [`${sha256}-`, `.${sha256}-`].map((start) => join(own, start));
  const filesIn = (place: string) =>
    files.list(place).catch((cause: unknown) => {
      throw unreadable(place, cause);
    });
  const ofRecording = (await filesIn(own)).filter((path) => names.some((start) => path.startsWith(start)));
  return [
    ...ofRecording,
    ...(await filesIn(join(folder, 'fits'))),
    ...(await filesIn(join(folder, 'tables'))),
  ];
}

async function removeEntry(files: StoreFiles, path: string): Promise<void> {
  try {
    await files.remove(path);
  } catch (cause) {
    const why = systemReason(cause);
    throw new WinceError('cannot-remove', `The entry ${path} of the cache cannot be removed (${why}).`, {
      hint: 'Get permission to write there, and run the command again. What was already removed stays removed.',
      cause,
    });
  }
}

/** A cache that belongs to somebody else, or a disk that fails. */
function unreadable(path: string, cause: unknown): WinceError {
  const why = systemReason(cause);
  return new WinceError('unreadable-cache', `${path} in the cache cannot be read (${why}).`, {
    hint: 'Name a cache of your own with --cache, or get permission to read this one.',
    cause,
  });
}
