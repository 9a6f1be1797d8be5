import { lstat, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { WinceError } from '@wince/core';
import { z } from 'zod';
import { makePrivateFolder, replaceFile, writeError } from './atomic.ts';
import { removeLeftovers, temporaryBeside } from './leftovers.ts';
import { systemCode } from './system-error.ts';

/** A folder that is being filled under a temporary name, and takes its own name when it is complete. */
export interface PendingFolder {
  /** Where to write now. */
  readonly path: string;
  /** Gives the folder its name. What stood there before under the same mark is replaced. */
  commit(): Promise<void>;
  /** Removes what was written so far. Does nothing after `commit`. */
  abandon(): Promise<void>;
}

/** What a folder is, and when an earlier one in its place may be replaced. */
export interface FolderPurpose {
  /** The file that tells a folder of this kind (`manifest.json`): no other folder is ever replaced, but an empty one. */
  readonly mark: string;
  /** What messages call what is in such a folder: `a run`. */
  readonly noun: string;
  /** What it was made of, as a text: an earlier folder that was made of something else is another one. */
  readonly madeOf: string;
  /** Replaces an earlier folder of the kind, whatever else is in it. */
  readonly overwrite?: boolean;
}

/** What a folder says of itself: the program's own record, by which it knows what it may replace. */
export const FOLDER_RECORD = '.wince-folder.json';

const folderRecord = z.object({
  made_of: z.string(),
  /** Bytes of each file by its path. */
  files: z.record(z.string(), z.number()),
});

/**
 * Begins a folder beside its final place. An earlier folder there is replaced only where it is of the same kind, was made of the
 * same, and holds nothing but what was written there then. What killed commands have left beside it is removed.
 *
 * @throws WinceError `folder-in-use` when something else stands there, `cannot-write`, `disk-full`
 */
export async function beginFolder(target: string, purpose: FolderPurpose): Promise<PendingFolder> {
  const final = resolve(target);
  await removeLeftovers(dirname(final));
  await assertReplaceable(final, purpose);
  const path = temporaryBeside(final);
  await makePrivateFolder(path);
  let done = false;
  return {
    path,
    async commit() {
      await assertReplaceable(final, purpose);
      try {
        const record = { made_of: purpose.madeOf, files: await sizes(path) };
        await replaceFile(join(path, FOLDER_RECORD), `${JSON.stringify(record, null, 1)}\n`);
        await takePlace(path, final, purpose);
        done = true;
      } catch (cause) {
        throw writeError(final, cause);
      }
    },
    async abandon() {
      if (!done) await rm(path, { recursive: true, force: true });
    },
  };
}

/** How often a folder tries to take its place while other commands do the same: each time one of them succeeds. */
const TRIES = 50;

/** What the system says where something stands in the place, or has just been put out of the way by another command. */
const OCCUPIED: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR']);

/**
 * Gives a folder its name, and puts what stood there out of the way. Several commands may do so at once: each looks at what it
 * puts away, and the last one stays.
 */
async function takePlace(path: string, final: string, purpose: FolderPurpose): Promise<void> {
  const aside = `${path}.old`;
  for (let tries = 1; ; tries++) {
    try {
      await rename(path, final);
      await rm(aside, { recursive: true, force: true });
      return;
    } catch (cause) {
      const isOccupied = OCCUPIED.has(systemCode(cause) ?? '');
      if (!isOccupied || tries === TRIES) {
        await rename(aside, final).catch(() => undefined);
        throw cause;
      }
    }
    await rm(aside, { recursive: true, force: true });
    const seen = await assertReplaceable(final, purpose);
    if (seen === null) continue;
    const isAside = await rename(final, aside).then(
      () => true,
      () => false,
    );
    if (!isAside || (await lstat(aside)).ino === seen) continue;
    // It is not what was looked at.
    await assertOwn(aside, purpose).catch(async (cause: unknown) => {
      await rename(aside, final);
      throw cause;
    });
  }
}

/** @returns what tells the folder from another one of its name; null where none is there. @throws WinceError `folder-in-use`, `cannot-write` */
async function assertReplaceable(folder: string, purpose: FolderPurpose): Promise<number | null> {
  for (let tries = 1; ; tries++) {
    const found = await lstat(folder).catch(() => null);
    // A link is put aside without what it leads to.
    if (found === null || found.isSymbolicLink()) return found?.ino ?? null;
    try {
      await assertOwn(folder, purpose);
      return found.ino;
    } catch (cause) {
      // Another command may have put another folder there while this one looked.
      const now = await lstat(folder).catch(() => null);
      if (now?.ino === found.ino || tries === TRIES) throw writeError(folder, cause);
    }
  }
}

async function assertOwn(
  folder: string,
  { mark, noun, madeOf, overwrite = false }: FolderPurpose,
): Promise<void> {
  const there = await readdir(folder);
  if (there.length === 0) return;
  if (!there.includes(mark)) {
    throw inUse(`${folder} contains other files (it has no ${mark}).`, 'Name another folder with --out.');
  }
  if (overwrite) return;
  const replace = `Name another folder with --out, or give --overwrite to replace it and all that is in it.`;
  const record = await readRecord(folder);
  if (!record || record.made_of !== madeOf)
    throw inUse(`${folder} contains ${noun} that was made of something else.`, replace);
  const now = await sizes(folder);
  const foreign = Object.keys(now).filter((path) => now[path] !== record.files[path]);
  if (foreign.length === 0) return;
  const [first] = foreign.sort();
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  throw inUse(`${folder} contains files that were added or changed: ${first}${more}.`, replace);
}

function inUse(message: string, hint: string): WinceError {
  return new WinceError('folder-in-use', message, { hint: `${hint} Nothing was changed.` });
}

async function readRecord(folder: string): Promise<z.infer<typeof folderRecord> | undefined> {
  try {
    return folderRecord.parse(JSON.parse(await readFile(join(folder, FOLDER_RECORD), 'utf8')));
  } catch {
    // A folder without a record that can be read is that of another program, or of an older one.
    return undefined;
  }
}

/** The bytes of each file under a folder but the record itself; 0 for what is no file. */
async function sizes(folder: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(folder, absolute).split(sep).join('/');
    if (path !== FOLDER_RECORD) found[path] = entry.isFile() ? (await stat(absolute)).size : 0;
  }
  return found;
}
