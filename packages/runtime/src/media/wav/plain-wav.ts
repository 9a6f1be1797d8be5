import { endianness } from 'node:os';
import { DOUBLE, FLOAT, S16, S32, type SampleFormat, U8 } from '../channel-mean.ts';
import { holdsPackets } from './held-packets.ts';

/** What the header of a WAV file of plain samples says. */
export interface PlainWav {
  readonly format: PlainFormat;
  /** Samples a second. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Where the first sample begins, in bytes. */
  readonly offset: number;
  /** Samples of each channel. */
  readonly frames: number;
}

/** How plain samples are stored. */
export interface PlainFormat {
  /** libav's name of it. */
  readonly codec: string;
  /** Bytes of a sample in the file. */
  readonly bytes: number;
  /** What it is taken as; a sample of 24 bits is the upper part of one of 32. */
  readonly sample: SampleFormat;
}

/** By format tag and bits of a sample. */
const FORMATS: Readonly<Record<string, PlainFormat>> = {
  '1 8': { codec: 'pcm_u8', bytes: 1, sample: U8 },
  '1 16': { codec: 'pcm_s16le', bytes: 2, sample: S16 },
  '1 24': { codec: 'pcm_s24le', bytes: 3, sample: S32 },
  '1 32': { codec: 'pcm_s32le', bytes: 4, sample: S32 },
  '3 32': { codec: 'pcm_f32le', bytes: 4, sample: FLOAT },
  '3 64': { codec: 'pcm_f64le', bytes: 8, sample: DOUBLE },
};

/** Chunks beside those of format and samples that say nothing of how samples are read. */
const OTHER_CHUNKS = new Set(['LIST', 'fact', 'JUNK', 'PEAK']);
/** A file with more of them is odd. */
const MOST_CHUNKS = 32;
/** From here on a length may be that of a program that knew none. */
const MOST_BYTES = 0x7fff_0000;
const MOST_CHANNELS = 32;
const HIGHEST_RATE = 1_000_000;
/** Bytes from the first sample on that are looked at for packets of another codec. */
const LOOKED_AT = 65_536;

/** Reads bytes of a file; fewer than asked for only at its end. */
type ReadPart = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * Reads the header of a WAV file of plain samples in which nothing is odd: RIFF, every chunk, and the file end where they say, and
 * samples are of 8, 16, 24 or 32 bits or floats, also in the extensible form.
 *
 * @param head the first bytes of the file; the more, the less is read again
 * @param size of the file in bytes
 * @returns undefined for any other file, also for one that is damaged: libav has a look at it
 * @source IBM and Microsoft 1991, Multimedia Programming Interface and Data Specifications 1.0; Microsoft, WAVEFORMATEXTENSIBLE
 */
export async function plainWavOf(
  head: Uint8Array,
  read: ReadPart,
  size: number,
): Promise<PlainWav | undefined> {
  if (endianness() !== 'LE' || head.length < 12 || size >= MOST_BYTES) return undefined;
  if (wordAt(head, 0) !== 'RIFF' || wordAt(head, 8) !== 'WAVE') return undefined;
  if (numbersOf(head).getUint32(4, true) + 8 !== size) return undefined;
  const part = async (offset: number, length: number) =>
    offset + length <= head.length ? head.subarray(offset, offset + length) : await read(offset, length);
  let stored: Omit<PlainWav, 'offset' | 'frames'> | undefined;
  let samples: { readonly offset: number; readonly length: number } | undefined;
  let at = 12;
  for (let chunks = 0; at < size; chunks++) {
    const header = await part(at, 8);
    if (chunks === MOST_CHUNKS || header.length < 8) return undefined;
    const length = numbersOf(header).getUint32(4, true);
    const offset = at + 8;
    const word = wordAt(header, 0);
    if (word === 'fmt ') {
      if (stored || !FORMAT_LENGTHS.includes(length)) return undefined;
      stored = storedForm(await part(offset, length));
      if (!stored) return undefined;
    } else if (word === 'data') {
      if (samples || !stored) return undefined;
      samples = { offset, length };
    } else if (!OTHER_CHUNKS.has(word) || length < 4) return undefined;
    // An odd length is filled up with a byte.
    at = offset + length + (length % 2);
  }
  if (at !== size || !stored || !samples) return undefined;
  const frames = samples.length / (stored.channels * stored.format.bytes);
  if (frames === 0 || !Number.isInteger(frames)) return undefined;
  if (stored.format.sample === S16) {
    const first = await part(samples.offset, Math.min(samples.length, LOOKED_AT));
    if (holdsPackets(first)) return undefined;
  }
  return { ...stored, offset: samples.offset, frames };
}

/** Bytes of a chunk `fmt `: of the first form, with a length of what follows, and extensible. */
const FORMAT_LENGTHS = [16, 18, 40];
/** A format tag says that the format follows. */
const EXTENSIBLE = 0xfffe;
/** What follows the format tag in the name of a format, in the extensible form. */
const NAME_END = '000000001000800000aa00389b71';

/** What a chunk `fmt ` says; undefined where anything in it is odd. */
function storedForm(chunk: Uint8Array): Omit<PlainWav, 'offset' | 'frames'> | undefined {
  if (!FORMAT_LENGTHS.includes(chunk.length)) return undefined;
  const numbers = numbersOf(chunk);
  const channels = numbers.getUint16(2, true);
  const sampleRate = numbers.getUint32(4, true);
  const bits = numbers.getUint16(14, true);
  let tag = numbers.getUint16(0, true);
  if ((chunk.length === 40) !== (tag === EXTENSIBLE)) return undefined;
  if (chunk.length > 16 && numbers.getUint16(16, true) !== chunk.length - 18) return undefined;
  if (tag === EXTENSIBLE) {
    const speakers = numbers.getUint32(20, true).toString(2).replaceAll('0', '').length;
    if (numbers.getUint16(18, true) !== bits || (speakers !== 0 && speakers !== channels)) return undefined;
    if (Buffer.from(chunk.subarray(26)).toString('hex') !== NAME_END) return undefined;
    tag = numbers.getUint16(24, true);
  }
  const format = FORMATS[`${tag} ${bits}`];
  if (!format || channels === 0 || channels > MOST_CHANNELS) return undefined;
  if (sampleRate === 0 || sampleRate > HIGHEST_RATE) return undefined;
  const together = channels * format.bytes;
  if (numbers.getUint16(12, true) !== together) return undefined;
  if (numbers.getUint32(8, true) !== together * sampleRate) return undefined;
  return { format, sampleRate, channels };
}

function wordAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function numbersOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
