import type { SoundBlock } from '@wince/core';
import {
  blocksOf,
  checkFrameOptions,
  damagedSound,
  emptySoundInterval,
  type PartialReason,
  type SoundPiece,
} from '@wince/media';
import type { Sound, SoundCompleteness, SoundDescription, SoundOptions } from './opened-sound.ts';

/** What gives the samples of a file, whoever reads it. */
export interface SoundSource {
  readonly description: SoundDescription;
  /** Reads once. Several readings may go on side by side. */
  read(wanted: WantedSound, count: SoundCount): AsyncGenerator<SoundPiece, void, undefined>;
  /** Called when no reading goes on any more. */
  close(): Promise<void>;
}

/** Which part of the sound is asked for: at least the samples in [start, end) are given. */
export interface WantedSound {
  /** Seconds. */
  readonly start: number;
  /** Seconds; may be infinite. */
  readonly end: number;
  readonly signal: AbortSignal;
}

/** What was read, beside the samples themselves. */
export interface SoundCount {
  /** Packets that could not be decoded, or that lie wholly in what came before. */
  lost: number;
  /** The reader's words, where the file could not be read to its end. */
  stopped: string | null;
  /** Seconds at which the last piece ended. */
  end: number;
  /** Seconds of sound that are surely in a whole file, by the header of a file of sound alone; 0 where it does not say. */
  leastLength: number;
  /** Whether the file was read to its end. */
  reachedEnd: boolean;
}

/** What is known of a file beside its sound. */
export interface RecordedSoundOptions {
  readonly name: string;
  /** By how much the file is shorter than its outermost layer says. */
  readonly missingBytes: number;
  /** Says something that changes whenever the file does. */
  readonly version: () => Promise<string>;
}

/** The sound of a file, cut into blocks and judged for how complete it is. */
export class RecordedSound implements Sound {
  readonly description: SoundDescription;
  completeness: SoundCompleteness | null = null;
  readonly #source: SoundSource;
  readonly #options: RecordedSoundOptions;
  readonly #closing = new AbortController();
  readonly #reading = new Set<AsyncGenerator<SoundBlock, void, undefined>>();

  constructor(source: SoundSource, options: RecordedSoundOptions) {
    this.#source = source;
    this.#options = options;
    this.description = source.description;
  }

  blocks(options: SoundOptions = {}): AsyncGenerator<SoundBlock, void, undefined> {
    checkFrameOptions({ start: options.start, end: options.end });
    return this.#blocks(options);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error(`${this.#options.name} was closed while its sound was read`));
    await Promise.all([...this.#reading].map((reading) => reading.return()));
    await this.#source.close();
  }

  async *#blocks({ start = 0, end, signal }: SoundOptions): AsyncGenerator<SoundBlock, void, undefined> {
    const { name, version } = this.#options;
    const before = await version();
    const count: SoundCount = { lost: 0, stopped: null, end: 0, leastLength: 0, reachedEnd: false };
    const closing = this.#closing.signal;
    const last = end ?? Number.POSITIVE_INFINITY;
    const wanted = { start, end: last, signal: signal ? AbortSignal.any([signal, closing]) : closing };
    const { sampleRate, codec } = this.description;
    const reading = blocksOf(this.#source.read(wanted, count), sampleRate, start, last);
    this.#reading.add(reading);
    let samples = 0;
    try {
      for await (const block of reading) {
        if (!isWholeNumbers(codec)) checkNumbers(block, name);
        samples += block.samples.length;
        yield block;
      }
    } finally {
      this.#reading.delete(reading);
    }
    const reasons = partialReasons(this.#options, count, before !== (await version()));
    const state = reasons.length === 0 ? 'whole' : 'partial';
    this.completeness = { state, reasons, samples, lostPackets: count.lost };
    if (samples > 0) return;
    if (count.lost > 0) throw damagedSound(name, `none of its ${count.lost} packets can be decoded`);
    if (start > 0 || end !== undefined) throw emptySoundInterval(name, start, end);
    throw damagedSound(name, 'it has no samples');
  }
}

/** Whether samples are whole numbers, none of which is NaN. */
function isWholeNumbers(codec: string): boolean {
  return /^pcm_[su]\d/.test(codec);
}

function checkNumbers({ time, sampleRate, samples }: SoundBlock, name: string): void {
  for (let i = 0; i < samples.length; i++)
    if (Number.isNaN(samples[i]))
      throw damagedSound(name, `a sample near ${(time + i / sampleRate).toFixed(2)} s is not a number`);
}

function partialReasons(
  { name, missingBytes }: RecordedSoundOptions,
  { lost, stopped, end, leastLength, reachedEnd }: SoundCount,
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
