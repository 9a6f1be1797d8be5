import type { SoundBlock } from '@wince/core';

/** The sound of an opened video. It is decoded as it is asked for: memory does not grow with its length. */
export interface BlobSound {
  /** As the container names it: `aac`, `opus`, `mp3`, `pcm-s16`, ... */
  readonly codec: string;
  /** Samples a second, as stored. */
  readonly sampleRate: number;
  /**
   * The sound in blocks of half a second, the mean over its channels, on the clock of the frames. Where something is missing, the time of
   * the next block is later than the end of the block before. Nothing is resampled.
   *
   * @throws WinceError `damaged-sound` where a packet cannot be decoded, or the sampling rate changes
   */
  blocks(): AsyncGenerator<SoundBlock, void, undefined>;
  /** Ends all reading. */
  close(): Promise<void>;
}
