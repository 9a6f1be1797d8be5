import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EARLY,
  type ExperimentSpecification,
  LEAST_HOURS,
  MONITORING_METRICS,
  type MonitoredSubject,
  type MonitoredVideoParameters,
  type MonitoringReport,
  monitoringReport,
  monitoringTotals,
  monitorParameters,
  type Stretch,
  WinceError,
} from '@wince/core';
import { z } from 'zod';
import { prepareExperiment, type RunRow } from '../experiments/prepare.ts';
import { writeAtomically } from '../files/atomic.ts';
import { recordingKind } from '../media/index.ts';
import { readModel } from '../models/archive.ts';
import { train } from '../models/train.ts';
import { predictVideo } from './predict-video.ts';
import { notesOf } from './recording-notes.ts';

const stretch = z.strictObject({ start: z.number(), end: z.number() });
const ci95 = z.tuple([z.number(), z.number()]).nullable();

/** `monitoring.json` of a run: how well episodes found events, with whole subjects left out. Times in seconds. */
export const monitoringDocument = z.strictObject({
  schema: z.literal(1),
  cell: z.string(),
  positive: z.string(),
  protocol: z.string(),
  /** An episode may begin so many seconds before an event that it finds. */
  early_seconds: z.number(),
  /** Under so many quiet hours there is no rate of false alarms, only a bound. */
  least_hours: z.number(),
  monitor: monitorParameters,
  subjects: z.int(),
  recordings: z.array(
    z.strictObject({
      recording: z.string(),
      subject: z.string(),
      events: z.array(stretch),
      episodes: z.array(z.strictObject({ ...stretch.shape, confirmed: z.number() })),
      found: z.int(),
      false_alarms: z.int(),
      usable_seconds: z.number(),
      quiet_seconds: z.number(),
    }),
  ),
  events: z.int(),
  found: z.int(),
  false_alarms: z.int(),
  quiet_hours: z.number(),
  metrics: z.record(z.enum(MONITORING_METRICS), z.strictObject({ value: z.number().nullable(), ci95 })),
  /** The true rate of false alarms an hour is below this with 95 % confidence; null without a quiet second. */
  false_alarms_upper95: z.number().nullable(),
});
export type MonitoringDocument = z.infer<typeof monitoringDocument>;

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
  const prepared = await prepareExperiment(specification, options.cache);
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

function documentOfReport(
  monitored: readonly (MonitoredSubject & { readonly recording: string })[],
  { totals, quiet_hours, values, intervals, false_alarms_upper95 }: MonitoringReport,
  told: Pick<MonitoringDocument, 'cell' | 'positive' | 'protocol' | 'monitor'>,
): MonitoringDocument {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const metric = (name: (typeof MONITORING_METRICS)[number]) => {
    const bounds = intervals[name].ci95;
    return {
      value: finite(values[name]),
      ci95: bounds ? ([bounds[0], bounds[1]] as [number, number]) : null,
    };
  };
  return {
    schema: 1,
    ...told,
    early_seconds: EARLY,
    least_hours: LEAST_HOURS,
    subjects: new Set(monitored.map(({ subject }) => subject)).size,
    recordings: monitored.map((each) => {
      const own = monitoringTotals(each);
      return {
        ...{ recording: each.recording, subject: each.subject, events: [...each.events] },
        episodes: each.monitored.episodes.map(({ start, confirmed, end }) => ({ start, confirmed, end })),
        ...{ found: own.found, false_alarms: own.falseAlarms },
        ...{ usable_seconds: own.usable, quiet_seconds: own.quiet },
      };
    }),
    ...{ events: totals.events, found: totals.found, false_alarms: totals.falseAlarms, quiet_hours },
    metrics: {
      sensitivity: metric('sensitivity'),
      mean_time_to_detection: metric('mean_time_to_detection'),
      false_alarms_per_hour: metric('false_alarms_per_hour'),
      share_uncertain: metric('share_uncertain'),
    },
    false_alarms_upper95: finite(false_alarms_upper95),
  };
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
