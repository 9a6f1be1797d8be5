import { lstat, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { WinceError } from '@wince/core';
import { z } from 'zod';
import { makePrivateFolder, replaceFile, writeError } from './atomic.ts';
import { removeLeftovers, temporaryBeside } from './leftovers.ts';

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
      const aside = `${path}.old`;
      try {
        const record = { made_of: purpose.madeOf, files: await sizes(path) };
        await replaceFile(join(path, FOLDER_RECORD), `${JSON.stringify(record, null, 1)}\n`);
        const earlier = await exists(final);
        if (earlier) await rename(final, aside);
        await rename(path, final);
        done = true;
        if (earlier) await rm(aside, { recursive: true, force: true });
      } catch (cause) {
        throw writeError(final, cause);
      }
    },
    async abandon() {
      if (!done) await rm(path, { recursive: true, force: true });
    },
  };
}

async function assertReplaceable(
  folder: string,
  { mark, noun, madeOf, overwrite = false }: FolderPurpose,
): Promise<void> {
  // A link is put aside without what it leads to.
  if (!(await exists(folder)) || (await lstat(folder)).isSymbolicLink()) return;
  const there = await readdir(folder).catch((cause: unknown) => {
    throw writeError(folder, cause);
  });
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

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
