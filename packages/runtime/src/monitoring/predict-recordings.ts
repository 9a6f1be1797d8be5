import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BarPeriod,
  beginStage,
  type Episode,
  type MonitoredVideoParameters,
  type MonitorReading,
  prevalenceOf,
  thresholdOf,
  type WhichFace,
  WinceError,
  type WorkListener,
} from '@wince/core';
import type { Video } from '@wince/media';
import type { StageClock, TrainedModel } from '@wince/observation';
import { renderTimeline, type TimelineInput } from '@wince/pages';
import { listFolder, type OtherFile } from '../datasets/index.ts';
import { writeAtomically } from '../files/atomic.ts';
import { cameraName, notARecording, openCamera, openGrowingVideo, recordingKind } from '../media/index.ts';
import { readModel } from '../models/archive.ts';
import { describeModel } from '../models/describe-model.ts';
import type { ModelRow } from '../models/model-row.ts';
import {
  lookingAt,
  type Prediction,
  type PredictResult,
  predict,
  predictionOf,
  refuseMissing,
} from '../models/predict.ts';
import type { WrittenVideo } from './annotation/annotated-video.ts';
import type { MonitoredFrames } from './monitor-frames.ts';
import { predictVideo } from './predict-video.ts';
import { type RecordingNotes, readRecordingNotes } from './recording-notes.ts';
import { largestStrain, strainOfRegions, strainPicture } from './strain-picture.ts';
import type { VideoPrediction } from './video-prediction.ts';

/** What predicting pictures and videos needs. */
export interface PredictRecordingsOptions {
  /** The `.wince` file. */
  readonly model: string;
  readonly cache: string;
  readonly workers: number;
  readonly parameters: MonitoredVideoParameters;
  readonly bars: readonly BarPeriod[];
  /** Which of several faces counts; as the model has it where nothing is said. */
  readonly face?: WhichFace;
  /** What the seconds of recordings count from; as the model has it by default. See `clipParameters`. */
  readonly countFrom?: 'player' | 'container';
  /** The share of pain at which scores shall hold; that of the model where nothing is said. */
  readonly prevalence?: number;
  /** Where the subject is at rest (seconds); default: as the data set says, or else the first usable seconds. */
  readonly rest?: { readonly start: number; readonly end: number | null };
  /** A data set that names periods, rest and what is not assessable. Default: none. */
  readonly dataset?: string;
  /** The annotated video to write. Default: none is written. */
  readonly annotated?: string;
  /** The timeline page to write. Default: none is written. */
  readonly report?: string;
  /** Whether faces may stand on the page. */
  readonly faces: boolean;
  /** Counts what each piece of work on videos takes. Default: nothing is counted. */
  readonly clock?: StageClock;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
  /** Told of each reading as it is made. Default: nobody is told. */
  readonly onReading?: (reading: MonitorReading, ended: readonly Episode[]) => void;
}

/** What was predicted of pictures and videos. */
export interface PredictedRecordings {
  /** Pictures, and files that could not be read; with a model of clips, each video as a whole besides. */
  readonly pictures: PredictResult;
  readonly videos: readonly VideoPrediction[];
  readonly written: WrittenVideo | null;
  /** What in the named folders is no recording that can be read, each with its reason. */
  readonly others: readonly OtherFile[];
}

/** What makes a video a row with its reason, as long as it is not the only file. */
const UNREADABLE = new Set([
  ...['unreadable-file', 'empty-file', 'not-a-video', 'video-without-index', 'damaged-video'],
  ...['no-video-track', 'encrypted-video', 'unsupported-codec', 'video-too-large', 'no-frames'],
  'not-a-recording',
]);

/**
 * Scores pictures and videos, and those in folders, with a trained model; videos are monitored over time. A video that cannot be read ends the work
 * where it is the only file; among several it is a row with its reason.
 *
 * @throws WinceError those of `predict`, `predictVideo` and `readRecordingNotes`, `one-video` where an annotated video or a page
 *   is asked for and there is not exactly one video
 */
export async function predictRecordings(
  places: readonly string[],
  options: PredictRecordingsOptions,
): Promise<PredictedRecordings> {
  const model = lookingAt(await readModel(options.model), options);
  await refuseMissing(places);
  const { files, others } = await filesOf(places);
  const kinds = await Promise.all(files.map(recordingKind));
  const videoFiles = files.filter((_, i) => kinds[i] === 'video' || kinds[i] === 'sound');
  refuseSeveral(videoFiles, options);
  if (options.annotated !== undefined) await checkVideoName(options.annotated);
  const rows = new Map<string, Prediction>();
  const unknown = files.filter((_, i) => kinds[i] === 'unknown');
  if (unknown.length > 0 && files.length === 1) throw notARecording(unknown[0]);
  for (const file of unknown) rows.set(file, unreadable(file, model, notARecording(file)));
  const pictureFiles = files.filter((_, i) => kinds[i] === 'picture' || kinds[i] === 'sound');
  if (pictureFiles.length > 0) {
    const { predictions } = await predict(pictureFiles, options);
    for (const prediction of predictions) rows.set(prediction.file, prediction);
  }
  const videos: MonitoredFrames[] = [];
  for (const file of videoFiles) {
    // Sound without pictures is scored as a whole where the model hears it; there is nothing to monitor.
    if (kinds[files.indexOf(file)] === 'sound' && rows.get(file)?.score != null) continue;
    const onWhole = (row: ModelRow) => rows.set(file, predictionOf(file, model, row));
    try {
      videos.push(await oneVideo(file, model, options, model.manifest.rows === 'clips' ? { onWhole } : {}));
    } catch (cause) {
      if (files.length === 1 || !(cause instanceof WinceError) || !UNREADABLE.has(cause.code)) throw cause;
      rows.set(file, unreadable(file, model, cause));
    }
  }
  return {
    pictures: {
      model: describeModel(model),
      predictions: files.flatMap((file) => rows.get(file) ?? []),
    },
    videos: videos.map(({ prediction }) => prediction),
    written: videos.at(0)?.written ?? null,
    others,
  };
}

/** The files that are named, and the recordings of the folders that are; and what else is in these folders. */
async function filesOf(
  places: readonly string[],
): Promise<{ readonly files: readonly string[]; readonly others: readonly OtherFile[] }> {
  const files: string[] = [];
  const others: OtherFile[] = [];
  for (const place of places) {
    if (!(await stat(place)).isDirectory()) {
      files.push(place);
      continue;
    }
    const found = await listFolder(place);
    files.push(...found.recordings.map((path) => join(place, path)));
    others.push(...found.others.map(({ path, reason }) => ({ path: join(place, path), reason })));
  }
  return { files, others };
}

/** A recording that is watched while it is made. */
export interface WatchOptions extends Omit<PredictRecordingsOptions, 'workers' | 'signal'> {
  /** Seconds without growth after which a file counts as finished. */
  readonly idle: number;
  /** Ends the watching; what there is is written. */
  readonly stop: AbortSignal;
  /** Told before the first reading. Default: nobody is told. */
  readonly onModel?: (model: PredictResult['model']) => void;
}

/**
 * Watches a file that is being written, or a camera, and monitors it as its frames come.
 *
 * @param source a file; or a camera, as `/dev/video0`, `camera:0` or `camera:NAME`
 * @throws WinceError those of `predictRecordings`, `no-camera`
 */
export async function watchRecording(source: string, options: WatchOptions): Promise<PredictedRecordings> {
  const { idle, stop, annotated } = options;
  const model = lookingAt(await readModel(options.model), options);
  const isCamera = cameraName(source) !== undefined;
  if (!isCamera) await refuseMissing([source]);
  if (annotated !== undefined) await checkVideoName(annotated);
  const described = describeModel(model);
  options.onModel?.(described);
  const open = isCamera ? () => openCamera(source, { stop }) : () => openGrowingVideo(source, { idle, stop });
  const watched = await oneVideo(source, model, options, { open });
  return {
    pictures: { model: described, predictions: [] },
    videos: [watched.prediction],
    written: watched.written,
    others: [],
  };
}

async function oneVideo(
  file: string,
  model: TrainedModel,
  options: Omit<PredictRecordingsOptions, 'workers'>,
  { open, onWhole }: { readonly open?: () => Promise<Video>; readonly onWhole?: (row: ModelRow) => void },
): Promise<MonitoredFrames> {
  const { parameters, cache, signal, dataset, report, onEvent, onReading } = options;
  const notes: RecordingNotes =
    dataset === undefined ? { periods: [], bars: [], rest: null } : await readRecordingNotes(dataset, file);
  const progress = beginStage(onEvent, 'score-video', 0, file);
  const monitored = await predictVideo(file, {
    ...{ model, parameters, cache, signal, open, onReading, onWhole },
    bars: [...options.bars, ...notes.bars],
    rest: options.rest ?? notes.rest,
    clock: options.clock,
    annotated: options.annotated ?? null,
    onTime: (seconds, length) => {
      const done = Math.floor(seconds);
      progress(done, Math.max(done, Math.floor(length ?? done)));
    },
  });
  if (report !== undefined) {
    const page = await renderTimeline(await timelineInput(monitored, model, notes, options.faces));
    await writeAtomically(report, page);
  }
  return monitored;
}

/** All that the timeline page of a monitored video is made of. */
export async function timelineInput(
  { prediction, moments, written }: MonitoredFrames,
  model: TrainedModel,
  { periods }: Pick<RecordingNotes, 'periods'>,
  faces: boolean,
): Promise<TimelineInput> {
  const { subjects, samples, dataset } = model.manifest;
  const largest = largestStrain(moments);
  const { start, end } = prediction.video;
  return {
    prediction,
    model: describeModel(model),
    trained: { subjects: subjects.length, rows: samples, dataset: dataset.name },
    periods: periods
      .map((period) => ({ ...period, start: Math.max(period.start, start), end: Math.min(period.end, end) }))
      .filter((period) => period.end > period.start),
    heatMaps: faces
      ? {
          reference: 'baseline',
          largest,
          pictures: await Promise.all(
            moments.map(async (moment) => ({
              ...{ time: moment.time, strain: moment.strain, regions: strainOfRegions(moment) },
              png: await strainPicture(moment, largest),
            })),
          ),
        }
      : null,
    written,
  };
}

function refuseSeveral(
  videos: readonly string[],
  { annotated, report }: Pick<PredictRecordingsOptions, 'annotated' | 'report'>,
): void {
  const option = annotated !== undefined ? '--video' : report !== undefined ? '--report' : undefined;
  if (option === undefined || videos.length === 1) return;
  if (videos.length === 0) {
    throw new WinceError('one-video', `${option} needs a video, but no video is given.`, {
      hint: `Leave ${option} out: pictures have no course over time.`,
    });
  }
  throw new WinceError('one-video', `${option} writes one file, but ${videos.length} videos are given.`, {
    hint: 'Run the command once for each video.',
  });
}

function unreadable(file: string, { fitted, manifest }: TrainedModel, { message }: WinceError): Prediction {
  const lost = { status: 'lost', reason: message } as const;
  const unneeded = { status: 'not needed', reason: '' } as const;
  return {
    file,
    state: 'no signal',
    score: { value: null, unit: 'score in [0, 1]', face_confidence: null, reason: message },
    raw: null,
    threshold: thresholdOf(fitted),
    prevalence: prevalenceOf(fitted)?.value ?? null,
    answer: null,
    outside: null,
    status: 'unreadable',
    ...{ regions_seen: null, actions_seen: null, modalities: null },
    signals: { face: lost, frames: manifest.rows === 'clips' ? lost : unneeded, sound: unneeded },
  };
}

/** Encoders are loaded where a video is written. */
async function checkVideoName(path: string): Promise<void> {
  const { assertVideoName } = await import('./annotation/annotated-video.ts');
  assertVideoName(path);
}
