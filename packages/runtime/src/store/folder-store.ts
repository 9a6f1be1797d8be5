import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import { makePrivateFolder, writeAtomically } from '../files/atomic.ts';
import { sha256Of } from '../files/hash.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { type Store, type StoreName, writtenName } from './store.ts';

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
 * @throws WinceError `cannot-write`
 */
export async function openStore(folder: string): Promise<Store> {
  await makePrivateFolder(folder);
  return folderStore(folder);
}

/** The same in a folder that need not be there, and is made when something is put into it. */
export function folderStore(folder: string): Store {
  return {
    place: folder,
    get: (name) => readEntry(pathOf(folder, name), name),
    put: (name, bytes) => writeAtomically(pathOf(folder, name), packEntry(name, bytes), { flush: false }),
    drop: (name) => removeEntry(pathOf(folder, name)),
    async forget(sha256, { dryRun = false } = {}) {
      const paths = await derivedFrom(folder, sha256);
      if (!dryRun) for (const path of paths) await removeEntry(path);
      return paths;
    },
    address: () => ({ folder, held: [] }),
  };
}

function pathOf(folder: string, name: StoreName): string {
  switch (name.of) {
    case 'recording':
      return join(recordingFolder(folder, name.sha256), `${name.sha256}-${shortened(name.key)}.bin`);
    case 'fits':
      return join(folder, 'fits', `${shortened(name.key)}.bin`);
    case 'table':
      return join(folder, 'tables', name.sha256.slice(0, 2), `${name.sha256}.bin`);
    case 'network':
      return join(folder, 'networks', `${name.network}-${shortened(name.key)}.bin`);
  }
}

function recordingFolder(folder: string, sha256: string): string {
  return join(folder, 'pictures', sha256.slice(0, 2));
}

/** The files of what was derived from a recording: its own, and all that mix recordings. */
async function derivedFrom(folder: string, sha256: string): Promise<readonly string[]> {
  const own = recordingFolder(folder, sha256);
  // A process that was killed may have left a temporary file: a dot, and the name that it was to have.
  const names = [`${sha256}-`, `.${sha256}-`].map((start) => join(own, start));
  const ofRecording = (await filesIn(own)).filter((path) => names.some((start) => path.startsWith(start)));
  return [
    ...ofRecording,
    ...(await filesIn(join(folder, 'fits'))),
    ...(await filesIn(join(folder, 'tables'))),
  ];
}

function shortened(key: string): string {
  return sha256Of(key).slice(0, 32);
}

const CHECKSUM_BYTES = 32;

function checksum(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Bytes: the checksum of what follows, the length of the name in 32 bits, the name, the content. */
function packEntry(name: StoreName, content: Uint8Array): Buffer {
  const head = entryHead(name);
  return Buffer.concat([checksum(head, content), head, content]);
}

function entryHead(name: StoreName): Buffer {
  const text = Buffer.from(writtenName(name));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

async function readEntry(path: string, name: StoreName): Promise<Uint8Array | null> {
  const head = entryHead(name);
  const start = CHECKSUM_BYTES + head.length;
  try {
    const entry = await readFile(path);
    if (!entry.subarray(CHECKSUM_BYTES, start).equals(head)) return null;
    const content = entry.subarray(start);
    return entry.subarray(0, CHECKSUM_BYTES).equals(checksum(head, content)) ? content : null;
  } catch (cause) {
    // What cannot hold entries is found out when one is written.
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return null;
    throw unreadable(path, cause);
  }
}

async function removeEntry(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
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

/** The files under a folder that may be absent. */
async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw unreadable(folder, cause);
  }
}
