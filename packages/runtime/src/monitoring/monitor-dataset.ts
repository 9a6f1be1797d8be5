import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ExperimentSpecification,
  type MonitoredSubject,
  type MonitoredVideoParameters,
  monitoringReport,
  type Stretch,
  WinceError,
} from '@wince/core';
import { prepareExperiment, type RunRow } from '../experiments/prepare.ts';
import { writeAtomically } from '../files/atomic.ts';
import { recordingKind } from '../media/index.ts';
import { readModel } from '../models/archive.ts';
import { train } from '../models/train.ts';
import { openStore } from '../store/index.ts';
import { documentOfReport, type MonitoringDocument } from './monitoring-document.ts';
import { predictVideo } from './predict-video.ts';
import { notesOf } from './recording-notes.ts';

export interface MonitorDatasetOptions {
  /** The cell whose models are monitored, by its id in the table. */
  readonly cell: string;
  readonly parameters: MonitoredVideoParameters;
  readonly cache: string;
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/**
 * Monitors every recording of a data set of videos by a model that has not seen its subject, and measures how well episodes find
 * events. Events are the rows of the positive side: from `onset` to `offset` where the table has them, else from `start` to
 * `end`.
 *
 * @throws WinceError `monitor-protocol` for another protocol than leave-one-subject-out, `no-videos`, `interrupted`, those of
 *   `train` and `predictVideo`
 */
export async function monitorDataset(
  specification: ExperimentSpecification,
  { cell, parameters, ...options }: MonitorDatasetOptions,
): Promise<MonitoringDocument> {
  const prepared = await prepareExperiment(specification, await openStore(options.cache));
  if (prepared.protocol.id !== 'leave-one-subject-out') throw otherProtocol(prepared.protocol.id);
  const recordings = await videosOf(prepared.rows);
  if (recordings.length === 0) throw noVideos(prepared.dataset.csvPath);
  const folder = await mkdtemp(join(tmpdir(), 'wince-monitor-'));
  const monitored: (MonitoredSubject & { readonly recording: string })[] = [];
  try {
    for (const [subject, own] of Map.groupBy(recordings, (recording) => recording.subject)) {
      const out = join(folder, 'fold.wince');
      await train(specification, { ...options, cell, leaveOut: [subject], out });
      const model = await readModel(out);
      for (const { path, name, rows } of own) {
        const notes = notesOf(rows.map(({ sample }) => sample));
        const { prediction } = await predictVideo(path, {
          ...{ model, parameters, bars: notes.bars, rest: notes.rest, annotated: null },
          ...{ cache: options.cache, signal: options.signal },
        });
        const { video } = prediction;
        monitored.push({ recording: name, subject, events: eventsOf(rows, video.end), monitored: video });
        options.onProgress?.('monitoring recordings', monitored.length, recordings.length);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const report = monitoringReport(monitored, { seed: specification.seed });
  return documentOfReport(monitored, report, {
    ...{ cell, positive: prepared.words.positive, protocol: prepared.protocol.id },
    monitor: parameters.monitor,
  });
}

/** Writes `monitoring.json` into a run folder. */
export async function writeMonitoring(folder: string, document: MonitoringDocument): Promise<void> {
  await writeAtomically(join(folder, 'monitoring.json'), `${JSON.stringify(document, null, 1)}\n`);
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
    if ((await recordingKind(path)) === 'picture') continue;
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
    `Monitoring needs models without one subject each, not ${protocol}.`,
    {
      hint: 'Ask for --protocol leave-one-subject-out, or leave --monitor out.',
    },
  );
}

function noVideos(dataset: string): WinceError {
  return new WinceError('no-videos', `${dataset} names no video to monitor.`, {
    hint: 'Monitoring follows scores over time: it needs recordings, not pictures.',
  });
}
