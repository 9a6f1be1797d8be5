import { monitoredVideoParameters, WinceError } from '@wince/core';
import {
  documentOf,
  openVideo,
  type PredictionDocument,
  predictRecordings,
  recordingKind,
} from '@wince/runtime';
import type { PredictTask } from './tasks.ts';

/** What a model makes of a recording, in the form of `wince predict --json`. @throws WinceError `upload-too-large` for a long clip */
export async function predictWork(
  { path, name, model, cache, longest }: PredictTask,
  signal: AbortSignal,
): Promise<PredictionDocument> {
  if ((await recordingKind(path)) === 'video') await refuseLong(path, name, longest);
  const found = await predictRecordings([path], {
    ...{ model, cache, signal, workers: 1, bars: [], faces: false },
    parameters: monitoredVideoParameters.parse({}),
  });
  const { predictions, videos, ...rest } = documentOf(found.pictures, found.videos, 'second');
  return {
    ...rest,
    predictions: predictions.map((each) => ({ ...each, file: name })),
    videos: videos.map((each) => ({ ...each, file: name })),
  };
}

async function refuseLong(path: string, name: string, longest: number): Promise<void> {
  const video = await openVideo(path, { name });
  const { duration } = video.description;
  await video.close();
  if (duration === null || duration <= longest) return;
  throw new WinceError(
    'upload-too-large',
    `${name} is ${Math.round(duration)} s long, and at most ${longest} s are taken at a time.`,
    { hint: 'Send it in parts, or use `wince predict`, which has no such limit.' },
  );
}
