import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isOfDead, temporaryBeside } from './leftovers.ts';
import { systemCode } from './system-error.ts';

const LOCK = '.lock';

/** Milliseconds between two looks at a lock that somebody holds, and for how long one waits for it. */
const PAUSE = 20;
const PATIENCE = 60_000;

/** Milliseconds after which a lock without a name in it belongs to a process that died before it wrote one. */
const NAMELESS = 10_000;

/**
 * Does some work in a folder while no other process does so in the same folder. The lock is a file that names its process: it
 * counts no more when that one is dead.
 *
 * @param folder which is there
 * @throws Error where another process holds the lock for longer than a minute, and what the system says of the file
 */
export async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const path = join(folder, LOCK);
  const name = basename(temporaryBeside(path));
  const until = Date.now() + PATIENCE;
  while (!(await taken(path, name))) {
    if (await isLeft(path)) await putAway(path);
    else if (Date.now() > until) throw new Error(`another process has held ${path} for more than a minute`);
    else await setTimeout(PAUSE);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string, name: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(name);
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw cause;
    return false;
  }
}

/** Whether the process that holds a lock is dead. */
async function isLeft(path: string): Promise<boolean> {
  const holder = await readFile(path, 'utf8').catch(() => null);
  if (holder === null) return false;
  if (holder !== '') return isOfDead(holder, path);
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > NAMELESS,
    () => false,
  );
}

/** Under a name of its own first: of several that find it left, one alone gets it. */
async function putAway(path: string): Promise<void> {
  const aside = temporaryBeside(path);
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}
