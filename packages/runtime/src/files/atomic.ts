import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WinceError } from '@wince/core';
import { removeLeftoversOnce, temporaryBeside } from './leftovers.ts';
import { systemCode, systemReason } from './system-error.ts';

/** Only the owner reads what is derived from recordings. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** What a file holds: all at once, or piece by piece. */
export type FileBytes = string | Uint8Array | Iterable<string>;

/** How a file is written. */
export interface WriteOptions {
  /** Whether to wait until the bytes are on the disk; what can be computed again need not wait. Default: true. */
  readonly flush?: boolean;
}

/**
 * Writes a file whole or not at all, in a folder that is made where it is missing.
 *
 * @throws WinceError `cannot-write`, `disk-full`; nothing is left behind then
 */
export async function writeAtomically(
  path: string,
  bytes: FileBytes,
  options: WriteOptions = {},
): Promise<void> {
  try {
    await makePrivateFolder(dirname(path));
    await replaceFile(path, bytes, options);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/**
 * Writes a file whole or not at all: under a temporary name beside it, then renamed.
 *
 * @throws the system's error, for callers that know better than `writeAtomically` what it means
 */
export async function replaceFile(
  path: string,
  bytes: FileBytes,
  { flush = true }: WriteOptions = {},
): Promise<void> {
  const temporary = temporaryBeside(path);
  await removeLeftoversOnce(dirname(path));
  try {
    const file = await open(temporary, 'wx', PRIVATE_FILE);
    try {
      await file.writeFile(bytes);
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // Where the folder is none there is no file in it either, and the first error is the one that says why.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
}

/** Makes a folder, and those above it, that only its owner reads. One that is there stays as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await makeFolders(resolve(path));
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/** As `mkdir` with `recursive`, which in Node 24 never comes back from a file system that refuses to hold folders (/proc). */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: PRIVATE_FOLDER });
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const above = dirname(path);
    if (systemCode(cause) !== 'ENOENT' || above === path) throw cause;
    await makeFolders(above);
    await mkdir(path, { mode: PRIVATE_FOLDER }).catch((again: unknown) => {
      // Another process may have made it in between.
      if (systemCode(again) !== 'EEXIST') throw again;
    });
  }
}

/** The typed error of a failed write: a full disk, a folder that cannot be written, or whatever the system said. */
export function writeError(path: string, cause: unknown): WinceError {
  if (cause instanceof WinceError) return cause;
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new WinceError('disk-full', `There is no space left to write ${path}.`, {
      hint: 'Free some space, or name another folder with --out or --cache. Finished work is kept in the cache.',
      cause,
    });
  }
  return new WinceError('cannot-write', `${path} cannot be written (${systemReason(cause)}).`, {
    hint: 'Check that the folder exists, that it is a folder, and that you may write in it.',
    cause,
  });
}
