import type { VideoFrame } from '@wince/core';

/** When frames are given. */
export interface Pace {
  /** Seconds by which the last frame was behind its time. */
  behind(): number;
  /** Frames, none before its time has come. */
  of(frames: AsyncIterable<VideoFrame>): AsyncGenerator<VideoFrame, void, undefined>;
}

/**
 * Frames at the times at which they would be seen. One that is late comes at once: none is left out, and none is fetched before the one
 * in front of it was taken, so that nothing piles up.
 *
 * @param now milliseconds
 * @param wait does nothing for so many milliseconds
 */
export function openPace(now: () => number, wait: (milliseconds: number) => Promise<void>): Pace {
  let behind = 0;
  return {
    behind: () => behind,
    async *of(frames) {
      let began: number | undefined;
      for await (const frame of frames) {
        began ??= now() - 1000 * frame.time;
        const early = began + 1000 * frame.time - now();
        if (early > 0) await wait(early);
        behind = Math.max(0, -early / 1000);
        yield frame;
      }
    },
  };
}
