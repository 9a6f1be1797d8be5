import { WinceError } from '../errors.ts';
import type { BedsideNote, BedsideRecording, BedsideSignal, SignalStretch } from './bedside-signal.ts';

/** Bytes of the head of a file, and of the head of each of its signals. */
const HEAD = 256;
/** Bytes of each field of the heads of the signals, in their order. */
const FIELDS = {
  name: 16,
  sensor: 80,
  unit: 8,
  low: 8,
  high: 8,
  lowest: 8,
  highest: 8,
  filter: 80,
  samples: 8,
};
const NOTES = 'EDF Annotations';
/** Signals that a file may have: more would be a damaged number. */
const MOST_SIGNALS = 4096;

/** A signal as the heads tell it. */
interface SignalHead {
  readonly name: string;
  readonly unit: string;
  /** Samples in each record. */
  readonly count: number;
  /** The physical value of a digital one is `offset + gain * digital`. */
  readonly gain: number;
  readonly offset: number;
  /** Bytes of the record before it. */
  readonly at: number;
}

/** What all records have in common. */
interface FileHead {
  readonly signals: readonly SignalHead[];
  readonly notes: readonly SignalHead[];
  /** Seconds. */
  readonly duration: number;
  readonly began: string | null;
  /** Bytes of a record, and of the heads. */
  readonly size: number;
  readonly start: number;
  /** How many records the head tells; -1 where the recorder did not come to write it. */
  readonly records: number;
}

/**
 * Reads EDF and EDF+, whole or with gaps (EDF+D), with the annotations of EDF+. Names of patients are passed over.
 *
 * @param where it comes from, for messages: the name of a file
 * @throws WinceError `damaged-bedside` for what is not EDF, is BDF, or ends early
 * @source Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp and Olivan 2003, doi:10.1016/S1388-2457(03)00123-8
 */
export function readEdf(bytes: Uint8Array, where: string): BedsideRecording {
  const head = readHead(bytes, where);
  const { size, start, duration } = head;
  const held = Math.floor((bytes.length - start) / Math.max(1, size));
  if (head.records > held) {
    throw damaged(where, `its head tells ${head.records} records, and it holds ${held}`);
  }
  const records = head.records < 0 ? held : head.records;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const noted = Array.from({ length: records }, (_, r) =>
    head.notes.map(({ at, count }) => {
      const from = start + r * size + at;
      return readNotes(bytes.subarray(from, from + 2 * count), where);
    }),
  );
  // The first note of a record is its own time; in plain EDF records follow each other.
  const times = noted.map((of, r) => of.at(0)?.time ?? r * duration);
  const [origin = 0] = times;
  const signals = head.signals.map((own): BedsideSignal => {
    const rate = own.count / duration;
    return { name: own.name, unit: own.unit, rate, stretches: stretchesOf(own, head, view, times, origin) };
  });
  const notes = noted
    .flat()
    .flatMap((of) => of.notes)
    .map((note) => ({ ...note, time: note.time - origin }));
  return { began: head.began, signals, notes: notes.sort((a, b) => a.time - b.time) };
}

/** Whether bytes begin as those of an EDF file do. */
export function isEdf(bytes: Uint8Array): boolean {
  return bytes.length >= HEAD && text(bytes, 0, 8).trim() === '0';
}

function stretchesOf(
  { at, count, gain, offset }: SignalHead,
  { size, start, duration }: FileHead,
  view: DataView,
  times: readonly number[],
  origin: number,
): readonly SignalStretch[] {
  const runs: { start: number; first: number; records: number }[] = [];
  times.forEach((time, r) => {
    const last = runs.at(-1);
    // Half a sample is no gap.
    const follows = last && Math.abs(last.start + last.records * duration - time) < duration / (2 * count);
    if (follows) last.records++;
    else runs.push({ start: time, first: r, records: 1 });
  });
  return runs.map((run) => {
    const samples = new Float64Array(run.records * count);
    for (let i = 0; i < samples.length; i++) {
      const record = run.first + Math.floor(i / count);
      const digital = view.getInt16(start + record * size + at + 2 * (i % count), true);
      samples[i] = offset + gain * digital;
    }
    return { start: run.start - origin, samples };
  });
}

function readHead(bytes: Uint8Array, where: string): FileHead {
  if (bytes.length < HEAD) throw damaged(where, `it has ${bytes.length} bytes, fewer than its head`);
  if (bytes[0] === 255 && text(bytes, 1, 7) === 'BIOSEMI')
    throw damaged(where, 'it is BDF, of 24 bits, which is not read');
  if (!isEdf(bytes)) throw damaged(where, 'it does not begin as EDF does');
  const number = (from: number, length: number, what: string) => numberAt(bytes, from, length, what, where);
  const records = number(236, 8, 'the number of records');
  const duration = number(244, 8, 'the duration of a record');
  const count = number(252, 4, 'the number of signals');
  if (!Number.isInteger(count) || count < 1 || count > MOST_SIGNALS)
    throw damaged(where, `its head tells ${count} signals`);
  if (!Number.isInteger(records) || records < -1) throw damaged(where, `its head tells ${records} records`);
  const start = HEAD * (count + 1);
  if (bytes.length < start) throw damaged(where, `it ends within the heads of its ${count} signals`);
  const heads: SignalHead[] = [];
  let at = 0;
  for (let s = 0; s < count; s++) {
    const own = signalHead(bytes, count, s, at, where);
    heads.push(own);
    at += 2 * own.count;
  }
  const signals = heads.filter(({ name }) => name !== NOTES);
  // Annotations alone may have records without a length.
  if (!(duration > 0) && signals.length > 0) throw damaged(where, `its records last ${duration} seconds`);
  return {
    ...{ signals, notes: heads.filter(({ name }) => name === NOTES) },
    ...{ duration, records, size: at, start, began: beganAt(bytes) },
  };
}

function signalHead(bytes: Uint8Array, count: number, s: number, at: number, where: string): SignalHead {
  let from = HEAD;
  const places = new Map(
    Object.entries(FIELDS).map(([field, length]) => {
      const place = from + s * length;
      from += count * length;
      return [field, { place, length }] as const;
    }),
  );
  const of = (field: keyof typeof FIELDS) => places.get(field) ?? { place: 0, length: 0 };
  const word = (field: keyof typeof FIELDS) => text(bytes, of(field).place, of(field).length).trim();
  const name = word('name');
  const number = (field: keyof typeof FIELDS) =>
    numberAt(bytes, of(field).place, of(field).length, `${field} of the signal "${name}"`, where);
  const samples = number('samples');
  if (!Number.isInteger(samples) || samples < 1)
    throw damaged(where, `the signal "${name}" has ${samples} samples in a record`);
  if (name === NOTES) return { name, unit: '', count: samples, gain: 1, offset: 0, at };
  const [low, high, lowest, highest] = (['low', 'high', 'lowest', 'highest'] as const).map(number);
  if (lowest >= highest || low === high)
    throw damaged(where, `the signal "${name}" has no range: ${low} to ${high} in ${lowest} to ${highest}`);
  const gain = (high - low) / (highest - lowest);
  return { name, unit: word('unit'), count: samples, gain, offset: low - gain * lowest, at };
}

/** Notes of one record: the first list is the time of the record itself. */
function readNotes(bytes: Uint8Array, where: string): { time: number; notes: readonly BedsideNote[] } {
  const lists = wordsOf(bytes).split('\u0000');
  const notes: BedsideNote[] = [];
  let own: number | undefined;
  for (const list of lists) {
    if (list === '') continue;
    const [when, ...texts] = list.split('\u0014');
    const [onset, length, ...more] = when.split('\u0015');
    const isTime = /^[+-]\d+(\.\d*)?$/.test(onset) && /^(\d+(\.\d*)?)?$/.test(length ?? '');
    if (!isTime || more.length > 0)
      throw damaged(where, `an annotation begins with "${when}" in place of a time`);
    const time = Number(onset);
    own ??= time;
    const duration = length === undefined || length === '' ? null : Number(length);
    for (const said of texts) if (said !== '') notes.push({ time, duration, text: said });
  }
  if (own === undefined) throw damaged(where, 'a record has annotations without its own time');
  return { time: own, notes };
}

/** Text in UTF-8, as EDF+ has it; in Latin-1 where it is no UTF-8, as older programs wrote it. */
function wordsOf(bytes: Uint8Array): string {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return text(bytes, 0, bytes.length); // not UTF-8
  }
}

/** `dd.mm.yy` and `hh.mm.ss`; EDF counts years from 1985 to 2084. */
function beganAt(bytes: Uint8Array): string | null {
  const date = /^(\d\d)\.(\d\d)\.(\d\d)$/.exec(text(bytes, 168, 8));
  const time = /^(\d\d)\.(\d\d)\.(\d\d)$/.exec(text(bytes, 176, 8));
  if (!date || !time) return null;
  const year = Number(date[3]) + (Number(date[3]) >= 85 ? 1900 : 2000);
  return `${year}-${date[2]}-${date[1]}T${time[1]}:${time[2]}:${time[3]}`;
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

function numberAt(bytes: Uint8Array, from: number, length: number, what: string, where: string): number {
  const given = text(bytes, from, length).trim();
  const value = Number(given);
  if (given === '' || !Number.isFinite(value)) throw damaged(where, `${what} is "${given}" and not a number`);
  return value;
}

function damaged(where: string, why: string): WinceError {
  return new WinceError('damaged-bedside', `${where} cannot be read as EDF: ${why}.`, {
    hint: 'Export the file again from the monitor as EDF or EDF+, or as CSV.',
  });
}
