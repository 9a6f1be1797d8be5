import { readdir, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WinceError } from '@wince/core';
import { makePrivateFolder, temporaryBeside, writeError } from './atomic.ts';

/** A folder that is being filled under a temporary name, and takes its own name when it is complete. */
export interface PendingFolder {
  /** Where to write now. */
  readonly path: string;
  /** Gives the folder its name. What stood there before under the same mark is replaced. */
  commit(): Promise<void>;
  /** Removes what was written so far. Does nothing after `commit`. */
  abandon(): Promise<void>;
}

/**
 * Begins a folder beside its final place.
 *
 * @param mark the file that tells an earlier folder of the same kind (`manifest.json`): only such a folder, or an empty
 *   one, is ever replaced
 * @throws WinceError `folder-in-use` when something else stands there, `cannot-write`, `disk-full`
 */
export async function beginFolder(target: string, mark: string): Promise<PendingFolder> {
  const final = resolve(target);
  await assertReplaceable(final, mark);
  const path = temporaryBeside(final);
  await makePrivateFolder(path);
  let done = false;
  return {
    path,
    async commit() {
      await assertReplaceable(final, mark);
      const aside = `${path}.old`;
      try {
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

async function assertReplaceable(folder: string, mark: string): Promise<void> {
  if (!(await exists(folder))) return;
  const there = await readdir(folder).catch((cause: unknown) => {
    throw writeError(folder, cause);
  });
  if (there.length === 0 || there.includes(mark)) return;
  throw new WinceError('folder-in-use', `${folder} contains other files (it has no ${mark}).`, {
    hint: 'Name another folder with --out; nothing was changed.',
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
