import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { WinceError } from '@wince/core';

const PICTURES = ['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.bmp', '.webp', '.tif', '.tiff', '.gif'];
const VIDEOS = ['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.avi', '.mpg', '.mpeg', '.mts', '.m2ts', '.3gp'];
const SOUNDS = ['.wav', '.mp3', '.flac', '.ogg', '.m4a'];
const OTHERS = [...VIDEOS, ...SOUNDS];

/** Whether a name ends as a picture does. The content decides in the end; this tells pictures from clips beforehand. */
export function namesPicture(path: string): boolean {
  return PICTURES.includes(extname(path).toLowerCase());
}

/** Whether a name ends as video or sound does. */
export function namesClip(path: string): boolean {
  return OTHERS.includes(extname(path).toLowerCase());
}

/** Whether a name ends as video does. */
export function namesVideo(path: string): boolean {
  return VIDEOS.includes(extname(path).toLowerCase());
}

/**
 * Pictures, video and sound under a folder, sorted, with forward slashes. Hidden files and folders are passed over;
 * links are listed and not followed, since they may lead out of the folder.
 *
 * @throws WinceError `no-such-folder`, `no-recordings`
 */
export async function listRecordings(
  folder: string,
): Promise<{ readonly recordings: readonly string[]; readonly links: readonly string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new WinceError('no-such-folder', `The folder ${folder} cannot be read.`, {
      hint: 'Name the folder that holds the recordings.',
      status: 2,
      cause,
    });
  });
  const recordings: string[] = [];
  const links: string[] = [];
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (path.split('/').some((part) => part.startsWith('.'))) continue;
    if (entry.isSymbolicLink()) links.push(path);
    else if (entry.isFile() && (namesPicture(path) || namesClip(path))) recordings.push(path);
  }
  if (recordings.length === 0) {
    throw new WinceError('no-recordings', `There is no picture, video or sound in ${folder}.`, {
      hint: `Known endings are: ${[...PICTURES, ...OTHERS].join(' ')}.`,
      status: 2,
    });
  }
  return { recordings: recordings.sort(), links: links.sort() };
}
