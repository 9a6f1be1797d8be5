import { open, stat } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import { systemCode, systemReason } from '../files/system-error.ts';

/** Changes when the file is written to. */
export async function fileVersion(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
}

/** Opens a file for reading, after a look at whether it is one. @throws WinceError `no-such-file`, `unreadable-file` */
export async function openFile(path: string, name: string) {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      const what = found.isDirectory() ? 'it is a folder' : 'it is not a regular file';
      throw new WinceError('unreadable-file', `${name} cannot be read: ${what}.`, { hint: READABLE });
    }
    return await open(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new WinceError('no-such-file', `There is no file ${name}.`, {
        hint: 'Check the path; paths in a data set are relative to its dataset.csv.',
        cause,
      });
    }
    throw new WinceError('unreadable-file', `${name} cannot be read: ${systemReason(cause)}.`, {
      hint: READABLE,
      cause,
    });
  }
}

const READABLE = 'Check that it is a file and that you may read it.';
