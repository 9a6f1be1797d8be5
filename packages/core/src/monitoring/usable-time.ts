import type { FrameFaultName } from '../tracking/tracked-frame.ts';
import type { MonitorReading } from './live-monitor.ts';
import type { BarToAssessment } from './monitor.ts';

/** A frame speaks for so many seconds after it at most: what lies beyond, up to the next one, has no frames. */
export const LONGEST_FRAME = 1;

export type UnusableCause = FrameFaultName | BarToAssessment | 'no frames';

/** Time lost to one cause. */
export interface UnusableTime {
  readonly cause: UnusableCause;
  readonly seconds: number;
  /** What was said of the first frame that it was lost with; empty where nothing more is to be said. */
  readonly example: string;
}

/** How much of a recording could be judged, and what took the rest. */
export interface UsableTime {
  /** Seconds. */
  readonly total: number;
  readonly usable: number;
  /** NaN for a recording without length. */
  readonly share: number;
  /** Together `total - usable`; the largest first. */
  readonly unusable: readonly UnusableTime[];
}

/**
 * Adds up the time that each frame stands for: up to the next one, a second at most. Time under a bar to assessment counts
 * under that bar, else a frame with several faults under its first.
 *
 * @param frames a reading for each frame, in order
 */
export function usableTime(frames: readonly MonitorReading[], start: number, end: number): UsableTime {
  const lost = new Map<UnusableCause, { seconds: number; example: string }>();
  let usable = 0;
  const add = (cause: UnusableCause, seconds: number, example: string): void => {
    if (!(seconds > 0)) return;
    const known = lost.get(cause);
    if (known) known.seconds += seconds;
    else lost.set(cause, { seconds, example });
  };
  add('no frames', (frames.at(0)?.time ?? end) - start, '');
  frames.forEach(({ time, status, faults, bar }, i) => {
    const whole = (frames.at(i + 1)?.time ?? end) - time;
    const seconds = Math.min(whole, LONGEST_FRAME);
    add('no frames', whole - seconds, '');
    if (bar !== null) add(bar, seconds, '');
    else if (status === 'used') usable += seconds;
    else {
      const [fault] = faults;
      add(fault?.name ?? 'unsure', seconds, fault?.reason ?? '');
    }
  });
  const total = end - start;
  return {
    total,
    usable,
    share: total > 0 ? usable / total : Number.NaN,
    unusable: [...lost]
      .map(([cause, { seconds, example }]) => ({ cause, seconds, example }))
      .sort((a, b) => b.seconds - a.seconds || (a.cause < b.cause ? -1 : 1)),
  };
}
