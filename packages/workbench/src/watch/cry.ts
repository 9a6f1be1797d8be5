import { type CrySoFar, openCryWatch, type SoundBlock, WinceError } from '@wince/core';
import type { WatchedCry } from './messages.ts';

/** Sound beside the frames of what is watched. */
export interface SoundBeside {
  /** In order of time, on the clock of the frames. */
  blocks(): AsyncIterable<SoundBlock>;
  close(): Promise<void>;
}

/** Hears the cry in what is watched. */
export interface CryHearing {
  /** Hears the sound up to a time of the recording (seconds). */
  until(time: number): Promise<void>;
  /** Hears what is left of the sound. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Somebody cries as long as an expiration was heard in the last seconds: breath is taken between two of them. */
const RECENT = 3;

/**
 * Opens what hears the cry in the sound beside frames. Half a second of sound is decoded at a time, 30 s of it are held, and none is kept. What is wrong
 * with the sound ends the hearing and is told; the frames go on.
 *
 * @param open opens the sound
 * @param signal ends the hearing
 * @param tell is told what is heard, once a second of sound
 */
export function openCryHearing(
  open: () => Promise<SoundBeside>,
  signal: AbortSignal,
  tell: (cry: WatchedCry) => void,
): CryHearing {
  const watch = openCryWatch();
  let sound: SoundBeside | undefined;
  let blocks: AsyncIterator<SoundBlock> | undefined;
  let heard = Number.NEGATIVE_INFINITY;
  let last: WatchedCry | null = null;
  let isOver = false;
  const say = (cry: WatchedCry) => {
    last = cry;
    tell(cry);
  };
  const step = async (): Promise<void> => {
    if (!blocks) {
      sound = await open();
      blocks = sound.blocks()[Symbol.asyncIterator]();
    }
    const next = await blocks.next();
    signal.throwIfAborted();
    const found = next.done ? watch.end() : watch.push(next.value);
    if (!next.done) heard = next.value.time + next.value.samples.length / next.value.sampleRate;
    isOver = next.done ?? false;
    if (found) say(cryOf(found));
  };
  const until = async (time: number): Promise<void> => {
    try {
      while (!isOver && heard < time) await step();
    } catch (error) {
      if (!(error instanceof WinceError)) throw error;
      isOver = true;
      const state = error.code === 'no-sound-track' ? 'no sound' : 'cannot tell';
      say({
        kind: 'cry',
        time: last?.time ?? null,
        state,
        reason: error.message,
        breaths: last?.breaths ?? [],
      });
    }
  };
  return {
    until,
    end: () => until(Number.POSITIVE_INFINITY),
    close: async () => sound?.close(),
  };
}

/** Whether somebody cries, by what was heard. */
export function cryOf({ time, faults, breaths }: CrySoFar): WatchedCry {
  const told = faults.filter(({ kind }) => kind !== 'no-cry');
  const isCrying = breaths.some(({ kind, end }) => kind === 'expiration' && end > time - RECENT);
  return {
    ...{ kind: 'cry', time, breaths },
    state: told.length > 0 ? 'cannot tell' : isCrying ? 'crying' : 'no cry',
    reason: told.length > 0 ? told.map(({ reason }) => reason).join('; ') : null,
  };
}

/** Sound that comes by itself. */
export interface LiveSound extends SoundBeside {
  push(block: SoundBlock): void;
  /** There is no sound, and none will come. */
  fail(why: string): void;
}

/** Seconds of live sound that wait at most; what is older is left out. */
const MOST_WAITING = 10;

/** Opens what a page pushes the sound of a microphone to. */
export function openLiveSound(): LiveSound {
  let waiting: SoundBlock[] = [];
  let failure: WinceError | null = null;
  let isOver = false;
  let wake = () => {};
  return {
    push(block) {
      waiting = [...waiting.filter(({ time }) => time > block.time - MOST_WAITING), block];
      wake();
    },
    fail(why) {
      failure = new WinceError('no-sound-track', `The browser gives no microphone: ${why}.`, {
        hint: 'Allow the microphone for this page, and check that no other program uses it.',
      });
      wake();
    },
    async *blocks() {
      while (!isOver) {
        if (failure) throw failure;
        const [next, ...rest] = waiting;
        waiting = rest;
        if (next) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    async close() {
      isOver = true;
      waiting = [];
      wake();
    },
  };
}
