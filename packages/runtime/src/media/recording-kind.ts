import { open } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import { readStructure } from '@wince/media';
import { CONTENT_HEAD, fileContent } from './file-content.ts';
import { namedFormat, readableFormats } from './recording-formats.ts';
import { namesVideo } from './recording-names.ts';
import { beginsAsSound } from './sound-content.ts';

/** What a file is taken for: `unknown` where neither its content nor its name is that of a recording. */
export type RecordingKind = 'picture' | 'video' | 'sound' | 'unknown';

/**
 * Whether a file is a picture, sound alone or a video, by its content; what is in a video is known when it is opened. Content of
 * no known kind is what the name of the file claims, and reading it then gives the reason why it cannot be read; where the name
 * claims nothing either, the file is `unknown`, and never a video. A file with no content is a picture, unless its name is that
 * of a video.
 *
 * @throws the system's error where the file cannot be read
 */
export async function recordingKind(path: string): Promise<RecordingKind> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(CONTENT_HEAD), 0, CONTENT_HEAD, 0);
    if (bytesRead === 0) return namesVideo(path) ? 'video' : 'picture';
    const head = buffer.subarray(0, bytesRead);
    if (await beginsAsSound(head)) return 'sound';
    const { medium } = await fileContent(head);
    if (medium === 'picture' || medium === 'video') return medium;
    const { size } = await file.stat();
    const structure = await readStructure(async (offset, length) => {
      const read = await file.read(new Uint8Array(length), 0, length, offset);
      return read.buffer.subarray(0, read.bytesRead);
    }, size);
    return structure ? 'video' : (namedFormat(path)?.medium ?? 'unknown');
  } finally {
    await file.close();
  }
}

/** The error `not-a-recording`: a file of the kind `unknown`. @param name what the message calls the file */
export function notARecording(name: string): WinceError {
  return new WinceError(
    'not-a-recording',
    `${name} is not a recording: neither its content nor its name is that of a picture, a video or sound.`,
    { hint: `These are read: ${readableFormats().join('; ')}.` },
  );
}
