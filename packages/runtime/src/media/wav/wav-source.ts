import type { FileHandle } from 'node:fs/promises';
import { type SoundPiece, soundBlockLength } from '@wince/media';
import { systemCode, systemReason } from '../../files/system-error.ts';
import { channelMean } from '../channel-mean.ts';
import type { SoundDescription } from '../opened-sound.ts';
import type { SoundCount, SoundSource, WantedSound } from '../recorded-sound.ts';
import type { PlainWav } from './plain-wav.ts';

/** Bytes that are read at a time. */
const PIECE = 262_144;

/** The samples of a WAV file, read from where they stand. The file belongs to it, and is closed with it. */
export class WavSource implements SoundSource {
  readonly description: SoundDescription;
  readonly #file: FileHandle;
  readonly #wav: PlainWav;

  constructor(file: FileHandle, wav: PlainWav) {
    const { format, sampleRate, channels, frames } = wav;
    this.#file = file;
    this.#wav = wav;
    this.description = {
      ...{ container: 'wav', codec: format.codec, sampleRate, channels },
      duration: frames / sampleRate,
    };
  }

  async *read(
    { start, end, signal }: WantedSound,
    count: SoundCount,
  ): AsyncGenerator<SoundPiece, void, undefined> {
    const { format, sampleRate, channels, frames, offset } = this.#wav;
    const size = channels * format.bytes;
    const first = Math.min(frames, Math.floor(start * sampleRate));
    const last = Math.min(frames, Math.ceil(end * sampleRate));
    count.leastLength = (frames - 0.5) / sampleRate;
    count.end = first / sampleRate;
    // Pieces are as long as blocks, which then need not be put together.
    const length = Math.max(1, Math.min(soundBlockLength(sampleRate), Math.floor(PIECE / size)));
    const together = length * Math.max(1, Math.floor(PIECE / (length * size)));
    const bytes = new Uint8Array(together * size);
    for (let at = first; at < last; at += together) {
      signal.throwIfAborted();
      const wanted = Math.min(together, last - at);
      const read = await this.#fill(bytes.subarray(0, wanted * size), offset + at * size, count);
      const whole = Math.floor(read / size);
      for (let i = 0; i < whole; i += length) {
        signal.throwIfAborted();
        const next = Math.min(length, whole - i);
        count.end = (at + i + next) / sampleRate;
        yield { position: at + i, samples: meanOf(bytes, i * size, this.#wav, next) };
      }
      // The file became shorter since it was opened.
      if (whole < wanted) break;
    }
    count.reachedEnd = last === frames || count.end < last / sampleRate;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Reads bytes, and says how many there were. */
  async #fill(bytes: Uint8Array, offset: number, count: SoundCount): Promise<number> {
    let read = 0;
    try {
      while (read < bytes.length) {
        const { bytesRead } = await this.#file.read(bytes, read, bytes.length - read, offset + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
    } catch (cause) {
      if (systemCode(cause) === undefined) throw cause;
      count.stopped = systemReason(cause);
    }
    return read;
  }
}

function meanOf(
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  { format, channels }: PlainWav,
  count: number,
): Float32Array {
  const numbers = count * channels;
  const samples =
    format.bytes === 3
      ? widened(bytes, from, numbers)
      : format.sample.view(bytes.buffer, from, numbers * format.bytes);
  return channelMean([samples], channels, format.sample, count);
}

/** Samples of 24 bits as the upper part of ones of 32. */
function widened(bytes: Uint8Array, from: number, count: number): Int32Array {
  const samples = new Int32Array(count);
  for (let i = 0, at = from; i < count; i++, at += 3)
    samples[i] = (bytes[at] << 8) | (bytes[at + 1] << 16) | (bytes[at + 2] << 24);
  return samples;
}
