import { type MonitorReading, regionsText, stateWord, whyNoScore } from '@wince/core';
import { stringify } from 'csv-stringify/sync';
import type { Prediction } from '../models/predict.ts';
import { type ReadingInterval, readingsOf, type VideoPrediction } from './video-prediction.ts';

/**
 * Columns of `wince predict --csv`. Those from `time_s` to `strain_baseline` are of videos: seconds, and strain without unit. `regions_seen` names the
 * regions of the face that a score rests on, of models by region; `modalities` names the modalities that it rests on, of models that fuse some; the
 * last three are the share of pain at which the score holds, what the answers of a model that abstains promise, and the share of training subjects
 * that are at least as far from the others as the row.
 */
export const PREDICTION_COLUMNS = [
  ...['file', 'status', 'state', 'score', 'raw', 'threshold', 'face_confidence', 'reason'],
  ...['time_s', 'age_s', 'stale', 'strain_previous_per_s', 'strain_baseline'],
  ...['regions_seen', 'modalities', 'prevalence', 'promised_coverage', 'outside_p'],
] as const;

const EPISODE_COLUMNS = [
  'file',
  'start_s',
  'confirmed_s',
  'end_s',
  'peak',
  'face_confidence',
  'ended_by',
] as const;

/** What readings are told with. */
interface ReadingWords {
  readonly positive: string;
  /** The share of pain at which the model's scores hold; it stays empty where nothing is said. */
  readonly prevalence?: number | null;
}

/** A line for each picture, and one for each reading of a video. Numbers keep all their digits. */
export function predictionsCsv(
  pictures: readonly Prediction[],
  videos: readonly VideoPrediction[] = [],
  { every, ...told }: ReadingWords & { readonly every: ReadingInterval } = {
    every: 'second',
    positive: 'pain',
  },
): string {
  const rows = [
    ...pictures.map(({ file, state, score, raw, threshold, status, answer, outside, ...seen }) => [
      ...[file, status, state, score.value, raw, threshold, score.face_confidence, score.reason],
      ...[null, null, null, null, null, regionsText(seen.regions_seen), seen.modalities?.used.join('+')],
      ...[seen.prevalence, answer?.promised_coverage, outside?.p],
    ]),
    ...videos.flatMap((prediction) => rowsOf(prediction, every, told)),
  ];
  return table(PREDICTION_COLUMNS, rows);
}

/** A line for each episode. */
export function episodesCsv(videos: readonly VideoPrediction[]): string {
  return table(
    EPISODE_COLUMNS,
    videos.flatMap(({ file, video }) =>
      video.episodes.map(({ start, confirmed, end, peak, meanConfidence, endedBy }) => [
        ...[file, start, confirmed, end, peak, meanConfidence, endedBy],
      ]),
    ),
  );
}

function rowsOf({ file, video, ...rest }: VideoPrediction, every: ReadingInterval, told: ReadingWords) {
  const { leastConfidence } = video.parameters.monitor;
  return readingsOf({ file, video, ...rest }, every).map((reading) =>
    readingRow(file, reading, { ...told, leastConfidence }),
  );
}

function readingRow(
  file: string,
  reading: MonitorReading,
  { positive, prevalence, leastConfidence }: ReadingWords & { readonly leastConfidence: number },
): readonly unknown[] {
  const { status, state, value, time, stale, strain } = reading;
  return [
    ...[file, status, stateWord(state, positive), value?.score, null, null, value?.confidence],
    ...[whyNoScore(reading, leastConfidence), time, value?.age, stale ? 'yes' : 'no'],
    ...[strain?.previous, strain?.baseline, regionsText(value?.regions ?? null), null],
    ...[prevalence, null, null],
  ];
}

/** One line of {@link predictionsCsv}, for readings that are told as they come. */
export function readingCsv(
  file: string,
  reading: MonitorReading,
  options: ReadingWords & { readonly leastConfidence: number },
): string {
  return stringify([readingRow(file, reading, options)], CASTS);
}

const CASTS = { cast: { number: (value: number) => String(value) } };

function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return stringify([columns, ...rows], CASTS);
}
