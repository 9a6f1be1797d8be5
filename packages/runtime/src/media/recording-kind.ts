import { open } from 'node:fs/promises';
import { pictureType } from './picture-type.ts';
import { namesVideo } from './recording-names.ts';
import { beginsAsSound, SOUND_HEAD } from './sound-content.ts';

/**
 * A picture or sound alone by its first bytes, or else a video: what is in a video is known when it is opened. An empty file
 * is what its name says: reading it says that it is empty.
 *
 * @throws the system's error where the file cannot be read
 */
export async function recordingKind(path: string): Promise<'picture' | 'video' | 'sound'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SOUND_HEAD), 0, SOUND_HEAD, 0);
    if (bytesRead === 0) return namesVideo(path) ? 'video' : 'picture';
    const head = buffer.subarray(0, bytesRead);
    if (pictureType(head)) return 'picture';
    return beginsAsSound(head) ? 'sound' : 'video';
  } finally {
    await file.close();
  }
}
