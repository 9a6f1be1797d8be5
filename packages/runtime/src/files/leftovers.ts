import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemCode, systemReason } from './system-error.ts';

/**
 * What is written under a temporary name says in that name who writes it: the process, when it began, and the machine. So it is
 * known when the process is dead, and what it has left can be removed.
 */
const TEMPORARY = /^\.(.+)\.(\d+)-(\d+)-([0-9a-f]{8})\.[0-9a-f-]{36}\.tmp(\.old)?$/;

/** As earlier versions named it. */
const EARLIER = /^\.(.+)\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp(\.old)?$/;

/** Hours after which something is left over although nobody can ask its process: it ran on another machine, or is not named. */
const LONG = 24;

/** Letters of a name that a temporary name repeats: names have at most 255 bytes. */
const NAME_LETTERS = 120;

/** A hidden name beside a file or folder, under which it is written until it is complete. */
export function temporaryBeside(path: string): string {
  const name = basename(path).slice(0, NAME_LETTERS);
  const owner = `${process.pid}-${beginOf(ownStat())}-${machine()}`;
  return join(dirname(path), `.${name}.${owner}.${randomUUID()}.tmp`);
}

/** Whether a path is that of something that is, or was, being written. */
export function isTemporary(path: string): boolean {
  const name = basename(path);
  return TEMPORARY.test(name) || EARLIER.test(name);
}

/** What a process that is dead has left in a folder. */
export interface Leftover {
  readonly path: string;
  /** The name that it was to have. */
  readonly name: string;
  /** Whether it is what stood under the name before, put aside for a moment. */
  readonly isEarlier: boolean;
}

/** The temporary files and folders in a folder: those of processes that are dead, and those that are being written. */
export async function findLeftovers(
  folder: string,
): Promise<{ readonly dead: readonly Leftover[]; readonly living: readonly string[] }> {
  const dead: Leftover[] = [];
  const living: string[] = [];
  for (const entry of await readdir(folder).catch(() => [])) {
    const path = join(folder, entry);
    const own = TEMPORARY.exec(entry);
    const [, name, old] = own ? [null, own[1], own[5]] : (EARLIER.exec(entry) ?? []);
    if (!name) continue;
    if (await isOfDead(entry, path)) dead.push({ path, name, isEarlier: old !== undefined });
    else living.push(path);
  }
  return { dead, living };
}

/**
 * Whether the process that a temporary name states is dead.
 *
 * @param path what tells by its age where nobody can ask for the process
 */
export async function isOfDead(temporaryName: string, path: string): Promise<boolean> {
  const own = TEMPORARY.exec(temporaryName);
  if (own && own[4] === machine()) return !(await isRunning(Number(own[2]), own[3]));
  return isOld(path);
}

/**
 * Removes what dead processes have left in a folder. Where one died between putting a folder aside and giving the new one its
 * name, the earlier folder gets its name back. What cannot be removed stays.
 *
 * @returns the paths that are gone
 */
export async function removeLeftovers(folder: string): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const { path, name, isEarlier } of (await findLeftovers(folder)).dead) {
    const final = join(folder, name);
    const isMissing = isEarlier && (await stat(final).catch(() => null)) === null;
    // Its whole name is not known.
    if (isMissing && name.length >= NAME_LETTERS) continue;
    const removed = isMissing ? rename(path, final) : rm(path, { recursive: true, force: true });
    if (
      await removed.then(
        () => true,
        () => false,
      )
    )
      gone.push(path);
  }
  return gone;
}

const looked = new Set<string>();

/** The same, once for each folder in the life of this process: for those who write many files. */
export async function removeLeftoversOnce(folder: string): Promise<void> {
  if (looked.has(folder)) return;
  looked.add(folder);
  await removeLeftovers(folder);
}

/** What became of the leftovers under a folder. */
export interface LeftoversUnder {
  /** The paths that are gone. */
  readonly removed: readonly string[];
  /** What could not be removed, and folders that could not be looked into. */
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/** Removes what dead processes have left in a folder and all under it. */
export async function removeLeftoversUnder(folder: string): Promise<LeftoversUnder> {
  const removed = [...(await removeLeftovers(folder))];
  const kept = (await findLeftovers(folder)).dead.map(({ path }) => ({
    path,
    reason: 'it cannot be removed',
  }));
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT')
      kept.push({ path: folder, reason: `it cannot be read (${systemReason(cause)})` });
    return [];
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || kept.some((one) => one.path === path)) continue;
    const below = await removeLeftoversUnder(path);
    removed.push(...below.removed);
    kept.push(...below.kept);
  }
  return { removed, kept };
}

async function isRunning(pid: number, begin: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // One that belongs to somebody else runs.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  const now = await readFile(`/proc/${pid}/stat`, 'latin1').then(beginOf, () => '0');
  // Numbers of processes are used again; where the system does not say when one began, it is taken for the same.
  return now === '0' || begin === '0' || now === begin;
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > LONG * 3600 * 1000;
}

/** When a process began, in ticks since the machine did, by Linux's own words; 0 where they are not there. */
function beginOf(words: string): string {
  // The second word is the name of the program in brackets, which may hold anything.
  return (
    words
      .slice(words.lastIndexOf(')') + 2)
      .split(' ')
      .at(19) || '0'
  );
}

function ownStat(): string {
  try {
    return readFileSync('/proc/self/stat', 'latin1');
  } catch {
    return ''; // another system than Linux
  }
}

let known: string | undefined;

function machine(): string {
  known ??= createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  return known;
}
