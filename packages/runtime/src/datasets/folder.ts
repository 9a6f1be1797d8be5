import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { systemCode } from '../files/system-error.ts';

/** Where a path of `dataset.csv` leads. */
export type PathInFolder =
  | { readonly is: 'inside'; readonly absolute: string }
  /** It is absolute, climbs out by `..`, or follows a link to a place outside. */
  | { readonly is: 'outside'; readonly why: string };

/** Follows paths of a data set, and never out of its folder. One call a data set: folders are looked up once. */
export function pathsInside(folder: string): (path: string) => Promise<PathInFolder> {
  const root = realpath(folder);
  const folders = new Map<string, Promise<string>>();
  const realFolder = (path: string): Promise<string> => {
    const known = folders.get(path) ?? realpathAsFarAsThere(path);
    folders.set(path, known);
    return known;
  };
  return async (path) => {
    if (isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path))
      return { is: 'outside', why: 'it is an absolute path' };
    // Without a slash behind it, which would hide that the path itself is a link.
    const plain = join('.', path, '.');
    if (plain === '..' || plain.startsWith(`..${sep}`))
      return { is: 'outside', why: 'it leaves the folder with ".."' };
    const absolute = join(folder, plain);
    if (plain === '.') return { is: 'inside', absolute };
    const real = (await isLink(absolute))
      ? await realpathAsFarAsThere(absolute)
      : join(await realFolder(dirname(absolute)), plain.split(sep).at(-1) ?? '');
    const top = await root;
    if (real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep)) {
      return { is: 'outside', why: 'it follows a link to a place outside' };
    }
    return { is: 'inside', absolute };
  };
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** The real path of what is there, with the rest of a path that is not there behind it. */
async function realpathAsFarAsThere(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const code = systemCode(cause);
    const parent = dirname(path);
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || parent === path) throw cause;
    return join(await realpathAsFarAsThere(parent), path.slice(parent.length));
  }
}
