import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { WinceError } from '@wince/core';

/** The folder that a server shows, and nothing outside of it. */
export interface Project {
  /** The real, absolute path of the folder. */
  readonly folder: string;
  readonly name: string;
  /** Where the workbench keeps what is its own: readable by the owner only. */
  readonly own: string;
  /**
   * The absolute path of something in the project.
   *
   * @param place from the folder of the project, with forward slashes
   * @throws WinceError `not-in-project` for what is not there, is absolute, climbs out by `..`, or goes through a link
   */
  inside(place: string): Promise<string>;
  /**
   * The absolute path of something that is to be made in the project.
   *
   * @throws WinceError `not-in-project` as `inside` does, `file-exists` for what is there
   */
  fresh(place: string): Promise<string>;
  /** The place of a path that is in the project; null for any other. */
  placeOf(path: string): string | null;
  /** What is in the project down to some depth, links and hidden folders left out. */
  list(): Promise<readonly ProjectEntry[]>;
}

/** A file or folder of the project. */
export interface ProjectEntry {
  readonly place: string;
  readonly kind: 'file' | 'folder';
}

/** Where the workbench keeps its own things, in the folder of the project. */
const OWN = '.wince';
/** How deep, and how much, a project is searched for data sets, experiments, runs and models. */
const DEPTH = 4;
const MOST = 20_000;
/** Folders in which nothing of a project is. */
const PASSED = new Set(['node_modules']);

/** Opens a folder as a project. @throws WinceError `no-such-folder` */
export async function openProject(folder: string): Promise<Project> {
  const root = await realpath(resolve(folder)).catch((cause: unknown) => {
    throw new WinceError('no-such-folder', `The folder ${folder} cannot be read.`, {
      hint: 'Name the folder of your project with --project.',
      cause,
    });
  });
  if (!(await lstat(root)).isDirectory()) {
    throw new WinceError('no-such-folder', `${folder} is not a folder.`, {
      hint: 'Name the folder of your project with --project.',
    });
  }
  const own = join(root, OWN);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const project: Project = {
    folder: root,
    name: basename(root),
    own,
    inside: (place) => inside(root, place),
    fresh: (place) => fresh(root, place),
    placeOf: (path) => placeOf(root, path),
    list: () => listProject(root),
  };
  return project;
}

async function inside(root: string, place: string): Promise<string> {
  let path = root;
  for (const part of partsOf(place)) {
    path = join(path, part);
    const found = await lstat(path).catch(() => undefined);
    if (!found || found.isSymbolicLink()) throw notThere(place);
  }
  return path;
}

async function fresh(root: string, place: string): Promise<string> {
  let path = root;
  const parts = partsOf(place);
  for (const [i, part] of parts.entries()) {
    path = join(path, part);
    const found = await lstat(path).catch(() => undefined);
    if (!found) return join(path, ...parts.slice(i + 1));
    if (found.isSymbolicLink() || (!found.isDirectory() && i < parts.length - 1)) throw notThere(place);
  }
  throw new WinceError('file-exists', `"${place.slice(0, 200)}" is in the project already.`, {
    hint: 'What is there is never replaced. Give the file or its folder another name.',
  });
}

/** The parts of a place, none of which leads out or is hidden; of the project itself, none. @throws WinceError `not-in-project` */
function partsOf(place: string): readonly string[] {
  if (place === '.') return [];
  const parts = place.split('/');
  const isOdd =
    place === '' ||
    (process.platform === 'win32' ? /[\\:\0]/ : /[\\\0]/).test(place) ||
    parts.some((part) => part === '' || part === '.' || part === '..');
  // What is hidden is not the project's: among it is the state with all labels.
  if (isOdd || parts.some((part) => part.startsWith('.'))) throw notThere(place);
  return parts;
}

function placeOf(root: string, path: string): string | null {
  const place = relative(root, path).split(sep).join('/');
  if (place === '') return '.';
  return place === '..' || place.startsWith('../') || resolve(root, place) !== resolve(path) ? null : place;
}

async function listProject(root: string): Promise<readonly ProjectEntry[]> {
  const found: ProjectEntry[] = [];
  const search = async (place: string, depth: number): Promise<void> => {
    const entries = await readdir(join(root, place), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MOST || entry.name.startsWith('.') || PASSED.has(entry.name)) continue;
      const own = place === '' ? entry.name : `${place}/${entry.name}`;
      if (entry.isFile()) found.push({ place: own, kind: 'file' });
      if (!entry.isDirectory()) continue;
      found.push({ place: own, kind: 'folder' });
      if (depth < DEPTH) await search(own, depth + 1);
    }
  };
  await search('', 1);
  return found;
}

/** One message for what is not there and for what leads out: whoever asks learns nothing of what is outside. */
function notThere(place: string): WinceError {
  return new WinceError('not-in-project', `"${place.slice(0, 200)}" is not in the project.`, {
    hint: 'Name something that is in the folder of the project. Links are not followed.',
  });
}
