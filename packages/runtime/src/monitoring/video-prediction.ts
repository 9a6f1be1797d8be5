import type { MonitoredVideo, MonitorReading } from '@wince/core';

/** How often a table or a document has a line: at each frame, or at each whole second and the end. */
export const INTERVALS = ['frame', 'second'] as const;
/** How often a table of readings has a row: for each frame, or for each second. */
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
