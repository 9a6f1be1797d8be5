import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { plainName } from '@wince/core';

/**
 * Finds files of a list by how somebody else wrote their names: by path, else by name, else by name without its ending; first as
 * written, then as it looks.
 *
 * @returns for a name, the files that it fits: none, one, or several that cannot be told apart
 */
export function fileFinder(paths: readonly string[]): (name: string) => readonly string[] {
  const exact = nameIndex(paths, (name) => name);
  const plain = nameIndex(paths, plainPath);
  return (given) => {
    const name = given.trim().replace(/^\.\//, '');
    if (name === '') return [];
    const found = exact(name);
    if (found.length > 0) return found;
    return plain(name.replaceAll('\\', '/').replace(/^\.\//, ''));
  };
}

function nameIndex(
  paths: readonly string[],
  form: (name: string) => string,
): (name: string) => readonly string[] {
  const stemOf = (path: string) => path.slice(0, path.length - extname(path).length);
  const group = (part: (path: string) => string) => Map.groupBy(paths, (path) => form(part(path)));
  const [whole, stems] = [group((path) => path), group(stemOf)];
  const [names, nameStems] = [group((path) => basename(path)), group((path) => stemOf(basename(path)))];
  return (given) => {
    const name = form(given);
    const found = whole.get(name);
    if (found) return found;
    if (name.includes('/')) return stems.get(name) ?? [];
    return names.get(name) ?? nameStems.get(name) ?? [];
  };
}

/** `plainName` of each part of a path. */
function plainPath(path: string): string {
  return path.split('/').map(plainName).join('/');
}

/**
 * Leads a path of a table to the file in a folder that is written in another way: with other forms of the same characters, or other
 * capital letters. A path that fits no file, or several, stays as it is.
 */
export function pathResolver(folder: string): (path: string) => Promise<string> {
  const listings = new Map<string, Promise<Listing>>();
  const list = (place: string) => {
    const known = listings.get(place) ?? listing(place);
    listings.set(place, known);
    return known;
  };
  return async (path) => {
    const parts = path.split('/');
    if (parts.includes('..') || path.startsWith('/')) return path;
    const found: string[] = [];
    for (const part of parts) {
      const { names, byLook } = await list(join(folder, ...found));
      const alike = byLook.get(plainName(part)) ?? [];
      if (part === '.' || names.has(part)) found.push(part);
      else if (alike.length === 1) found.push(alike[0]);
      else return path;
    }
    return found.join('/');
  };
}

interface Listing {
  readonly names: ReadonlySet<string>;
  readonly byLook: ReadonlyMap<string, readonly string[]>;
}

async function listing(place: string): Promise<Listing> {
  // What cannot be listed is told of when the file in it is opened.
  const names = await readdir(place).catch((): string[] => []);
  return { names: new Set(names), byLook: Map.groupBy(names, plainName) };
}
