import { z } from 'zod';
import type { FrameFaultName, TrackedFrame } from './tracked-frame.ts';

/** How long a frame may stand until the next, before the time between them is lost. */
export const trackedTimeParameters = z.strictObject({
  /** Seconds: frames further apart have a gap between them, which is unusable. */
  largestGap: z.number().positive().default(0.5),
});
/** How long a frame may stand until the next. */
export type TrackedTimeParameters = z.infer<typeof trackedTimeParameters>;

/** How much of a recording can be used, in seconds. */
export interface TrackedTime {
  /** From the first frame, or the given start, to the end. */
  readonly seconds: number;
  readonly usable: number;
  /** `usable` over `seconds`, in [0, 1]; 0 for no time. */
  readonly share: number;
  /** Without any frame: gaps, and what lies before the first frame and after the last. */
  readonly missing: number;
  /** With each fault. A frame may have several, so these may add up to more than what is not usable. */
  readonly faults: Readonly<Record<FrameFaultName, number>>;
}

/** Sums the usable time of a recording, frame by frame. */
export interface TrackedTimeCount {
  /** @throws RangeError for a time that does not rise, or lies before the start */
  add(frame: Pick<TrackedFrame, 'time' | 'faults'>): void;
  /**
   * What was usable up to now.
   *
   * @param end seconds: where the recording ends; by default the last frame lasts as long as the one before it
   */
  sum(end?: number): TrackedTime;
}

/**
 * Counts by true times, not by frames: a frame stands until the next one begins. Where that is longer than `largestGap`, all
 * of it is a gap. A frame is usable when it has no fault.
 *
 * @param start seconds: where the recording begins; its first frame by default
 */
export function openTrackedTime({ largestGap }: TrackedTimeParameters, start?: number): TrackedTimeCount {
  const faults: Record<FrameFaultName, number> = emptyFaults();
  let begin = start;
  let before: Pick<TrackedFrame, 'time' | 'faults'> | undefined;
  let usable = 0;
  let missing = 0;
  let lastStep = 0;
  return {
    add(frame) {
      const from = before?.time ?? start ?? Number.NEGATIVE_INFINITY;
      if (!(before ? frame.time > from : frame.time >= from)) {
        throw new RangeError(`a frame at ${frame.time} s follows one at ${from} s`);
      }
      begin ??= frame.time;
      if (before) {
        const seconds = frame.time - before.time;
        if (seconds > largestGap) {
          missing += seconds;
        } else {
          usable += addFrame(faults, before, seconds);
          lastStep = seconds;
        }
      } else {
        missing += frame.time - begin;
      }
      before = { time: frame.time, faults: frame.faults };
    },
    sum(end) {
      const whole = { ...faults };
      if (!before || begin === undefined) {
        const seconds = Math.max(0, (end ?? start ?? 0) - (start ?? end ?? 0));
        return { seconds, usable: 0, share: 0, missing: seconds, faults: whole };
      }
      const rest = Math.max(0, (end ?? before.time + lastStep) - before.time);
      const inGap = rest > largestGap;
      const all = usable + (inGap ? 0 : addFrame(whole, before, rest));
      const seconds = before.time + rest - begin;
      const gaps = missing + (inGap ? rest : 0);
      // Sums of the same seconds in another order may differ in their last bit.
      const share = seconds > 0 ? Math.min(1, all / seconds) : 0;
      return { seconds, usable: all, share, missing: gaps, faults: whole };
    },
  };
}

/** Adds a frame's time to its faults, each once; gives what of it is usable. */
function addFrame(
  sums: Record<FrameFaultName, number>,
  { faults }: Pick<TrackedFrame, 'faults'>,
  seconds: number,
): number {
  for (const name of new Set(faults.map((fault) => fault.name))) sums[name] += seconds;
  return faults.length === 0 ? seconds : 0;
}

function emptyFaults(): Record<FrameFaultName, number> {
  return {
    'no face': 0,
    'two faces': 0,
    'too small': 0,
    blurred: 0,
    'too dark': 0,
    clipped: 0,
    'turned away': 0,
    covered: 0,
    'cut off': 0,
    unsure: 0,
  };
}
