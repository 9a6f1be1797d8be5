import { randomBytes } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WinceError } from '@wince/core';
import { makePrivateFolder, writeError } from '../files/atomic.ts';
import { systemCode, systemReason } from '../files/system-error.ts';

/** Bytes of a key: as many as SHA-256 gives. */
const BYTES = 32;

/** Where the key of a project is, from the folder of the project. */
export const NAME_KEY: string = join('.wince', 'name-key');

/**
 * The secret with which names of a project become pseudonyms: 32 random bytes, in a file that only its owner reads. The first call makes the
 * file.
 *
 * @throws WinceError `bad-name-key` for a file that holds no such key, or that others can read, `cannot-write`
 */
export async function openNameKey(path: string): Promise<Uint8Array> {
  try {
    await makePrivateFolder(dirname(path));
    // Of two commands at the same instant one makes the file, and both read it.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(BYTES).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw writeError(path, cause);
  }
  return readNameKey(path);
}

async function readNameKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw bad(
      `The key ${path} cannot be read (${systemReason(cause)}).`,
      'Name another file with --key.',
      cause,
    );
  });
  // Windows has other rights, which the mode does not tell.
  const mode = process.platform === 'win32' ? 0 : (await stat(path)).mode & 0o077;
  if (mode !== 0) {
    throw bad(
      `Others on this machine can read the key ${path}.`,
      `Run chmod 600 ${path}. If others have read it, name a new file with --key: pseudonyms are then other ones.`,
    );
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw bad(
      `${path} holds no key: 64 hexadecimal digits are expected.`,
      'Name another file with --key, or one that is not there yet: it is then made.',
    );
  }
  return Buffer.from(text.trim(), 'hex');
}

function bad(message: string, hint: string, cause?: unknown): WinceError {
  return new WinceError('bad-name-key', message, { hint, cause });
}
