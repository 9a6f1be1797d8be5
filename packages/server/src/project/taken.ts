import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import type { Project } from './project.ts';

/**
 * Takes a project for this process: two servers would take each other's work for broken off.
 *
 * @returns gives it back
 * @throws WinceError `project-in-use` where a process that is alive has taken it
 */
export async function takeProject({ own, name }: Project): Promise<() => Promise<void>> {
  const path = join(own, 'server.lock');
  for (let tries = 0; ; tries++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (tries === 0 && !isAlive(holder)) await rm(path, { force: true });
      else {
        throw new WinceError('project-in-use', `Another server (process ${holder}) has opened ${name}.`, {
          hint: 'Use the page of that server, or end it with Ctrl-C first.',
          cause,
        });
      }
    }
  }
}

function isAlive(process_: number): boolean {
  if (!(process_ > 0)) return false;
  if (process_ === process.pid) return true;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
