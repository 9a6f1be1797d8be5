import { basename, join, relative, sep } from 'node:path';
import { WinceError } from '@wince/core';
import { isTemporary } from '../files/leftovers.ts';
import { writtenNameOf } from './entry-file.ts';
import { pathOfWritten } from './entry-path.ts';
import { isBucket } from './s3-store.ts';
import { machineFiles, type StoredFile, type StoreFiles } from './store-files.ts';

/** What a store in a folder holds, by kind. */
export interface StoreStatus {
  readonly place: string;
  readonly kinds: readonly {
    /** The folder in the store: `pictures`, `fits`, `tables`, `networks`. */
    readonly kind: string;
    readonly entries: number;
    readonly bytes: number;
    /** Milliseconds since 1970 of the oldest and the latest use, to the day. */
    readonly oldest_use: number;
    readonly latest_use: number;
  }[];
  readonly bytes: number;
  /** Files that are being written, or were left by commands that were killed. */
  readonly temporary: number;
}

/** The folders of a store in which entries are. */
const KINDS = ['pictures', 'fits', 'tables', 'networks'] as const;

/** Counts what a store holds. A folder that is not there holds nothing. */
export async function storeStatus(folder: string, files: StoreFiles = machineFiles): Promise<StoreStatus> {
  const { entries, temporary } = await filesOf(folder, files);
  const kinds = KINDS.map((kind) => {
    const own = entries.filter((entry) => kindOf(folder, entry.path) === kind);
    return {
      ...{ kind, entries: own.length, bytes: sum(own) },
      oldest_use: own.reduce((least, { used }) => Math.min(least, used), own[0]?.used ?? 0),
      latest_use: own.reduce((most, { used }) => Math.max(most, used), 0),
    };
  });
  return { place: folder, kinds, bytes: sum(entries), temporary };
}

/** What verifying a store found. */
export interface StoreVerification {
  readonly whole: number;
  /** Entries whose bytes do not fit their checksum, or that stand under another name than their own. They are removed, and made again when needed. */
  readonly damaged: readonly string[];
}

/**
 * Reads every entry of a store, and compares its bytes with their checksum and its place with its name. What is damaged is removed: it
 * counts as not there anyway, and whoever needs it makes it again.
 *
 * @param options `dryRun`: nothing is removed
 */
export async function verifyStore(
  folder: string,
  {
    dryRun = false,
    files = machineFiles,
    onProgress,
  }: {
    readonly dryRun?: boolean;
    readonly files?: StoreFiles;
    readonly onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<StoreVerification> {
  const { entries } = await filesOf(folder, files);
  const damaged: string[] = [];
  let whole = 0;
  for (const [i, { path }] of entries.entries()) {
    onProgress?.(i, entries.length);
    const bytes = await files.read(path).catch(() => null);
    const written = bytes && writtenNameOf(bytes);
    const place = written && pathOfWritten(written);
    if (place && join(folder, ...place) === path) whole++;
    // One that somebody removed meanwhile is not damaged.
    else if (bytes || (await files.describe(path))) {
      damaged.push(path);
      if (!dryRun) await files.remove(path);
    }
  }
  onProgress?.(entries.length, entries.length);
  return { whole, damaged };
}

/** What making room removed. */
export interface PrunedStore {
  readonly removed: number;
  readonly removed_bytes: number;
  readonly bytes: number;
}

/**
 * Removes the entries of a store that were not used for the longest time, until it is no larger than it may be. Work that goes on
 * meanwhile makes again what it needs.
 *
 * @param keep bytes that may stay
 */
export async function pruneStore(
  folder: string,
  keep: number,
  { files = machineFiles, dryRun = false }: { readonly files?: StoreFiles; readonly dryRun?: boolean } = {},
): Promise<PrunedStore> {
  const { entries } = await filesOf(folder, files);
  let bytes = sum(entries);
  const before = bytes;
  let removed = 0;
  // Of those of the same day the path decides, so that the order is the same each time.
  for (const entry of entries.toSorted((a, b) => a.used - b.used || (a.path < b.path ? -1 : 1))) {
    if (bytes <= keep) break;
    if (!dryRun) await files.remove(entry.path);
    bytes -= entry.bytes;
    removed++;
  }
  return { removed, removed_bytes: before - bytes, bytes };
}

/** @throws WinceError `bad-bucket` for a bucket, which looks after its objects itself */
async function filesOf(folder: string, files: StoreFiles) {
  if (isBucket(folder)) {
    throw new WinceError('bad-bucket', `${folder} is a bucket, and this command looks after folders.`, {
      hint: 'Let the bucket remove old objects by a rule of its own (lifecycle): what is needed again is made again.',
    });
  }
  const paths = await files.list(folder);
  const entries: StoredFile[] = [];
  const own = paths.filter((path) => path.endsWith('.bin') && !basename(path).startsWith('.'));
  for (const path of own) {
    const found = KINDS.some((kind) => kind === kindOf(folder, path)) ? await files.describe(path) : null;
    if (found) entries.push(found);
  }
  return { entries, temporary: paths.filter(isTemporary).length };
}

function kindOf(folder: string, path: string): string {
  return relative(folder, path).split(sep)[0];
}

function sum(files: readonly StoredFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
