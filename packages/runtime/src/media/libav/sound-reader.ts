import type { SoundPiece } from '@wince/media';
import type { Sound, SoundDescription } from '../opened-sound.ts';
import {
  RecordedSound,
  type RecordedSoundOptions,
  type SoundCount,
  type SoundSource,
  type WantedSound,
} from '../recorded-sound.ts';
import { decodeSound } from './sound-decode.ts';
import { closeSoundInput, openSoundInput, type SoundInput, type SoundInputOptions } from './sound-input.ts';

export type LibavSoundOptions = SoundInputOptions & RecordedSoundOptions;

/** Opens the sound of a file with libav. @throws WinceError as {@link openSoundInput} */
export async function openLibavSound(path: string, options: LibavSoundOptions): Promise<Sound> {
  return new RecordedSound(new LibavSource(path, options, await openSoundInput(path, options)), options);
}

class LibavSource implements SoundSource {
  readonly description: SoundDescription;
  readonly #path: string;
  readonly #options: SoundInputOptions;
  /** Opened already, for the first that reads. */
  #ready: SoundInput | undefined;

  constructor(path: string, options: SoundInputOptions, input: SoundInput) {
    this.#path = path;
    this.#options = options;
    this.#ready = input;
    this.description = input.description;
  }

  async *read(
    { start, end, signal }: WantedSound,
    count: SoundCount,
  ): AsyncGenerator<SoundPiece, void, undefined> {
    const ready = this.#ready;
    this.#ready = undefined;
    const input = ready ?? (await openSoundInput(this.#path, this.#options));
    try {
      count.leastLength = input.leastLength;
      const decoding = {
        ...{ name: this.#options.name, signal },
        start: canStartAnywhere(input) ? start : 0,
        isWanted: (time: number) => time >= start && time < end,
      };
      yield* decodeSound(input, decoding, count);
    } finally {
      await closeSoundInput(input);
    }
  }

  async close(): Promise<void> {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) await closeSoundInput(ready);
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
