import type { SoundBlock } from '@wince/core';

/** A piece of decoded sound. */
export interface SoundPiece {
  /** In samples from time 0. */
  readonly position: number;
  /** Nobody writes to them afterwards. */
  readonly samples: Float32Array;
}

/** Seconds of a block. */
const BLOCK = 0.5;

/** Samples of a block. */
export function soundBlockLength(sampleRate: number): number {
  return Math.max(1, Math.round(BLOCK * sampleRate));
}

/** Positions are fractions of a sample only where a container rounds times; less than this is an error of rounding. */
const ROUNDING = 1e-6;

/**
 * Cuts pieces of sound to [start, end), to the sample, and gathers them into blocks of half a second. What lies before time 0 is
 * there to be decoded, not to be heard.
 *
 * @param start seconds, 0 or more
 */
export async function* blocksOf(
  pieces: AsyncGenerator<SoundPiece, void, undefined>,
  sampleRate: number,
  start: number,
  end: number,
): AsyncGenerator<SoundBlock, void, undefined> {
  const length = soundBlockLength(sampleRate);
  const [first, last] = [start, end].map((time) => time * sampleRate - ROUNDING);
  let block: Float32Array = new Float32Array(0);
  let begin = 0;
  let filled = 0;
  const taken = (): SoundBlock => {
    const samples = filled === length ? block : block.slice(0, filled);
    filled = 0;
    return { time: begin / sampleRate, sampleRate, samples };
  };
  for await (const { position, samples } of pieces) {
    if (position >= last) break;
    let at = within(first - position, samples.length);
    const stop = within(last - position, samples.length);
    if (filled > 0 && at < stop && Math.abs(begin + filled - (position + at)) > 0.5) yield taken();
    while (at < stop) {
      const more = Math.min(length - filled, stop - at);
      if (filled === 0) {
        begin = position + at;
        // A piece that is a block already is not copied.
        block = more === length && samples.length === length ? samples : new Float32Array(length);
      }
      if (block !== samples) block.set(samples.subarray(at, at + more), filled);
      filled += more;
      at += more;
      if (filled === length) yield taken();
    }
  }
  if (filled > 0) yield taken();
}

/** The first whole number from `border` on, in [0, length]. */
function within(border: number, length: number): number {
  return Math.max(0, Math.min(length, Math.ceil(border)));
}
