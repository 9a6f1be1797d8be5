import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How systems open a file with the program that is meant for it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address in the browser of the user. The address goes through a file that only this user can read: as a word of a command
 * every user of the machine could see it.
 *
 * @param own a folder that only this user can read
 * @returns removes the file
 */
export async function openInBrowser(address: string, own: string): Promise<() => Promise<void>> {
  const path = join(own, 'open.html');
  await rm(path, { force: true });
  await writeFile(path, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">`, {
    mode: 0o600,
  });
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, pathToFileURL(path).href], { stdio: 'ignore', detached: true });
  // Where there is no browser, the address is on the terminal.
  child.on('error', () => undefined);
  child.unref();
  return () => rm(path, { force: true });
}
