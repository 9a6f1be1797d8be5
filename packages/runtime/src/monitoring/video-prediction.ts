import type { MonitoredVideo, MonitorReading, MonitorStateName } from '@wince/core';

/** How often a table or a document has a line: at each frame, or at each whole second and the end. */
export const INTERVALS = ['frame', 'second'] as const;
export type ReadingInterval = (typeof INTERVALS)[number];

/** What a model and the monitor make of one video. */
export interface VideoPrediction {
  readonly file: string;
  readonly video: MonitoredVideo;
  /** Why the end of the video is missing; null where it was read to its end. */
  readonly partial: string | null;
}

/** The readings that a user asked for. */
export function readingsOf({ video }: VideoPrediction, every: ReadingInterval): readonly MonitorReading[] {
  return every === 'frame' ? video.frames : video.seconds;
}

/** The monitor's word for a state, for whatever label the model was trained on. */
export function stateWord(state: MonitorStateName, positive: string): string {
  return state.endsWith(PAIN) ? `${state.slice(0, -PAIN.length)}${positive}` : state;
}

const PAIN = 'pain';

/** Why a reading shows no score; null where it shows one that counts. */
export function whyNoScore(
  { value, bar, faults, state }: MonitorReading,
  leastConfidence: number,
): string | null {
  if (bar !== null) return `not assessable: ${bar}`;
  if (value && state === 'uncertain' && value.confidence < leastConfidence)
    return `confidence below ${leastConfidence}`;
  if (value) return null;
  const [fault] = faults;
  return fault ? fault.reason : 'no score yet, or the last one is too old';
}
