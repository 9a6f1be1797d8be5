import { open } from 'node:fs/promises';
import { pictureType } from './picture-type.ts';
import { namesVideo } from './recording-names.ts';

/** Bytes that tell a picture from anything else. */
const SIGNATURE = 16;

/**
 * A picture by its first bytes, or else a video. An empty file is what its name says: reading it says that it is empty.
 *
 * @throws the system's error where the file cannot be read
 */
export async function recordingKind(path: string): Promise<'picture' | 'video'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SIGNATURE), 0, SIGNATURE, 0);
    if (bytesRead === 0) return namesVideo(path) ? 'video' : 'picture';
    return pictureType(buffer.subarray(0, bytesRead)) ? 'picture' : 'video';
  } finally {
    await file.close();
  }
}
