import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import { winceWorks } from './run-wince.ts';

/** Pictures of each subject in the small data set, half of them of pain. */
export const PICTURES_A_SUBJECT = 4;
export const SUBJECTS = 6;

/** All families of the default grid. */
export const FAMILIES = 'faceres,mobilenet-v2-1.4,lbp,hog,gabor,geometry';

/**
 * A small cohort of the phantom: 6 subjects with 4 pictures each, in two classes. Drawn once for all test files of a
 * run; the folder is not to be changed.
 *
 * @returns the folder of the data set
 */
export function smallCohort(): Promise<string> {
  return once('cohort', async (folder) => {
    const drawn = `${folder}.drawn`;
    await winceWorks(['phantom', '--out', drawn, '--subjects', String(SUBJECTS), '--seed', '7']);
    const [header, ...rows] = (await readFile(join(drawn, 'dataset.csv'), 'utf8')).trim().split('\n');
    const kept = rows.filter((row) => Number(row.split(',')[9]) <= PICTURES_A_SUBJECT);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'dataset.csv'), `${[header, ...kept].join('\n')}\n`);
    await cp(join(drawn, 'dataset.yaml'), join(folder, 'dataset.yaml'));
    await cp(join(drawn, 'pictures'), join(folder, 'pictures'), { recursive: true });
    await cp(join(drawn, 'truth'), join(folder, 'truth'), { recursive: true });
    await rm(drawn, { recursive: true });
  });
}

/**
 * A cache that knows faces and all features of the small cohort. Tests may read and add to it; those that count or
 * remove entries take a copy.
 */
export function warmCache(): Promise<string> {
  return once('cache', async (folder) => {
    const cohort = await smallCohort();
    const tables = `${folder}.tables`;
    await winceWorks(['extract', cohort, '--features', FAMILIES, '--out', tables, '--cache', folder]);
    await rm(tables, { recursive: true });
  });
}

/** Converted networks alone: what a cache of another user of this machine would hold after the first call. */
export async function cacheOfNetworks(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await cp(join(await warmCache(), 'networks'), join(folder, 'networks'), { recursive: true });
  return folder;
}

/** Rows of a CSV file whose fields hold no commas, by the names of their columns. */
export async function readRows(path: string): Promise<readonly Record<string, string>[]> {
  const [header, ...rows] = (await readFile(path, 'utf8')).trim().split('\n');
  const names = header.split(',');
  return rows.map((row) => {
    const values = row.split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  });
}

/** Every file under a folder, by its path from there. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Makes a folder once for all test files of a run, whichever comes first; the others wait for it. */
async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('sharedFolder'), name);
  const [lock, ready, failed] = ['lock', 'ready', 'failed'].map((ending) => `${folder}.${ending}`);
  try {
    await mkdir(lock);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    for (;;) {
      if (await isThere(ready)) return folder;
      if (await isThere(failed)) throw new Error(`${name} could not be made: see the other test file`);
      await setTimeout(200);
    }
  }
  try {
    await make(folder);
    await writeFile(ready, '');
    return folder;
  } catch (error) {
    await writeFile(failed, '');
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
