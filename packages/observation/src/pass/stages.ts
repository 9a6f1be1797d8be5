/** The pieces of work that a video costs, in the order in which a frame meets them. */
export const VIDEO_STAGES = ['decode', 'rest', 'track', 'strain', 'describe', 'score'] as const;
/** The name of a piece of work that a video costs. */
export type VideoStage = (typeof VIDEO_STAGES)[number];

/** How long each piece of work was waited for. Work that goes on beside it in other threads is not in it. */
export interface StageClock {
  /** Does the work, and counts its time. */
  during<Result>(stage: VideoStage, work: () => Promise<Result>): Promise<Result>;
  /** Milliseconds, and how often, of each stage that there was. */
  times(): readonly { readonly stage: VideoStage; readonly milliseconds: number; readonly calls: number }[];
}

/** Starts a clock at zero for every stage. */
export function startStageClock(): StageClock {
  const sums = new Map<VideoStage, { milliseconds: number; calls: number }>();
  return {
    async during(stage, work) {
      const began = performance.now();
      try {
        return await work();
      } finally {
        const { milliseconds, calls } = sums.get(stage) ?? { milliseconds: 0, calls: 0 };
        sums.set(stage, { milliseconds: milliseconds + performance.now() - began, calls: calls + 1 });
      }
    },
    times: () =>
      VIDEO_STAGES.flatMap((stage) => {
        const sum = sums.get(stage);
        return sum ? [{ stage, ...sum }] : [];
      }),
  };
}

/** Frames as they come, the next one being read while one is worked on; the time that is still waited counts as `decode`. */
export async function* framesAhead<Frame>(
  frames: AsyncIterable<Frame>,
  clock: StageClock,
): AsyncGenerator<Frame, void, undefined> {
  const iterator = frames[Symbol.asyncIterator]();
  let coming = iterator.next();
  // An error is told when its frame is asked for, not before.
  coming.catch(() => undefined);
  try {
    for (;;) {
      const next = coming;
      const result = await clock.during('decode', () => next);
      if (result.done) return;
      coming = iterator.next();
      coming.catch(() => undefined);
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
