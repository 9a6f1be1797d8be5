import { open, readdir, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { howMany, WinceError } from '@wince/core';
import { systemCode, systemReason } from '../files/system-error.ts';
import { CONTENT_HEAD, fileContent } from '../media/file-content.ts';
import { namedFormat, readableFormats, recordingFormats } from '../media/recording-formats.ts';
import { few } from './finding.ts';

/** A file that is no recording which can be read, and why. */
export interface OtherFile {
  readonly path: string;
  /** Why it is none, and what helps where something does. Files with the same reason are told of together. */
  readonly reason: string;
}

/** Everything under a folder, each file in exactly one list. Paths are sorted and have forward slashes. */
export interface FolderFiles {
  /** Pictures, video and sound that are read, by their names. */
  readonly recordings: readonly string[];
  readonly others: readonly OtherFile[];
  /** Links, which are not followed, since they may lead out of the folder. */
  readonly links: readonly string[];
}

const SYSTEM = 'hidden, or written by the operating system';
const EMPTY = 'empty (0 bytes). Copy it again from its source';
const OTHER = 'not a recording';

/** Names under which operating systems keep things of their own in every folder. */
const SYSTEM_NAMES = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r', '$recycle.bin', '@eadir']);

/**
 * Accounts for every file under a folder.
 *
 * @throws WinceError `no-such-folder`, `no-recordings` that says what is there instead
 */
export async function listFolder(folder: string): Promise<FolderFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new WinceError('no-such-folder', `The folder ${folder} cannot be read.`, {
      hint: 'Name the folder that contains the recordings.',
      cause,
    });
  });
  const recordings: string[] = [];
  const others: OtherFile[] = [];
  const links: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(folder, absolute).split(sep).join('/');
    const reason = isOfTheSystem(path) ? SYSTEM : entry.isSymbolicLink() ? null : await otherReason(absolute);
    if (reason !== null) others.push({ path, reason });
    else if (entry.isSymbolicLink()) links.push(path);
    else recordings.push(path);
  }
  if (recordings.length === 0) throw noRecordings(folder, others);
  const byPath = (a: OtherFile, b: OtherFile) => (a.path < b.path ? -1 : 1);
  return { recordings: recordings.sort(), others: others.sort(byPath), links: links.sort() };
}

function isOfTheSystem(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || SYSTEM_NAMES.has(part.toLowerCase()));
}

/** Why a file is no recording that can be read; null where it is one. */
async function otherReason(absolute: string): Promise<string | null> {
  try {
    const found = await stat(absolute);
    if (!found.isFile()) return OTHER;
    const format = namedFormat(absolute);
    if (found.size === 0) return format ? EMPTY : OTHER;
    if (format) return format.instead === null ? null : notReadReason(format.name, format.instead);
    return await unnamedReason(absolute);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    return `not readable (${systemReason(cause)}). Check that you may read it`;
  }
}

function notReadReason(name: string, instead: string): string {
  return `${name}, which is not read. ${instead}`;
}

/** Of a file whose name says nothing: whether a recording is in it all the same. */
async function unnamedReason(absolute: string): Promise<string> {
  const { medium, name } = await contentOf(absolute);
  if (medium === null || name === null) return OTHER;
  const known = recordingFormats.find(({ endings }) => endings.includes(`.${name.toLowerCase()}`));
  if (known && known.instead !== null) return notReadReason(known.name, known.instead);
  if (!known) return OTHER;
  const ending = extname(absolute);
  return `${known.name}, but the name ${ending === '' ? 'has no ending' : `ends in ${ending}`}. Add ${known.endings[0]} to the name`;
}

async function contentOf(absolute: string) {
  const file = await open(absolute);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(CONTENT_HEAD), 0, CONTENT_HEAD, 0);
    return await fileContent(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Whether a file is a recording that somebody meant to be read: something can be done about it. */
export function isUnread({ reason }: OtherFile): boolean {
  return reason.includes('. ');
}

/** Files of one reason together, the largest group first. */
export function groupByReason(
  others: readonly OtherFile[],
): readonly { readonly reason: string; readonly paths: readonly string[] }[] {
  return [...Map.groupBy(others, ({ reason }) => reason)]
    .map(([reason, own]) => ({ reason, paths: own.map(({ path }) => path) }))
    .sort((a, b) => b.paths.length - a.paths.length);
}

function noRecordings(folder: string, others: readonly OtherFile[]): WinceError {
  const instead = groupByReason(others)
    .map(({ reason, paths }) => `${howMany(paths.length, 'file')}: ${reason} (${few(paths, 3)})`)
    .join('; ');
  return new WinceError(
    'no-recordings',
    `There is no picture, video or sound in ${folder} that can be read.${instead === '' ? '' : ` It has ${instead}.`}`,
    { hint: `These are read: ${readableFormats().join('; ')}.` },
  );
}
