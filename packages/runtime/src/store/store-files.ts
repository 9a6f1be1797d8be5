import { open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePrivateFolder } from '../files/atomic.ts';
import { removeLeftoversOnce } from '../files/leftovers.ts';
import { systemCode } from '../files/system-error.ts';

/** A file of a store. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970 when it was last used, to the day; for upkeep alone: nothing is looked up by it. */
  readonly used: number;
}

/**
 * The few things that a store does with files: each fails with the system's error. Another layer stands in its place in tests, where
 * disks fill up, machines die between two steps, and network shares do what they do.
 */
export interface StoreFiles {
  /** Makes a folder, and those above it. One that is there stays. */
  makeFolder(path: string): Promise<void>;
  /** Writes a file that is not there yet. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Gives a file its final name, in one step; what stood there before is replaced. */
  rename(from: string, to: string): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  /** Notes that a file was used. */
  use(path: string): Promise<void>;
  /** Removes a file, which may be absent. */
  remove(path: string): Promise<void>;
  /** All files under a folder, which may be absent. */
  list(folder: string): Promise<readonly string[]>;
  /** One of them; null where it is gone. */
  describe(path: string): Promise<StoredFile | null>;
}

/** Milliseconds within which a use is not noted again. */
const DAY = 24 * 3600 * 1000;

/** The files of this machine, and of what is mounted on it. Only their owner reads them. */
export const machineFiles: StoreFiles = {
  makeFolder: makePrivateFolder,
  async write(path, bytes) {
    await removeLeftoversOnce(dirname(path));
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  },
  rename,
  read: (path) => readFile(path),
  async use(path) {
    const found = await stat(path);
    // Most systems note no reading, or one a day.
    if (Date.now() - Math.max(found.atimeMs, found.mtimeMs) > DAY)
      await utimes(path, new Date(), found.mtime);
  },
  remove: (path) => rm(path, { force: true }),
  async list(folder) {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return [];
      throw cause;
    }
  },
  async describe(path) {
    const found = await stat(path).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return null;
      throw cause;
    });
    return found && { path, bytes: found.size, used: Math.max(found.atimeMs, found.mtimeMs) };
  },
};
