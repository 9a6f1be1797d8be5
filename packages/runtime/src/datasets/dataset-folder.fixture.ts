import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomFrom, WinceError } from '@wince/core';
import sharp from 'sharp';
import { afterEach } from 'vitest';

/** A new folder with the given files, for one test. Removed after it. */
export async function testFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wince-dataset-'));
  made.push(folder);
  await addFiles(folder, files);
  return folder;
}

export async function addFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A picture of coloured squares that depends on its name alone: different names look different. */
export async function picture(name: string, format: 'jpeg' | 'png' = 'jpeg', side = 64): Promise<Buffer> {
  const random = randomFrom('test picture', name);
  const squares = Buffer.from(Array.from({ length: 16 * 16 * 3 }, () => random.below(256)));
  const drawn = sharp(squares, { raw: { width: 16, height: 16, channels: 3 } }).resize(side, side, {
    kernel: 'cubic',
  });
  return format === 'jpeg' ? drawn.jpeg({ quality: 90 }).toBuffer() : drawn.png().toBuffer();
}

/** The typed error that a call ends with. */
export async function errorOf(action: () => Promise<unknown>): Promise<WinceError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof WinceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
