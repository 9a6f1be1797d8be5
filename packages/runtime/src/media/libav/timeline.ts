/** What was done to the times of frames, beside taking them as the file has them. */
export interface TimeNotes {
  /** Frames without a time, or with one that does not rise. */
  readonly interpolated: number;
  /** In seconds: behind which frame, by how much, and whether what follows was moved to go on from there. */
  readonly jumps: readonly { readonly at: number; readonly by: number; readonly isClosed: boolean }[];
}

/** Places decoded frames in time, in ticks of the container, so that times rise from frame to frame. */
export interface Timeline {
  /**
   * Gives the next frame its time.
   *
   * @param stated what the file says; null where it says nothing
   * @param duration of the frame in ticks; 0 where that is not known
   * @returns null for a frame without a time of its own that none with one came before
   */
  place(stated: bigint | null, duration: bigint): bigint | null;
  /** Where a frame lies that was lost. */
  of(stated: bigint): bigint;
  /** What was done. Times in seconds of the container. */
  notes(): TimeNotes;
}

export interface TimelineOptions {
  /** Seconds of a tick. */
  readonly tick: number;
  /** Mean duration of a frame in ticks. */
  readonly usual: bigint;
  /** Where the first frame lies if the file does not say; null where that is not known. In ticks. */
  readonly first: bigint | null;
  /** Whether a jump ahead is a change of the clock, as in a stream of packets, and no time without frames. */
  readonly clockChanges: boolean;
}

/** Seconds ahead that are more than a pause between two frames of a stream. */
export const LONGEST_PAUSE = 10;

/** Frames of the usual duration by which a time may lie back and is only inexact. */
export const INEXACT = 3n;

/** Tells packets with which the clock of a container begins anew, or jumps, by the times at which they are decoded. */
export function watchClock(tick: number, usual: bigint): { isNew(decoded: bigint | null): boolean } {
  const pause = BigInt(Math.round(LONGEST_PAUSE / tick));
  let last: bigint | null = null;
  return {
    isNew(decoded) {
      if (decoded === null) return false;
      const ahead = last === null ? 0n : decoded - last;
      last = decoded;
      return ahead < -INEXACT * usual || ahead > pause;
    },
  };
}

/**
 * Times are those that the file states, as long as they rise. A frame without one follows the frame before it by its duration; one
 * that lies a little back is moved behind the frame before it; and where the clock of the file begins anew, what comes
 * goes on from there.
 */
export function openTimeline({ tick, usual, first, clockChanges }: TimelineOptions): Timeline {
  const pause = BigInt(Math.round(LONGEST_PAUSE / tick));
  const jumps: TimeNotes['jumps'][number][] = [];
  let last: bigint | null = null;
  let offset = 0n;
  let interpolated = 0;
  const next = (stated: bigint | null, duration: bigint): bigint | null => {
    const step = duration > 0n ? duration : usual;
    if (stated === null) {
      if (last === null) return first;
      interpolated++;
      return last + step;
    }
    if (last === null) return stated;
    const time = stated + offset;
    const ahead = time - last;
    const longest = step > usual ? step : usual;
    const isBack = ahead < -INEXACT * longest;
    if (isBack || ahead > pause) {
      const isClosed = isBack || clockChanges;
      jumps.push({ at: Number(last) * tick, by: Number(ahead) * tick, isClosed });
      if (!isClosed) return time;
      offset += last + step - time;
      return last + step;
    }
    if (ahead > 0n) return time;
    interpolated++;
    return last + (step > 1n ? step / 2n : 1n);
  };
  return {
    place(stated, duration) {
      const time = next(stated, duration);
      if (time !== null) last = time;
      return time;
    },
    of: (stated) => stated + offset,
    notes: () => ({ interpolated, jumps: [...jumps] }),
  };
}
