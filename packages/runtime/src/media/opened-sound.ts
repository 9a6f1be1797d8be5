import type { SoundBlock } from '@wince/core';
import type { PartialReason } from '@wince/media';

/** What is known of the sound of a recording before it is decoded. */
export interface SoundDescription {
  /** `mp4`, `mov`, `matroska`, `webm`, `avi`, `mpeg-ts`, `mpeg-ps`, `wav`, `flac`, `mp3`, `ogg`, or libav's name. */
  readonly container: string;
  /** libav's name of the codec: `aac`, `mp3`, `opus`, `vorbis`, `flac`, `pcm_s16le`, ... */
  readonly codec: string;
  /** Samples a second, as stored. */
  readonly sampleRate: number;
  /** Channels in the file; blocks hold the mean over them. */
  readonly channels: number;
  /** Seconds from time 0 to the end of the sound, as the file says; null where it says nothing. */
  readonly duration: number | null;
}

/** Which part of the sound is wanted. */
export interface SoundOptions {
  /** Seconds; samples before it are left out. Default: 0. */
  readonly start?: number;
  /** Seconds; the sample at this time and all later ones are left out. Default: the end. */
  readonly end?: number;
  /** Ends the reading with the signal's reason. Default: nothing ends it. */
  readonly signal?: AbortSignal;
}

/** How complete the sound was that was asked for. */
export interface SoundCompleteness {
  readonly state: 'whole' | 'partial';
  /** None when `whole`. */
  readonly reasons: readonly PartialReason[];
  /** Samples that were given. */
  readonly samples: number;
  /** Packets that were in the file and could not be given. */
  readonly lostPackets: number;
}

/** An opened sound. It is decoded as it is asked for: memory does not grow with its length. */
export interface Sound {
  readonly description: SoundDescription;
  /**
   * The sound in blocks of half a second; the last one, and one before a gap, may be shorter. Where something is missing,
   * the time of the next block is later than the end of the block before. Nothing is resampled. May be called again, also
   * before an earlier call has ended. The same file gives the same blocks each time.
   *
   * @throws WinceError `damaged-sound` when no sample can be decoded, `empty-interval` when no sample lies between `start`
   *   and `end`, `bad-frame-options` when `start` or `end` is not a time
   */
  blocks(options?: SoundOptions): AsyncGenerator<SoundBlock, void, undefined>;
  /** How complete the last call of {@link blocks} was that came to its end; null before. */
  readonly completeness: SoundCompleteness | null;
  /** Ends all reading. */
  close(): Promise<void>;
}
