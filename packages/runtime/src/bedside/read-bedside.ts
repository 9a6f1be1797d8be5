import { readFile } from 'node:fs/promises';
import {
  type BedsideRecording,
  type BedsideSignal,
  isEdf,
  quantile,
  readEdf,
  type SignalStretch,
  WinceError,
} from '@wince/core';
import { systemReason } from '../files/system-error.ts';
import { parseCsv } from '../tables/csv.ts';

/** How a table of bedside signals is read. */
export interface BedsideOptions {
  /** The column of times. Default: the first of `time`, `time_s`, `seconds`, `timestamp`, `t` that is there, in any case. */
  readonly time?: string;
}

const TIMES = ['time', 'time_s', 'seconds', 'timestamp', 't'];

/** A step longer than this many usual steps is a gap. */
const GAP = 1.5;

/**
 * Reads the signals of a bedside monitor: EDF or EDF+, or a table (CSV) with a column of times, in seconds or as dates, and a column for each signal.
 * A field without a number is a sample that is missing.
 *
 * @throws WinceError `no-such-file`, `damaged-bedside`, and those of a table
 */
export async function readBedside(path: string, { time }: BedsideOptions = {}): Promise<BedsideRecording> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new WinceError('no-such-file', `${path} cannot be read (${systemReason(cause)}).`, {
      hint: 'Name a file of bedside signals: EDF, EDF+ or CSV.',
      cause,
    });
  });
  return isEdf(bytes) ? readEdf(bytes, path) : fromTable(bytes, path, time);
}

function fromTable(bytes: Uint8Array, path: string, asked: string | undefined): BedsideRecording {
  const { columns, rows } = parseCsv(bytes, path);
  const name = asked ?? columns.find((column) => TIMES.includes(column.trim().toLowerCase()));
  const place = name === undefined ? -1 : columns.indexOf(name);
  if (place < 0) {
    throw damaged(path, `it has no column ${asked === undefined ? 'of times' : `"${asked}"`}`, columns);
  }
  const words = rows.map(({ values }) => String(values[place] ?? '').trim());
  const { times, began } = timesOf(
    words,
    path,
    rows.map(({ line }) => line),
  );
  const steps = Float64Array.from(times.slice(1), (at, i) => at - times[i]);
  const back = steps.findIndex((step) => !(step > 0));
  if (back >= 0)
    throw damaged(path, `the time of line ${rows[back + 1].line} is not after the one before`, columns);
  if (steps.length === 0) throw damaged(path, 'it has fewer than two rows', columns);
  const step = quantile(steps.toSorted(), 0.5);
  const signals = columns.flatMap((column, c): BedsideSignal[] => {
    if (c === place) return [];
    const values = Float64Array.from(rows, ({ values: row }) => numberOf(row[c]));
    if (values.every(Number.isNaN)) return [];
    const { word, unit } = namedUnit(column);
    return [{ name: word, unit, rate: 1 / step, stretches: stretchesOf(times, values, step) }];
  });
  if (signals.length === 0) throw damaged(path, 'no column beside the times has numbers', columns);
  return { began, signals, notes: [] };
}

/** `ECG (mV)` and `ECG [mV]` as a name and a unit. */
function namedUnit(column: string): { readonly word: string; readonly unit: string } {
  const found = /^(.*?)\s*[([]([^)\]]*)[)\]]\s*$/.exec(column);
  return found ? { word: found[1], unit: found[2] } : { word: column.trim(), unit: '' };
}

/** Times in seconds from the first row on, where they are dates; as they are, where they are numbers. */
function timesOf(
  words: readonly string[],
  path: string,
  lines: readonly number[],
): { readonly times: readonly number[]; readonly began: string | null } {
  const isDate = !Number.isFinite(Number(words[0]));
  const values = words.map((word) => (isDate ? Date.parse(word) / 1000 : numberOf(word)));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw damaged(path, `line ${lines[bad]} has the time "${words[bad]}"`, []);
  return isDate
    ? { times: values.map((value) => value - values[0]), began: words[0] }
    : { times: values, began: null };
}

function numberOf(value: unknown): number {
  const word = String(value ?? '').trim();
  return word === '' ? Number.NaN : Number(word);
}

function stretchesOf(times: readonly number[], values: Float64Array, step: number): readonly SignalStretch[] {
  const stretches: SignalStretch[] = [];
  let from = 0;
  for (let row = 1; row <= times.length; row++) {
    if (row < times.length && times[row] - times[row - 1] <= GAP * step) continue;
    stretches.push({ start: times[from], samples: values.slice(from, row) });
    from = row;
  }
  return stretches;
}

function damaged(path: string, why: string, columns: readonly string[]): WinceError {
  const has = columns.length > 0 ? ` Its columns are: ${columns.join(', ')}.` : '';
  return new WinceError('damaged-bedside', `${path} cannot be read as a table of bedside signals: ${why}.`, {
    hint: `A table has a column "time", in seconds or as dates in order, and a column of numbers for each signal.${has}`,
  });
}
