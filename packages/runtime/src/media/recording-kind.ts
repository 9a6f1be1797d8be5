import { open } from 'node:fs/promises';
import { CONTENT_HEAD, fileContent } from './file-content.ts';
import { namesPicture, namesVideo } from './recording-names.ts';
import { beginsAsSound } from './sound-content.ts';

/**
 * Whether a file is a picture, sound alone or a video, by its content; what is in a video is known when it is opened. Content of
 * no known kind is what the name of the file claims, and reading it then gives the reason why it cannot be read. A file with no
 * content is a picture, unless its name is that of a video.
 *
 * @throws the system's error where the file cannot be read
 */
export async function recordingKind(path: string): Promise<'picture' | 'video' | 'sound'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(CONTENT_HEAD), 0, CONTENT_HEAD, 0);
    if (bytesRead === 0) return namesVideo(path) ? 'video' : 'picture';
    const head = buffer.subarray(0, bytesRead);
    if (await beginsAsSound(head)) return 'sound';
    const { medium } = await fileContent(head);
    return medium === 'picture' || (medium === null && namesPicture(path)) ? 'picture' : 'video';
  } finally {
    await file.close();
  }
}
