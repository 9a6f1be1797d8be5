import {
  type BarPeriod,
  howMany,
  isOrAre,
  type MonitoredVideoParameters,
  monitoredVideoParameters,
  monitorParameters,
  parseGiven,
  type WhichFace,
  WinceError,
} from '@wince/core';
import { type StageClock, startStageClock } from '@wince/observation';
import {
  documentOf,
  few,
  groupByReason,
  INTERVALS,
  isUnread,
  type PredictedRecordings,
  type Prediction,
  predictionsCsv,
  predictRecordings,
  type ReadingInterval,
  readBarPeriod,
  readingCsv,
  watchRecording,
} from '@wince/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CAUTION } from '../caution.ts';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import { readingLine, videoSummary } from '../video-summary.ts';
import {
  addWorkOptions,
  anyNumber,
  type Clock,
  clockOption,
  FACE_OPTION,
  faceOption,
  share,
  type WorkOptions,
} from './experiment-options.ts';

interface PredictFlags extends WorkOptions {
  readonly model: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly every: ReadingInterval;
  readonly video?: string;
  readonly report?: string;
  readonly faces: boolean;
  readonly dataset?: string;
  readonly rest?: { readonly start: number; readonly end: number | null };
  readonly notAssessable: readonly BarPeriod[];
  readonly clipScore: string;
  readonly face?: WhichFace;
  readonly clock?: Clock;
  readonly prevalence?: number;
  readonly monitor: Readonly<Record<string, number>>;
  readonly watch?: boolean;
  readonly idle: number;
}

/** `wince predict`: a trained model on pictures and videos. */
export function predictCommand(command: Command): void {
  command
    .argument(
      '<FILE...>',
      'pictures, videos, and folders of them; with --watch one file, or a camera: /dev/video0, camera:0',
    )
    .requiredOption('--model <FILE>', 'a .wince file that `wince train` wrote')
    .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
    .option(
      '--csv',
      'print a table as CSV; face_confidence is how sure the program is that it sees a face, not how sure the score is',
    )
    .addOption(
      new Option('--every <INTERVAL>', 'for a video: one line for each frame or second, with --csv or --json')
        .choices(INTERVALS)
        .default('second'),
    )
    .option(
      '--video <FILE>',
      'write the video with face, score and state drawn on it (.mp4, .mov, .mkv, .webm)',
    )
    .option('--report <FILE>', 'write a page with the timeline of a video (.html)')
    .option('--no-faces', 'leave faces out of the page')
    .option(
      '--dataset <FILE>',
      'a dataset.csv that names the periods of the video, its rest, and not_assessable',
    )
    .option(
      '--rest <START-END>',
      'seconds in which the subject is at rest (default: the first usable ones)',
      interval,
    )
    .option(
      '--not-assessable <REASON[=START-END]>',
      "neuromuscular block, deep sedation, cooling or eye shields, with seconds: 'cooling=30-90'",
      (text, before: readonly BarPeriod[]) => [...before, readBarPeriod(text)],
      [],
    )
    .addOption(
      new Option('--clip-score <METHOD>', 'one score for a whole video')
        .choices(['mean', 'median', 'share', 'noisy-or'])
        .default('mean'),
    )
    .option(
      '--monitor <KEY=VALUE,...>',
      'thresholds and times of the monitor: on=0.7,off=0.3,confirmation=3',
      settings,
      {},
    )
    .option('--face <WHICH>', `${FACE_OPTION} (default: as the model has it)`, faceOption)
    .addOption(clockOption(' (default: as the model has it)'))
    .option(
      '--prevalence <SHARE>',
      'the share of pain where the scores are used; shifts them there (default: as the model has it)',
      share,
    )
    .option('--watch', 'follow a file that is being written, or a camera; Ctrl-C ends it')
    .option(
      '--idle <SECONDS>',
      'with --watch: a file that has not grown for this time is finished',
      anyNumber,
      10,
    );
  addWorkOptions(command);
  command.action(async (files: readonly string[], flags: PredictFlags) => {
    const parameters = monitoredVideoParameters.parse({
      monitor: parseGiven(monitorParameters, flags.monitor, {
        ...{ code: 'bad-parameter', where: '--monitor', noun: 'setting' },
      }),
      clipScore: { method: flags.clipScore },
    });
    if (flags.watch) return print(await watch(files, flags, parameters), flags, true);
    const clock = startStageClock();
    const progress = openProgress(process.stderr, flags);
    const found = await progress.during(
      untilInterrupted((signal) =>
        predictRecordings(files, {
          ...flags,
          ...{
            parameters,
            signal,
            clock,
            countFrom: flags.clock,
            bars: flags.notAssessable,
            annotated: flags.video,
          },
          onEvent: progress.show,
        }),
      ),
    );
    if (flags.profile) console.error(stageTable(clock));
    return print(found, flags, false);
  });
}

/** Follows one recording and says each second, or each frame, what the monitor shows. */
function watch(
  files: readonly string[],
  flags: PredictFlags,
  parameters: MonitoredVideoParameters,
): Promise<PredictedRecordings> {
  const [source, ...others] = files;
  if (others.length > 0 || flags.idle < 0) {
    throw new WinceError('one-recording', `--watch follows one recording, but ${files.length} are given.`, {
      hint: 'Run the command once for each recording, with --idle 0 or more.',
    });
  }
  const { json, csv, every, notAssessable, video } = flags;
  const { leastConfidence } = parameters.monitor;
  let positive = '';
  let prevalence: number | null = null;
  let second = Number.NEGATIVE_INFINITY;
  return untilInterrupted((stop) =>
    watchRecording(source, {
      ...flags,
      ...{
        parameters,
        stop,
        bars: notAssessable,
        annotated: video,
        clock: undefined,
        countFrom: flags.clock,
      },
      onModel: (model) => {
        positive = model.positive;
        prevalence = model.prevalence;
        if (csv) process.stdout.write(predictionsCsv([]));
      },
      onReading: (reading) => {
        if (json || (every === 'second' && Math.floor(reading.time) <= second)) return;
        second = Math.floor(reading.time);
        process.stdout.write(
          csv
            ? readingCsv(source, reading, { positive, prevalence, leastConfidence })
            : `${readingLine(reading, positive)}\n`,
        );
      },
    }),
  );
}

/** @param watched the table was printed as it came */
function print(
  found: PredictedRecordings,
  { json, csv, every, report }: PredictFlags,
  watched: boolean,
): void {
  const { pictures, videos, written, others } = found;
  const unread = others.filter(isUnread);
  if (unread.length > 0 || !wasSeen(found)) process.exitCode = 1;
  for (const { reason, paths } of groupByReason(unread)) {
    console.error(`${howMany(paths.length, 'file')} ${isOrAre(paths.length)} ${reason}: ${few(paths)}`);
  }
  const { positive, prevalence, synthetic, score_means, abstention } = pictures.model;
  if (json) process.stdout.write(`${JSON.stringify(documentOf(pictures, videos, every), null, 2)}\n`);
  else if (csv && !watched)
    process.stdout.write(predictionsCsv(pictures.predictions, videos, { every, positive, prevalence }));
  if (json || csv) return;
  if (pictures.predictions.length > 0) {
    console.log(predictionTable(pictures.predictions));
    console.log('');
  }
  for (const video of videos) console.log(`${videoSummary(video, positive)}\n`);
  if (written) {
    const sound = written.soundLeftOut === null ? 'sound copied' : `sound left out: ${written.soundLeftOut}`;
    console.log(`annotated video: ${written.path} (${howMany(written.frames, 'frame')}, ${sound})`);
  }
  if (report !== undefined) console.log(`page: ${report}`);
  console.log(`score: ${score_means}`);
  if (abstention) console.log(`answers: ${abstentionWords(abstention)}`);
  if (synthetic) console.log('Trained on synthetic faces: it shows nothing about a neonate.');
  console.log(CAUTION);
}

/** What the answers of a model promise. */
function abstentionWords({ method, level, promised_coverage }: Abstention): string {
  const percent = (part: number) => `${Number((100 * part).toFixed(2))} %`;
  const why = method === 'cross' ? ` (cross-conformal at ${percent(level)}, which promises 1 - 2 alpha)` : '';
  return `of the rows of each label of new subjects, the true label is not ruled out for at least ${percent(promised_coverage)}${why}; this is not the share of right answers`;
}

type Abstention = NonNullable<PredictedRecordings['pictures']['model']['abstention']>;

/** Whether every file was read, and something of each video, and of the pictures, was scored. */
function wasSeen({ pictures: { predictions }, videos }: PredictedRecordings): boolean {
  return (
    predictions.every(({ status }) => status !== 'unreadable') &&
    videos.every(({ video }) => video.scores.length > 0) &&
    (predictions.length === 0 || predictions.some(({ score }) => score.value !== null))
  );
}

/** What each piece of work took, in seconds; what other threads did meanwhile is in none of them. */
function stageTable(clock: StageClock): string {
  const rows = clock.times().map(({ stage, milliseconds, calls }) => {
    const each = (milliseconds / calls).toFixed(1);
    return [stage, (milliseconds / 1000).toFixed(2), String(calls), each];
  });
  return columns([['stage', 'seconds', 'times', 'ms each'], ...rows]);
}

/** A line for each picture; of a model by region it names the regions that the score rests on. */
function predictionTable(predictions: readonly Prediction[]): string {
  const byRegion = predictions.some(({ regions_seen }) => regions_seen !== null);
  const fused = predictions.some(({ modalities }) => modalities !== null);
  const seen = (words: string) => (byRegion ? [words] : []);
  const used = (words: string) => (fused ? [words] : []);
  return columns([
    ['file', 'state', 'score', ...seen('seen'), ...used('used'), 'reason'],
    ...predictions.map(({ file, state, score, regions_seen, modalities }) => [
      ...[file, state, score.value === null ? '' : score.value.toFixed(3)],
      ...seen((regions_seen ?? []).join(', ')),
      ...used(usedText(modalities)),
      score.reason ?? '',
    ]),
  ]);
}

/** `face, cry; not strain`: the modalities that a score rests on, and those that are missing. */
function usedText(modalities: Prediction['modalities']): string {
  if (!modalities) return '';
  const { used, missing } = modalities;
  return `${used.join(', ')}${missing.length > 0 ? `; not ${missing.join(', ')}` : ''}`;
}

/** `5-20`, or `5-` to the end. */
function interval(text: string): { start: number; end: number | null } {
  const [, from, to] = /^\s*([\d.]+)\s*-\s*([\d.]*)\s*$/.exec(text) ?? [];
  const start = Number(from);
  const end = to ? Number(to) : null;
  if (from !== undefined && start >= 0 && (end === null || end > start)) return { start, end };
  throw new InvalidArgumentError('Write the start and the later end in seconds: 5-20.');
}

/** `on=0.7,off=0.3` as numbers by name. */
function settings(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, key, value] = /^\s*(\w+)\s*=\s*([\d.]+)\s*$/.exec(part) ?? [];
      if (key === undefined || !Number.isFinite(Number(value)))
        throw new InvalidArgumentError(`"${part}" is not of the form KEY=NUMBER.`);
      return [key, Number(value)];
    }),
  );
}
