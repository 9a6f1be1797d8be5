import {
  type BarPeriod,
  type Episode,
  type KeptFrame,
  keepFrame,
  type LiveMonitor,
  type MonitoredVideoParameters,
  type MonitorReading,
  monitorVideo,
  openLiveMonitor,
} from '@wince/core';
import type { ScoredVideoFrame, TrainedModel } from '@wince/observation';
import type { AnnotatedVideo, openAnnotatedVideo, WrittenVideo } from './annotation/annotated-video.ts';
import { openStrainMoments, type StrainMoment } from './strain-moments.ts';
import type { VideoPrediction } from './video-prediction.ts';

/** What monitoring the frames of a recording needs. */
export interface MonitorFramesOptions {
  /** What messages and tables call the recording. */
  readonly file: string;
  readonly model: TrainedModel;
  readonly parameters: MonitoredVideoParameters;
  readonly bars: readonly BarPeriod[];
  /** An annotated video to write; null for none. */
  readonly annotated: string | null;
  /** The file whose sound goes into it; null for a camera. */
  readonly recording: string | null;
  /** Asked when frames come: seconds of the recording's own clock at which their time is 0. Default: 0. */
  readonly zero?: () => number;
  /** Told of each reading as it is made, with the episodes that ended there. Default: nobody is told. */
  readonly onReading?: (reading: MonitorReading, ended: readonly Episode[]) => void;
}

/** All that one pass over the frames of a video gives. */
export interface MonitoredFrames {
  readonly prediction: VideoPrediction;
  /** Of most strain since rest. */
  readonly moments: readonly StrainMoment[];
  /** Null where none was asked for. */
  readonly written: WrittenVideo | null;
}

/**
 * Monitors scored frames as they come: readings, the annotated video and the moments of strain in one pass. Of the frames
 * themselves none is kept.
 *
 * @param completed asked at the end: why the recording's end is missing, or null
 * @throws RangeError where there was no frame
 */
export async function monitorFrames(
  frames: AsyncIterable<ScoredVideoFrame>,
  options: MonitorFramesOptions,
  completed: () => string | null,
): Promise<MonitoredFrames> {
  const { file, model, parameters, bars, annotated, recording, onReading } = options;
  const kept: KeptFrame[] = [];
  const moments = openStrainMoments();
  let monitor: LiveMonitor | undefined;
  const text = {
    positive: model.manifest.positive,
    synthetic: model.manifest.dataset.synthetic,
    parameters: parameters.monitor,
  };
  const video: AnnotatedVideo | null =
    annotated === null ? null : await beginAnnotated(annotated, { recording, text, zero: options.zero });
  try {
    for await (const { frame, scored, face, strainMap } of frames) {
      monitor ??= openLiveMonitor({ parameters: parameters.monitor, bars, start: scored.time });
      const { reading, ended } = monitor.push(scored);
      kept.push(keepFrame(scored));
      await video?.push(frame, scored, reading);
      const strain = scored.strain?.baseline ?? null;
      if (face && strainMap && strain !== null)
        moments.push({
          time: scored.time,
          strain,
          face: face.grey,
          landmarks: face.landmarks,
          map: strainMap,
        });
      onReading?.(reading, ended);
    }
    const monitored = monitorVideo(kept, { parameters, bars });
    const written = video ? await video.finish() : null;
    return {
      prediction: { file, video: monitored, partial: completed() },
      moments: moments.list(),
      written,
    };
  } finally {
    await video?.abandon();
  }
}

/** Encoders are loaded where a video is written. */
async function beginAnnotated(...args: Parameters<typeof openAnnotatedVideo>): Promise<AnnotatedVideo> {
  const { openAnnotatedVideo } = await import('./annotation/annotated-video.ts');
  return openAnnotatedVideo(...args);
}
