import type { SoundBlock } from './sound.ts';

/** The sound of a row as one piece. */
export interface JoinedSound {
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** Why a row has no sound in one piece. */
export interface NoSound {
  readonly reason: string;
}

/** Seconds of sound that are held for one row: 230 MB at 16 kHz. */
const LONGEST = 3600;

/** Holds the sound of a row until it is asked for. */
export interface SoundCollector {
  sound(block: SoundBlock): void;
  /** Forgets what lies before a time (seconds of the recording). */
  forget(before: number): void;
  /** All that is held, from its first sample on; what is missing between blocks is silence. */
  joined(): JoinedSound | NoSound;
}

/** Opens a collector: sound of more than an hour, and sound whose rate changes, has a reason in place of samples. */
export function collectSound(): SoundCollector {
  let blocks: SoundBlock[] = [];
  let isLong = false;
  return {
    sound(block) {
      if (isLong) return;
      blocks.push(block);
      isLong = block.time - blocks[0].time > LONGEST;
      // What will not be analysed is not held.
      if (isLong) blocks = [];
    },
    forget(before) {
      blocks = blocks.filter(({ time, sampleRate, samples }) => time + samples.length / sampleRate > before);
    },
    joined() {
      if (isLong) return { reason: `the sound is longer than ${LONGEST / 60} minutes: name intervals of it` };
      if (blocks.length === 0) return { reason: 'there is no sound' };
      const [{ sampleRate, time: begin }] = blocks;
      if (blocks.some((block) => block.sampleRate !== sampleRate))
        return { reason: 'the sampling rate changes within the recording' };
      const placeOf = ({ time }: SoundBlock) => Math.round((time - begin) * sampleRate);
      const last = blocks[blocks.length - 1];
      const samples = new Float32Array(placeOf(last) + last.samples.length);
      for (const block of blocks) samples.set(block.samples, placeOf(block));
      return { sampleRate, samples };
    },
  };
}

/** Why sound of a lower rate than the one that is needed gives nothing. */
export function lowRateReason(sampleRate: number, needed: number): string {
  return `sound of ${sampleRate} Hz cannot be compared with sound of ${needed} Hz: what is above ${sampleRate / 2} Hz is missing`;
}
