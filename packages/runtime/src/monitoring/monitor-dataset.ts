import {
  beginStage,
  type MonitoredSubject,
  type MonitorParameters,
  monitoredVideoParameters,
  monitoringReport,
  type Stretch,
  WinceError,
  type WorkListener,
} from '@wince/core';
import type { Executor } from '../execute/index.ts';
import { type ExtractedRows, extractRows } from '../experiments/extract-rows.ts';
import type { PreparedExperiment, RunRow } from '../experiments/prepare.ts';
import { recordingKind } from '../media/index.ts';
import { fitModel, type TrainableCell, trainableCell, trainingOf } from '../models/train.ts';
import type { Store } from '../store/index.ts';
import { documentOfReport, type MonitoringDocument } from './monitoring-document.ts';
import { predictVideo } from './predict-video.ts';
import { notesOf } from './recording-notes.ts';

/** What is monitored in an experiment, and by which cell. */
export interface MonitoringPlan extends TrainableCell {
  readonly parameters: MonitorParameters;
  readonly recordings: readonly RecordingRows[];
}

/**
 * What an experiment asks to be monitored; null where it asks for nothing. Costs little: what cannot be monitored is told before
 * anything is computed.
 *
 * @throws WinceError `monitor-protocol` for another protocol than leave-one-subject-out, `no-videos`, those of `trainableCell`
 */
export async function planMonitoring(prepared: PreparedExperiment): Promise<MonitoringPlan | null> {
  const { monitor } = prepared.specification;
  if (monitor === undefined) return null;
  if (prepared.protocol.id !== 'leave-one-subject-out') throw otherProtocol(prepared.protocol.id);
  const recordings = await videosOf(prepared.rows);
  if (recordings.length === 0) throw noVideos(prepared.dataset.csvPath);
  const { cell, ...parameters } = monitor;
  return { ...trainableCell(prepared, cell), parameters, recordings };
}

export interface MonitorDatasetOptions {
  readonly cache: string;
  readonly store: Store;
  readonly executor: Executor;
  readonly signal?: AbortSignal;
  readonly onEvent?: WorkListener;
}

/**
 * Monitors every recording of a data set of videos by a model that has not seen its subject, and measures how well episodes find
 * events. Events are the rows of the positive side: from `onset` to `offset` where the table has them, else from `start` to
 * `end`.
 *
 * @param all what the run extracted, of all its families
 * @throws WinceError `interrupted`, those of `fitModel` and `predictVideo`
 */
export async function monitorDataset(
  plan: MonitoringPlan,
  all: ExtractedRows,
  options: MonitorDatasetOptions,
): Promise<MonitoringDocument> {
  const { prepared, cell, parameters, recordings } = plan;
  // A row that lacks a family which the cell does not use is a row for its models: they are as `train` makes them.
  const isWhole = prepared.families.length === all.families.length;
  const extracted = isWhole ? all : await extractRows(prepared, options);
  const training = trainingOf(plan, extracted);
  const monitored: (MonitoredSubject & { readonly recording: string })[] = [];
  const progress = beginStage(options.onEvent, 'monitor-recordings', recordings.length);
  for (const [subject, own] of Map.groupBy(recordings, (recording) => recording.subject)) {
    const model = fitModel(training, [subject]);
    for (const { path, name, rows } of own) {
      const notes = notesOf(rows.map(({ sample }) => sample));
      const { prediction } = await predictVideo(path, {
        ...{ model, bars: notes.bars, rest: notes.rest, annotated: null },
        parameters: monitoredVideoParameters.parse({ monitor: parameters }),
        ...{ cache: options.cache, signal: options.signal },
      });
      const { video } = prediction;
      monitored.push({ recording: name, subject, events: eventsOf(rows, video.end), monitored: video });
      progress(monitored.length);
    }
  }
  const report = monitoringReport(monitored, { seed: prepared.specification.seed });
  return documentOfReport(monitored, report, {
    ...{ cell: cell.id, positive: prepared.words.positive, protocol: prepared.protocol.id },
    monitor: parameters,
  });
}

interface RecordingRows {
  readonly path: string;
  readonly name: string;
  readonly subject: string;
  readonly rows: readonly RunRow[];
}

async function videosOf(rows: readonly RunRow[]): Promise<readonly RecordingRows[]> {
  const found: RecordingRows[] = [];
  for (const [path, own] of Map.groupBy(rows, (row) => row.path)) {
    const kind = await recordingKind(path);
    if (kind === 'picture' || kind === 'unknown') continue;
    found.push({ path, name: own[0].sample.path, subject: own[0].sample.subject, rows: own });
  }
  return found;
}

/** The painful events of one recording, in order, those that touch made one. */
function eventsOf(rows: readonly RunRow[], end: number): readonly Stretch[] {
  const events: Stretch[] = [];
  const given = rows
    .filter(({ truth, status }) => truth === 1 && status !== 'reference')
    .map(({ sample }) => ({
      start: timeIn(sample.columns.onset) ?? sample.start ?? 0,
      end: timeIn(sample.columns.offset) ?? sample.end ?? end,
    }))
    .sort((a, b) => a.start - b.start);
  for (const next of given) {
    const last = events.at(-1);
    if (last && next.start <= last.end)
      events[events.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    else events.push(next);
  }
  return events;
}

function timeIn(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && text.trim() !== '' && Number.isFinite(value) ? value : null;
}

function otherProtocol(protocol: string): WinceError {
  return new WinceError(
    'monitor-protocol',
    `Monitoring needs the protocol leave-one-subject-out, not ${protocol}.`,
    {
      hint: 'Choose --protocol leave-one-subject-out, or leave --monitor out.',
    },
  );
}

function noVideos(dataset: string): WinceError {
  return new WinceError('no-videos', `${dataset} has no video to monitor.`, {
    hint: 'Monitoring follows scores over time: it needs recordings, not pictures.',
  });
}
