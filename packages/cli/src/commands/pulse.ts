import { basename } from 'node:path';
import {
  type Measurement,
  type PulseBand,
  parsePulseBand,
  pulseBandOfAge,
  type WhichFace,
  WinceError,
  type WindowPulse,
} from '@wince/core';
import {
  type BedsideClock,
  bedsideClock,
  defaultCacheFolder,
  drawPulse,
  readPulse,
  type VideoPulse,
} from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { columns } from '../tables.ts';
import { deviceOption, FACE_OPTION, faceOption, useChosenDevice } from './experiment-options.ts';

interface PulseFlags {
  readonly band?: string;
  readonly gestationalAge?: number;
  readonly postnatalAge?: number;
  readonly face?: WhichFace;
  readonly bedside?: string;
  readonly bedsideSignal?: string;
  readonly timeColumn?: string;
  readonly largestOffset?: number;
  readonly cache: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `wince pulse`: the heart rate over time, from the colour of the face. */
export function pulseCommand(command: Command): void {
  command
    .argument('<VIDEO>', 'a video of a face, with at least 10 frames a second')
    .option(
      '--band <BAND>',
      'neonate, adult, or the lowest and the highest rate in hertz: 1.2-4 (default: neonate)',
    )
    .option('--gestational-age <WEEKS>', 'the band for a newborn of this gestational age at birth', ageOf)
    .option('--postnatal-age <DAYS>', 'days since birth, with --gestational-age', ageOf)
    .option('--face <WHICH>', FACE_OPTION, faceOption)
    .option(
      '--bedside <FILE>',
      'signals of a monitor (EDF, EDF+, CSV): the offset of its clock to that of the video',
    )
    .option('--bedside-signal <NAME>', 'its signal that carries the pulse (default: the only one)')
    .option('--time-column <COLUMN>', 'the column of times of a CSV (default: time, seconds or timestamp)')
    .option('--largest-offset <SECONDS>', 'the largest offset between both clocks (default: 30)', offsetOf)
    .option('--cache <DIR>', 'where converted networks are kept', defaultCacheFolder())
    .addOption(deviceOption())
    .hook('preAction', useChosenDevice)
    .option('--out <DIR>', 'write rate, trace, spectrum and quality there, as pulse.svg and pulse.html')
    .option('--json', 'print all figures as one JSON document')
    .action(async (file: string, { out, json, face, cache, bedside, ...flags }: PulseFlags) => {
      const band = bandOf(flags);
      const { bedsideSignal: signal, timeColumn: time, largestOffset: largest } = flags;
      refuseAlone(bedside, { signal, time, largest });
      const pulse = await untilInterrupted((signal) => readPulse(file, { band, face, cache, signal }));
      const clock =
        bedside === undefined ? null : await bedsideClock(pulse, bedside, { signal, time, largest });
      const written = out === undefined ? [] : await drawPulse(pulse, basename(file), out);
      console.log(json ? JSON.stringify(documentOf(pulse, clock), null, 2) : textOf(pulse));
      if (!json && clock) console.log(`\n${clockText(clock)}`);
      if (!json && out !== undefined) console.log(`\nThe drawings are in ${written.join(' and ')}.`);
    });
}

/** What is said of bedside signals without naming them. */
function refuseAlone(bedside: string | undefined, others: object): void {
  if (bedside !== undefined || Object.values(others).every((value) => value === undefined)) return;
  throw new WinceError(
    'bad-option',
    '--bedside is missing: an option for bedside signals was given without their file.',
    {
      hint: 'Name the file with --bedside FILE, or leave the other option out.',
    },
  );
}

function offsetOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('Give seconds above 0, for example 60.');
}

function clockText(clock: BedsideClock): string {
  if ('reason' in clock) return `Clock of "${clock.signal}": no offset, because ${clock.reason}.`;
  const { offset, correlation, drift, windows } = clock;
  const drifts =
    drift === null
      ? `no drift: ${windows} windows are too few`
      : `drift ${(1e6 * drift).toFixed(0)} microseconds a second`;
  return `Clock of "${clock.signal}": add ${offset.toFixed(3)} s to its times for those of the video (correlation ${correlation.toFixed(2)}; ${drifts}).`;
}

/** @throws WinceError `bad-band` */
function bandOf({
  band,
  gestationalAge,
  postnatalAge,
}: Pick<PulseFlags, 'band' | 'gestationalAge' | 'postnatalAge'>): PulseBand {
  if (band !== undefined && gestationalAge !== undefined)
    throw new WinceError('bad-band', 'A band and an age were both given.', {
      hint: 'Give --band or --gestational-age, not both.',
    });
  if (postnatalAge !== undefined && gestationalAge === undefined)
    throw new WinceError('bad-band', 'The postnatal age was given without the gestational age.', {
      hint: 'Give --gestational-age in weeks, too.',
    });
  if (gestationalAge !== undefined)
    return pulseBandOfAge({ gestationalWeeks: gestationalAge, postnatalDays: postnatalAge ?? 0 });
  return parsePulseBand(band ?? 'neonate');
}

function ageOf(text: string): number {
  const age = Number(text);
  if (text.trim() === '' || !Number.isFinite(age) || age < 0)
    throw new InvalidArgumentError('Give a number, for example 34.');
  return age;
}

/** The document of `--json`. */
function documentOf(
  { band, seconds, frames, usable, rate, heartRate, breathingRate, windows, beats, notes }: VideoPulse,
  clock: BedsideClock | null,
) {
  return {
    ...{ seconds, frames, usable_frames: usable, samples_per_second: rate, band },
    heart_rate: heartRate,
    breathing_rate: breathingRate,
    windows: windows.map(windowOf),
    beats: [...beats],
    ...(clock && { bedside_clock: clock }),
    ...{ notes, note: NOTE },
  };
}

function windowOf({
  start,
  end,
  heartRate,
  welch,
  autocorrelation,
  chosen,
  candidates,
  regions,
  evidence,
}: WindowPulse) {
  return {
    ...{ start, end, heart_rate: heartRate, welch, autocorrelation, chosen, candidates, regions, evidence },
  };
}

const NOTE = 'Not a medical device. A heart rate is not pain by itself.';

function textOf({
  band,
  seconds,
  frames,
  usable,
  heartRate,
  breathingRate,
  windows,
  notes,
}: VideoPulse): string {
  const share = frames > 0 ? Math.round((100 * usable) / frames) : 0;
  const head = `${seconds.toFixed(1)} s of video, ${frames} frames, the face is usable in ${share} % of them; band ${(60 * band.low).toFixed(0)} to ${(60 * band.high).toFixed(0)} beats per minute`;
  const table =
    windows.length === 0
      ? []
      : [
          '',
          columns([
            ['seconds', 'heart rate', 'confidence', 'region', 'signal', 'SNR', 'autocorrelation', ''],
            ...windows.map(rowOf),
          ]),
        ];
  return [
    head,
    ...notes,
    `heart rate: ${measured(heartRate)}`,
    `breathing: ${measured(breathingRate)}`,
    ...table,
    '',
    NOTE,
  ].join('\n');
}

function rowOf({ start, end, heartRate, autocorrelation, chosen, welch }: WindowPulse): string[] {
  const { value, confidence, reason } = heartRate;
  const differ = welch !== null && autocorrelation !== null && Math.abs(welch - autocorrelation) > 5;
  return [
    `${start.toFixed(1)}-${end.toFixed(1)}`,
    value === null ? 'no signal' : value.toFixed(0),
    confidence.toFixed(2),
    ...(chosen ? [chosen.region, chosen.method, `${chosen.snr.toFixed(1)} dB`] : ['-', '-', '-']),
    differ ? autocorrelation.toFixed(0) : '-',
    value === null ? '' : (reason ?? ''),
  ];
}

/** A measurement in words. */
function measured({ value, unit, confidence, reason }: Measurement): string {
  if (value === null) return reason ?? 'There is no signal.';
  return `${value.toFixed(0)} ${unit}, confidence ${confidence.toFixed(2)}${reason === undefined ? '' : ` (${reason})`}`;
}
