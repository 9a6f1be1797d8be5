/** Bytes from the beginning of a file that tell sound from anything else. */
export const SOUND_HEAD = 512;

/**
 * Whether a file that begins with these bytes is sound alone: WAV, FLAC, MP3, AAC, OGG without video, M4A, AIFF, CAF or AMR. Other
 * MP4, Matroska and WebM files count as video, also where they hold sound alone.
 *
 * @param head the first {@link SOUND_HEAD} bytes, or all where there are fewer
 */
export function beginsAsSound(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, SOUND_HEAD));
  const at = (offset: number, ...words: readonly string[]) =>
    words.some((word) => text.startsWith(word, offset));
  if (at(0, 'RIFF', 'RF64', 'BW64')) return at(8, 'WAVE');
  if (at(0, 'FORM')) return at(8, 'AIFF', 'AIFC');
  // Every track of an OGG begins with a page of its own, and all these pages come first.
  if (at(0, 'OggS')) return !['\x80theora', '\x01video', 'BBCD\0'].some((video) => text.includes(video));
  if (at(4, 'ftyp')) return at(8, 'M4A ', 'M4B ');
  return at(0, 'fLaC', 'ID3', 'caff', '#!AMR') || isMpegAudio(head);
}

/** The header of a frame of MPEG audio, layer II or III (ISO 11172-3, 2.4.1.3), or of AAC in ADTS (ISO 13818-7, 6.2). */
function isMpegAudio([first, second, third]: Uint8Array): boolean {
  if (first !== 0xff || second === undefined || third === undefined) return false;
  if ((second & 0xf6) === 0xf0) return ((third >> 2) & 0xf) < 13;
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  return (
    second >= 0xe0 &&
    version !== 1 &&
    (layer === 1 || layer === 2) &&
    third >> 4 !== 15 &&
    ((third >> 2) & 3) !== 3
  );
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
