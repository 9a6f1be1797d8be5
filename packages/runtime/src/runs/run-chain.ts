import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { byUnits, parseGiven } from '@wince/core';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic.ts';
import { FOLDER_RECORD } from '../files/folder.ts';
import { sha256Of, sha256OfFile } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';

/** The file of a run that tells whether the others are as they were written. */
export const CHAIN_FILE = 'chain.json';

/** What the first link of a chain is made on. */
const BEGINNING = 'wince chain 1';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const chain = z.object({
  kind: z.literal('wince chain'),
  schema: z.literal(1),
  /** The files of the run by name; `link` is the hash of the link before, the name and the hash of the file. */
  links: z.array(z.object({ file: z.string(), sha256: hash, link: hash })),
  /** Of each value of the manifest, by the names that lead to it, the first 16 digits of its hash. */
  values: z.record(z.string(), z.string()),
  /** The hash of the last link and of the values: whoever keeps it can tell that nothing was changed. */
  head: hash,
});
type Chain = z.infer<typeof chain>;

/** A file of a run that is not as it was written. */
export interface ChangedFile {
  readonly file: string;
  readonly what: 'changed' | 'missing' | 'added';
}

/** Whether the files of a run are as they were written. */
export interface ChainCheck {
  /** `none`: the run was written by a version without a chain. */
  readonly status: 'whole' | 'broken' | 'none';
  /** What the files of the folder give now; null without a chain. */
  readonly head: string | null;
  readonly files: readonly ChangedFile[];
  /** Values of the manifest that were changed: `specification.keep.0`. */
  readonly values: readonly string[];
}

/** Writes the chain over all files of a folder. @param manifest as it stands in `manifest.json` */
export async function writeChain(folder: string, manifest: unknown): Promise<void> {
  const document = await chainOf(folder, manifest);
  await writeAtomically(join(folder, CHAIN_FILE), `${JSON.stringify(document, null, 1)}\n`);
}

/**
 * Looks whether the files of a run are those over which its chain was made.
 *
 * @throws WinceError `damaged-run` for a chain that is no such file
 */
export async function checkChain(folder: string): Promise<ChainCheck> {
  const written = await readChain(folder);
  if (!written) return { status: 'none', head: null, files: [], values: [] };
  const now = await chainOf(folder, await jsonOf(join(folder, 'manifest.json')));
  const [before, after] = [written, now].map(
    ({ links }) => new Map(links.map(({ file, sha256 }) => [file, sha256])),
  );
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(byUnits);
  const files = names.flatMap((file): ChangedFile[] => {
    if (!after.has(file)) return [{ file, what: 'missing' }];
    if (!before.has(file)) return [{ file, what: 'added' }];
    return before.get(file) === after.get(file) ? [] : [{ file, what: 'changed' }];
  });
  const values = [...new Set([...Object.keys(written.values), ...Object.keys(now.values)])].filter(
    (name) => written.values[name] !== now.values[name],
  );
  // Links that do not follow from each other were written by hand.
  const follows = headOf(written.links, written.values) === written.head && areLinked(written);
  if (!follows) files.push({ file: CHAIN_FILE, what: 'changed' });
  return {
    ...{ status: files.length === 0 ? 'whole' : 'broken', head: now.head },
    ...{ files, values: values.sort(byUnits) },
  };
}

async function readChain(folder: string): Promise<Chain | null> {
  const path = join(folder, CHAIN_FILE);
  const value = await jsonOf(path);
  if (value === undefined) return null;
  return parseGiven(chain, value, {
    ...{ code: 'damaged-run', where: path },
    hint: 'The file was changed: the run cannot be told from one that was tampered with. Run the evaluation again.',
  });
}

/** What a JSON file holds; undefined without the file, null where it is no JSON. */
async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

async function chainOf(folder: string, manifest: unknown): Promise<Chain> {
  const links: Chain['links'] = [];
  for (const file of await filesOf(folder)) {
    const sha256 = await sha256OfFile(join(folder, ...file.split('/')));
    links.push({ file, sha256, link: linkOf(links.at(-1)?.link, file, sha256) });
  }
  const values = Object.fromEntries(leavesOf(manifest, []));
  return { kind: 'wince chain', schema: 1, links, values, head: headOf(links, values) };
}

function linkOf(before: string | undefined, file: string, sha256: string): string {
  return sha256Of(JSON.stringify([before ?? BEGINNING, file, sha256]));
}

function areLinked({ links }: Chain): boolean {
  return links.every(({ file, sha256, link }, i) => link === linkOf(links[i - 1]?.link, file, sha256));
}

function headOf(links: Chain['links'], values: Chain['values']): string {
  return sha256Of(JSON.stringify([links.at(-1)?.link ?? BEGINNING, values]));
}

/** Files of a folder, by their path from there, in the order of their names. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => file !== FOLDER_RECORD && file !== CHAIN_FILE)
    .sort(byUnits);
}

/** Every value of a document with its hash, by the names that lead to it. */
function leavesOf(value: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [[path.join('.'), sha256Of(JSON.stringify(value ?? null)).slice(0, 16)]];
  }
  return Object.entries(value).flatMap(([name, own]) => leavesOf(own, [...path, name]));
}
