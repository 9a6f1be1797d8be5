import { isVideoInOgg } from '@wince/media';
import { fileContent } from './file-content.ts';

/**
 * Whether a file that begins with these bytes is sound alone: WAV, FLAC, MP3, AAC, OGG without video, M4A, AIFF, CAF or AMR. Other
 * MP4, Matroska and WebM files count as video, also where they hold sound alone.
 *
 * @param head the first `CONTENT_HEAD` bytes, or all where there are fewer
 */
export async function beginsAsSound(head: Uint8Array): Promise<boolean> {
  const text = String.fromCharCode(...head.subarray(0, 512));
  // These two `file-type` does not know: WAV over 4 GB, and CAF.
  if (/^(RF64|BW64)/.test(text)) return text.startsWith('WAVE', 8);
  if (text.startsWith('caff')) return true;
  const { medium } = await fileContent(head);
  // And it looks at the first track of an OGG only.
  return medium === 'sound' && !isVideoInOgg(text);
}

/** From here on a length is that of a program that wrote into a pipe, and knew none. */
const UNKNOWN_LENGTH = 0x7fff_0000;

/**
 * Bytes by which a WAV or AIFF file is shorter than its header says; 0 for others, and where the header does not say.
 *
 * @param head its first 12 bytes or more
 * @param size of the file in bytes
 */
export function missingSoundBytes(head: Uint8Array, size: number): number {
  const word = String.fromCharCode(...head.subarray(0, 4));
  if (head.length < 12 || !['RIFF', 'FORM'].includes(word)) return 0;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(4, word === 'RIFF');
  if (length === 0 || length >= UNKNOWN_LENGTH) return 0;
  const missing = 8 + length - size;
  // The byte that fills up an odd length may be left out at the end.
  return missing > 1 ? missing : 0;
}
