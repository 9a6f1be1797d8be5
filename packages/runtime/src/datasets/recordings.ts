import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { WinceError } from '@wince/core';
import { CLIP_ENDINGS, namesClip, namesPicture, PICTURE_ENDINGS } from '../media/recording-names.ts';

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
      hint: 'Name the folder that contains the recordings.',
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
      hint: `Known endings are: ${[...PICTURE_ENDINGS, ...CLIP_ENDINGS].join(' ')}.`,
    });
  }
  return { recordings: recordings.sort(), links: links.sort() };
}
