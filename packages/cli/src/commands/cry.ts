import { basename } from 'node:path';
import type { CryBreath } from '@wince/core';
import { drawCry, type HeardCry, hearCry } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { columns } from '../tables.ts';

interface CryFlags {
  readonly rate: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `wince cry`: the breaths of a cry and their pitch. */
export function cryCommand(command: Command): void {
  command
    .argument('<FILE>', 'a recording with sound: WAV, FLAC, MP3, OGG, M4A, or a video')
    .option('--rate <HZ>', 'the sampling rate to which the sound is brought', rateOf, 16_000)
    .option('--out <DIR>', 'write spectrogram and pitch there, as cry.svg and cry.html')
    .option('--json', 'print all figures as one JSON document')
    .action(async (file: string, { rate, out, json }: CryFlags) => {
      const heard = await hearCry(file, { rate });
      const written = out === undefined ? [] : await drawCry(heard, basename(file), out);
      console.log(json ? JSON.stringify(documentOf(heard), null, 2) : textOf(heard));
      if (!json && out !== undefined) console.log(`\nThe drawings are in ${written.join(' and ')}.`);
    });
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 8000 || rate > 48_000 || rate % 100 !== 0)
    throw new InvalidArgumentError('Give a multiple of 100 from 8000 to 48000, for example 16000.');
  return rate;
}

/** The document of `--json`. */
function documentOf({ seconds, storedRate, sampleRate, faults, partial, segments, contour }: HeardCry) {
  return {
    ...{ seconds, stored_rate: storedRate, rate: sampleRate },
    ...{ read: partial === null ? 'whole' : 'partial', reason: partial, faults, segments },
    pitch: Array.from(contour.hertz, (hertz, i) => ({
      time: i / 100,
      hertz: Number.isNaN(hertz) ? null : hertz,
      aperiodicity: contour.aperiodicity[i],
    })),
    note: NOTE,
  };
}

const NOTE = 'A cry is not pain by itself.';

function textOf({ seconds, storedRate, sampleRate, faults, partial, segments }: HeardCry): string {
  const head = `${seconds.toFixed(2)} s of sound, ${storedRate} Hz, analysed at ${sampleRate} Hz`;
  const rows = segments.map(breathRow);
  const table =
    rows.length === 0
      ? []
      : [
          '',
          columns([
            ['breath', 'start', 'end', 'pitch', 'highest', 'voiced', 'above 1 kHz', 'level'],
            ...rows,
          ]),
        ];
  const lacks = partial === null ? [] : [`partial: ${partial}`];
  return [head, ...lacks, ...faults.map(({ kind, reason }) => `${kind}: ${reason}`), ...table, '', NOTE].join(
    '\n',
  );
}

function breathRow({ kind, start, end, pitch, highest, voiced, hyperphonation, level }: CryBreath): string[] {
  const hertz = (value: number | null) => (value === null ? '-' : `${value.toFixed(0)} Hz`);
  const share = (value: number | null) => (value === null ? '-' : `${(100 * value).toFixed(0)} %`);
  return [
    ...[kind, `${start.toFixed(2)} s`, `${end.toFixed(2)} s`, hertz(pitch), hertz(highest)],
    ...[share(voiced), share(hyperphonation), `${level.toFixed(0)} dB`],
  ];
}
