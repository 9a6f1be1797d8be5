import { WinceError } from '@wince/core';
import type { Video, VideoCompleteness } from '@wince/media';
import type { StageClock } from '@wince/observation';
import { type ScoreVideoOptions, scoreVideo } from '../models/score-video.ts';
import { type MonitoredFrames, type MonitorFramesOptions, monitorFrames } from './monitor-frames.ts';

/** What predicting one video needs. */
export interface PredictVideoOptions extends Omit<MonitorFramesOptions, 'file' | 'recording'> {
  /** What opens the video, where it is a camera or a file that grows; its sound is not copied then. Default: the file is opened as a video that is whole. */
  readonly open?: (path: string) => Promise<Video>;
  readonly cache: string;
  /** Where the subject is at rest (seconds); the first usable seconds where nothing is said. */
  readonly rest?: { readonly start: number; readonly end: number | null } | null;
  /** Told what the video is as one row; see `scoreVideo`. Default: nobody is told. */
  readonly onWhole?: ScoreVideoOptions['onWhole'];
  /** Counts what each piece of work takes. Default: nothing is counted. */
  readonly clock?: StageClock;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told how far the video was read: seconds, and its length where it is known. Default: nobody is told. */
  readonly onTime?: (seconds: number, length: number | null) => void;
}

/**
 * Scores a video with a trained model and monitors the scores.
 *
 * @throws WinceError those of `scoreVideo` and `openAnnotatedVideo`, `interrupted`
 */
export async function predictVideo(path: string, options: PredictVideoOptions): Promise<MonitoredFrames> {
  const { model, cache, rest, signal, open, onTime, onReading } = options;
  let completeness: VideoCompleteness | null = null;
  let length: number | null = null;
  let zero = 0;
  const frames = scoreVideo(path, model, {
    ...{ cache, rest, signal, open, clock: options.clock, onWhole: options.onWhole },
    onOpen: (description) => {
      length = description.duration;
      zero = model.manifest.clips.clock === 'player' ? description.firstTime : 0;
    },
    onEnd: (found) => {
      completeness = found;
    },
  });
  try {
    return await monitorFrames(
      frames,
      {
        ...options,
        ...{ file: path, recording: open ? null : path, zero: () => zero },
        onReading: (reading, ended) => {
          onTime?.(reading.time, length);
          onReading?.(reading, ended);
        },
      },
      () => whyPartial(completeness),
    );
  } catch (cause) {
    if (signal?.aborted && !(cause instanceof WinceError)) throw interrupted(path, cause);
    throw cause;
  }
}

/** What of a video is missing, and what was done to its times, in a sentence; null where there is nothing to tell. */
function whyPartial(completeness: VideoCompleteness | null): string | null {
  if (completeness === null) return null;
  const told = [
    ...completeness.reasons.map(({ message }) => message.replace(/\.$/, '')),
    ...completeness.notes,
  ];
  return told.length === 0 ? null : told.join('; ');
}

function interrupted(path: string, cause: unknown): WinceError {
  return new WinceError('interrupted', `The work on ${path} was interrupted.`, {
    hint: 'Nothing was written.',
    cause,
  });
}
