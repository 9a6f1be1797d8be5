import { WinceError } from '@wince/core';
import { emptyVideo, notASound, type OpenVideoOptions, readStructure } from '@wince/media';
import { CONTENT_HEAD } from './file-content.ts';
import { fileVersion, openFile } from './file-handle.ts';
import { openVideo } from './open-video.ts';
import type { Sound } from './opened-sound.ts';
import { RecordedSound } from './recorded-sound.ts';
import { beginsAsSound, missingSoundBytes } from './sound-content.ts';
import { plainWavOf } from './wav/plain-wav.ts';
import { WavSource } from './wav/wav-source.ts';

/** How a sound is opened. */
export interface OpenSoundOptions {
  /** What messages call the recording. Default: its path. */
  readonly name?: string;
  /** What times count from, as for a video; see `OpenVideoOptions`. Default: `player`. */
  readonly clock?: OpenVideoOptions['clock'];
}

/**
 * Opens the sound of a recording: WAV, FLAC, MP3, AAC, OGG, AIFF, CAF or AMR, or the sound of a video (MP4 with M4A and 3GP,
 * MOV, MKV, WebM, AVI, MPEG-TS, MPEG-PS), told by content and not by name. Close it after use.
 * The time 0 of a video's sound is that of its first frame.
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
export async function openSound(path: string, { name = path, clock }: OpenSoundOptions = {}): Promise<Sound> {
  const file = await openFile(path, name);
  let isKept = false;
  try {
    const { size } = await file.stat();
    if (size === 0) throw emptyVideo(name);
    const read = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const version = () => fileVersion(path);
    const head = await read(0, CONTENT_HEAD);
    const wav = await plainWavOf(head, read, size);
    if (wav) {
      isKept = true;
      return new RecordedSound(new WavSource(file, wav), { name, missingBytes: 0, version });
    }
    const structure = (await readStructure(read, size)) ?? null;
    if (!structure && !(await beginsAsSound(head))) throw notASound(name);
    const missingBytes = structure?.missingBytes ?? missingSoundBytes(head, size);
    const { openLibavSound } = await import('./libav/sound-reader.ts');
    return await openLibavSound(path, {
      ...{ name, structure, missingBytes, version },
      firstTime: clock === 'container' ? 0 : structure ? await firstFrameTime(path) : null,
    });
  } finally {
    if (!isKept) await file.close();
  }
}

/** Seconds on the container's clock at which the first frame is shown; null where there are no pictures. */
async function firstFrameTime(path: string): Promise<number | null> {
  try {
    const video = await openVideo(path, { isGrowing: true });
    await video.close();
    return video.description.firstTime;
  } catch (error) {
    if (error instanceof WinceError) return null;
    throw error;
  }
}
