import { lstat, rm, symlink } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { systemCode } from '../files/system-error.ts';

/** The link to the latest run, beside it. */
export const LATEST_RUN = 'run';

/**
 * The folder of a run that nobody named: `run-ward-20261129-110853`, after the experiment and the time, so that no run takes the
 * place of another.
 *
 * @param source the experiment file, or the data set
 */
export function runFolderName(source: string, now: Date): string {
  const path = resolve(source);
  const named = basename(path) === 'dataset.csv' ? dirname(path) : path;
  const name = basename(named, extname(named)).replaceAll(/[^\p{Letter}\p{Mark}\p{Number}_-]+/gu, '-');
  const [date, time] = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().split('T');
  return `run-${name}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}

/**
 * Makes `run`, beside a run folder, a link to it. A folder or file of this name stays as it is.
 *
 * @returns the link, or null where there can be none
 */
export async function linkLatestRun(folder: string): Promise<string | null> {
  const link = join(dirname(resolve(folder)), LATEST_RUN);
  try {
    const found = await lstat(link).catch(() => undefined);
    if (found && !found.isSymbolicLink()) return null;
    if (found) await rm(link);
    // On Windows a junction needs no permission, and an absolute path.
    if (process.platform === 'win32') await symlink(resolve(folder), link, 'junction');
    else await symlink(relative(dirname(link), resolve(folder)), link);
    return link;
  } catch (cause) {
    // A disk that knows no links (FAT, some shares): the folder is there all the same.
    if (systemCode(cause) === undefined) throw cause;
    return null;
  }
}
