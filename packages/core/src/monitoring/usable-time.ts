import type { FrameFaultName } from '../recording/tracking/tracked-frame.ts';
import type { MonitorReading } from './live-monitor.ts';
import type { BarToAssessment } from './monitor.ts';
import type { Stretch } from './monitor-recording.ts';

/** A frame speaks for so many seconds after it at most: what lies beyond, up to the next one, has no frames. */
export const LONGEST_FRAME = 1;

/** Why a stretch of a recording cannot be used: a fault of its frames, a bar to the assessment, or no frames. */
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

/** A stretch of a recording that could be judged, or one cause that took it. */
export interface UsableStretch extends Stretch {
  /** Null where it could be judged. */
  readonly cause: UnusableCause | null;
  /** What was said of its first frame; empty where nothing more is to be said. */
  readonly example: string;
}

/**
 * What could be judged when, from `start` to `end` without a hole. Each frame stands for the time up to the next one, a second
 * at most. Time under a bar to assessment counts under that bar, else a frame with several faults under its first.
 *
 * @param frames a reading for each frame, in order
 */
export function usableStretches(
  frames: readonly MonitorReading[],
  start: number,
  end: number,
): readonly UsableStretch[] {
  const stretches: UsableStretch[] = [];
  const add = (from: number, to: number, cause: UnusableCause | null, example: string): void => {
    if (!(to > from)) return;
    const last = stretches.at(-1);
    if (last?.cause === cause) stretches[stretches.length - 1] = { ...last, end: to };
    else stretches.push({ start: from, end: to, cause, example });
  };
  add(start, frames.at(0)?.time ?? end, 'no frames', '');
  frames.forEach(({ time, status, faults: [fault], bar }, i) => {
    const next = frames.at(i + 1)?.time ?? end;
    const until = Math.min(next, time + LONGEST_FRAME);
    if (bar !== null) add(time, until, bar, '');
    else if (status === 'used') add(time, until, null, '');
    else add(time, until, fault?.name ?? 'unsure', fault?.reason ?? '');
    add(until, next, 'no frames', '');
  });
  return stretches;
}

/** Adds up what could be judged, and what was lost to each cause. */
export function usableTime(frames: readonly MonitorReading[], start: number, end: number): UsableTime {
  const lost = new Map<UnusableCause, { seconds: number; example: string }>();
  let usable = 0;
  for (const { start: from, end: to, cause, example } of usableStretches(frames, start, end)) {
    if (cause === null) {
      usable += to - from;
      continue;
    }
    const known = lost.get(cause);
    if (known) known.seconds += to - from;
    else lost.set(cause, { seconds: to - from, example });
  }
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
