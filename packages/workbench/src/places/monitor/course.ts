import type { Episode } from '@wince/core';
import type { WatchedFrame } from '../../watch/messages.ts';

/** A score that was made. */
export interface ScoredMoment {
  /** Seconds. */
  readonly time: number;
  readonly score: number;
}

/** What happened at a monitor. */
export interface LogLine {
  readonly at: number;
  readonly words: string;
}

/** What is remembered of what was watched: as much as the page shows, however long it runs. */
export interface WatchedCourse {
  /** Scores of the last minutes, the newest last. */
  readonly scores: readonly ScoredMoment[];
  /** Episodes that have ended, the newest last. */
  readonly episodes: readonly Episode[];
  /** When the alarm that goes on was raised, in seconds of the recording; null where there is none. */
  readonly alarm: number | null;
  /** Frames that were looked at, and how many in the last second that is complete. */
  readonly frames: number;
  readonly rate: { readonly second: number; readonly count: number; readonly last: number };
  readonly log: readonly LogLine[];
}

/** Nothing was watched yet. */
export const EMPTY_COURSE: WatchedCourse = {
  ...{ scores: [], episodes: [], alarm: null, frames: 0, log: [] },
  rate: { second: 0, count: 0, last: 0 },
};

/** Seconds of scores that are kept. */
export const KEPT_SECONDS = 120;
/** Episodes and lines that are kept. */
const KEPT_LINES = 200;

/** What is known after one more frame. An alarm stands as long as the monitor shows signs of pain. */
export function withFrame(course: WatchedCourse, { reading, score, ended }: WatchedFrame): WatchedCourse {
  const { time, state } = reading;
  const scores = score === null || reading.bar !== null ? course.scores : [...course.scores, { time, score }];
  const isPain = state === 'signs of pain';
  const raised = isPain && course.alarm === null;
  const lowered = course.alarm !== null && ended.length > 0;
  const lines: LogLine[] = [
    ...ended.map(({ endedBy, end }) => ({ at: end, words: `the alarm ended: ${endedBy}` })),
    ...(raised ? [{ at: time, words: 'alarm: signs of pain were confirmed' }] : []),
  ];
  const second = Math.floor(time);
  const { rate } = course;
  return {
    scores: scores.filter((each) => each.time > time - KEPT_SECONDS),
    episodes: [...course.episodes, ...ended].slice(-KEPT_LINES),
    alarm: raised ? time : lowered && !isPain ? null : course.alarm,
    frames: course.frames + 1,
    rate:
      second === rate.second ? { ...rate, count: rate.count + 1 } : { second, count: 1, last: rate.count },
    log: lines.length === 0 ? course.log : [...course.log, ...lines].slice(-KEPT_LINES),
  };
}

/** The lowest and the highest score of the last seconds; null without one. */
export function rangeOf(
  scores: readonly ScoredMoment[],
  now: number,
  seconds: number,
): readonly [number, number] | null {
  const own = scores.filter(({ time }) => time > now - seconds).map(({ score }) => score);
  return own.length === 0 ? null : [Math.min(...own), Math.max(...own)];
}

/** How the signal is. */
export type SignalStatus = 'fresh' | 'stale' | 'unavailable' | 'outside what it was trained on';

/** How the signal is at a reading: a score that the model does not stand by is no fresh one. */
export function signalOf({ value, stale }: WatchedFrame['reading']): SignalStatus {
  if (!value) return 'unavailable';
  if (value.cannotTell?.startsWith('outside what this model was trained on'))
    return 'outside what it was trained on';
  return stale ? 'stale' : 'fresh';
}
