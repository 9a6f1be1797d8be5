import type { SoundBlock } from '@wince/core';
import {
  blocksOf,
  checkFrameOptions,
  damagedSound,
  emptySoundInterval,
  type PartialReason,
} from '@wince/media';
import type { Sound, SoundCompleteness, SoundDescription, SoundOptions } from './sound.ts';
import { decodeSound, type SoundCount } from './sound-decode.ts';
import { closeSoundInput, openSoundInput, type SoundInput, type SoundInputOptions } from './sound-input.ts';

export interface LibavSoundOptions extends SoundInputOptions {
  /** Says something that changes whenever the file does. */
  readonly version: () => Promise<string>;
}

/** Opens the sound of a file with libav. @throws WinceError as {@link openSoundInput} */
export async function openLibavSound(path: string, options: LibavSoundOptions): Promise<Sound> {
  return new LibavSound(path, options, await openSoundInput(path, options));
}

class LibavSound implements Sound {
  readonly description: SoundDescription;
  completeness: SoundCompleteness | null = null;
  readonly #path: string;
  readonly #options: LibavSoundOptions;
  readonly #closing = new AbortController();
  readonly #reading = new Set<AsyncGenerator<SoundBlock, void, undefined>>();
  /** Opened already, for the first that reads. */
  #ready: SoundInput | undefined;

  constructor(path: string, options: LibavSoundOptions, input: SoundInput) {
    this.#path = path;
    this.#options = options;
    this.#ready = input;
    this.description = input.description;
  }

  blocks(options: SoundOptions = {}): AsyncGenerator<SoundBlock, void, undefined> {
    checkFrameOptions({ start: options.start, end: options.end });
    return this.#blocks(options);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error(`${this.#options.name} was closed while its sound was read`));
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) await closeSoundInput(ready);
    await Promise.all([...this.#reading].map((reading) => reading.return()));
  }

  async *#blocks(options: SoundOptions): AsyncGenerator<SoundBlock, void, undefined> {
    const { name, version } = this.#options;
    const { start = 0, end } = options;
    const before = await version();
    const count: SoundCount = { lost: 0, stopped: null, end: 0, reachedEnd: false };
    const ready = this.#ready;
    this.#ready = undefined;
    const input = ready ?? (await openSoundInput(this.#path, this.#options));
    const reading = this.#read(input, options, count);
    this.#reading.add(reading);
    let samples = 0;
    try {
      for await (const block of reading) {
        samples += block.samples.length;
        yield block;
      }
    } finally {
      this.#reading.delete(reading);
      await closeSoundInput(input);
    }
    const reasons = partialReasons(this.#options, count, input.leastLength, before !== (await version()));
    const state = reasons.length === 0 ? 'whole' : 'partial';
    this.completeness = { state, reasons, samples, lostPackets: count.lost };
    if (samples > 0) return;
    if (count.lost > 0) throw damagedSound(name, `none of its ${count.lost} packets can be decoded`);
    if (start > 0 || end !== undefined) throw emptySoundInterval(name, start, end);
    throw damagedSound(name, 'it has no samples');
  }

  #read(
    input: SoundInput,
    { start = 0, end = Number.POSITIVE_INFINITY, signal }: SoundOptions,
    count: SoundCount,
  ): AsyncGenerator<SoundBlock, void, undefined> {
    const decoding = {
      name: this.#options.name,
      start: canStartAnywhere(input) ? start : 0,
      isWanted: (time: number) => time >= start && time < end,
      signal: signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal,
    };
    return blocksOf(decodeSound(input, decoding, count), this.description.sampleRate, start, end);
  }
}

/**
 * Whether reading from the middle gives the same samples at the same times as reading from the beginning. Other codecs carry
 * something on from packet to packet, and other containers round times: they are read from the beginning.
 */
function canStartAnywhere({ description: { codec, sampleRate }, stream: { timeBase } }: SoundInput): boolean {
  const isExact = timeBase.num === 1 && timeBase.den === sampleRate;
  return isExact && codec.startsWith('pcm_');
}

function partialReasons(
  { name, missingBytes }: LibavSoundOptions,
  { lost, stopped, end, reachedEnd }: SoundCount,
  leastLength: number,
  changed: boolean,
): readonly PartialReason[] {
  const reasons: PartialReason[] = [];
  if (reachedEnd && missingBytes > 0) {
    reasons.push({
      code: 'truncated',
      message: `${name} was cut off: ${missingBytes} bytes are missing at its end.`,
    });
  } else if (reachedEnd && stopped !== null) {
    const message = `${name} cannot be read to its end: ${stopped}.`;
    reasons.push({ code: 'truncated', message });
  } else if (reachedEnd && end < leastLength) {
    const message = `The sound of ${name} ends at ${end.toFixed(2)} s, earlier than its header states: it was cut off.`;
    reasons.push({ code: 'truncated', message });
  }
  if (lost > 0) {
    const message = `${lost} packets of the sound of ${name} are broken and are left out.`;
    reasons.push({ code: 'broken-frames', message });
  }
  if (changed) reasons.push({ code: 'being-written', message: `${name} changed while it was read.` });
  return reasons;
}
