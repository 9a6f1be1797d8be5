import { createHmac } from 'node:crypto';
import { basename } from 'node:path';
import { partOfSampleName } from '@wince/core';

/** What a name stands for. Things of two kinds that have one name get two pseudonyms. */
export type NamedThing = 'subject' | 'recording' | 'clip' | 'file' | 'rater';

/** Hexadecimal digits of a pseudonym: 48 bits, so that two of a million names meet with a probability of 0.002. */
const DIGITS = 12;

/**
 * The pseudonym of a name: `subject-` and the first 12 digits of HMAC-SHA-256 of kind and name under a secret key, in hexadecimal. The same key gives
 * the same pseudonym everywhere. Who does not have the key cannot find a name by trying out names, as with a plain hash.
 *
 * @source FIPS 198-1, The Keyed-Hash Message Authentication Code, doi:10.6028/NIST.FIPS.198-1
 */
export function pseudonymOf(key: Uint8Array, kind: NamedThing, name: string): string {
  const digits = createHmac('sha256', key).update(`${kind}\0${name}`).digest('hex').slice(0, DIGITS);
  return `${kind}-${digits}`;
}

/** A row, as far as it names somebody. */
export interface NamedRow {
  /** Its file, with `#start-end` behind it where it is a part of it. */
  readonly sample: string;
  readonly subject: string;
}

/** The pseudonym of a row: `subject-.../recording-...`, with the seconds of a part as they are. */
export function pseudonymOfSample(key: Uint8Array, { sample, subject }: NamedRow): string {
  const { path } = partOfSampleName(sample);
  const recording = pseudonymOf(key, 'recording', path);
  return `${pseudonymOf(key, 'subject', subject)}/${recording}${sample.slice(path.length)}`;
}

/** Names of a run in other words. */
export interface Pseudonyms {
  subject(name: string): string;
  /** As {@link pseudonymOfSample}. */
  sample(row: NamedRow): string;
  /** Empty for none. */
  clip(row: NamedRow, name: string): string;
  /** What is no subject stays as it is. */
  ifSubject(name: string): string;
  /** A sentence in which names of subjects and files may stand. */
  text(sentence: string): string;
}

/**
 * Pseudonyms of all that some rows name.
 *
 * @param folder where the files of the rows lie: sentences may name it
 * @throws Error where two subjects would have one pseudonym
 */
export function pseudonymsOf(key: Uint8Array, rows: readonly NamedRow[], folder: string): Pseudonyms {
  const subjects = new Map<string, string>();
  const words = new Map<string, string>();
  const subject = (name: string) => subjects.get(name) ?? pseudonymOf(key, 'subject', name);
  const file = (path: string) => pseudonymOf(key, 'recording', path);
  const sampleOf = (row: NamedRow) => pseudonymOfSample(key, row);
  for (const row of rows) subjects.set(row.subject, pseudonymOf(key, 'subject', row.subject));
  if (new Set(subjects.values()).size < subjects.size) throw new Error('two subjects have one pseudonym');
  for (const row of rows) {
    const { path } = partOfSampleName(row.sample);
    words.set(row.sample, sampleOf(row));
    words.set(path, `${subject(row.subject)}/${file(path)}`);
    words.set(basename(path), file(path));
  }
  for (const [name, own] of subjects) if (couldBeName(name)) words.set(name, own);
  words.set(folder, 'DATA');
  const pattern = patternOf([...words.keys()]);
  return {
    ...{ subject, sample: sampleOf },
    clip: (row, name) => (name === '' ? '' : pseudonymOf(key, 'clip', `${row.subject}\0${name}`)),
    ifSubject: (name) => subjects.get(name) ?? name,
    text: (sentence) =>
      sentence === '' ? '' : sentence.replace(pattern, (found) => words.get(found) ?? found),
  };
}

/** A number of one or two digits stands in many sentences, and tells nobody's name. */
function couldBeName(word: string): boolean {
  return !/^\d{0,2}$/.test(word);
}

/** Any of some words, the longest first, where it is no part of a longer word. */
function patternOf(words: readonly string[]): RegExp {
  const any = words
    .filter((word) => word !== '' && word !== '.')
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${any === '' ? '(?!)' : any})(?![\\p{L}\\p{N}])`, 'gu');
}
