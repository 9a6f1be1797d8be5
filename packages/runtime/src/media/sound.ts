import { emptyVideo, readStructure } from '@wince/media';
import { CONTENT_HEAD } from './file-content.ts';
import type { Sound } from './libav/sound.ts';
import { notASound } from './libav/sound-errors.ts';
import { fileVersion, openFile } from './open-video.ts';
import { beginsAsSound, missingSoundBytes } from './sound-content.ts';

/** How a sound is opened. */
export interface OpenSoundOptions {
  /** What messages call the recording. Default: its path. */
  readonly name?: string;
}

/**
 * Opens the sound of a recording: WAV, FLAC, MP3, AAC, OGG, AIFF, CAF or AMR, or the sound of a video (MP4 with M4A and 3GP,
 * MOV, MKV, WebM, AVI, MPEG-TS, MPEG-PS), told by content and not by name. Close it after use.
 *
 * An interval that begins late is read from the beginning of the file, except in WAV and other containers of plain samples.
 *
 * @example
 * const sound = await openSound('S01.mp4');
 * try {
 *   for await (const { time, samples } of sound.blocks({ start: 10, end: 20 })) listen(time, samples);
 *   if (sound.completeness?.state === 'partial') tell(sound.completeness.reasons);
 * } finally {
 *   await sound.close();
 * }
 *
 * @throws WinceError `no-such-file`, `unreadable-file`, `empty-file`, `not-a-sound`, `no-sound-track`, `damaged-sound`,
 *   `video-without-index`, `encrypted-video`, `unsupported-codec`
 */
export async function openSound(path: string, { name = path }: OpenSoundOptions = {}): Promise<Sound> {
  const file = await openFile(path, name);
  try {
    const { size } = await file.stat();
    if (size === 0) throw emptyVideo(name);
    const read = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const structure = (await readStructure(read, size)) ?? null;
    const head = await read(0, CONTENT_HEAD);
    if (!structure && !(await beginsAsSound(head))) throw notASound(name);
    const missingBytes = structure?.missingBytes ?? missingSoundBytes(head, size);
    const { openLibavSound } = await import('./libav/sound-reader.ts');
    return await openLibavSound(path, { name, structure, missingBytes, version: () => fileVersion(path) });
  } finally {
    await file.close();
  }
}
