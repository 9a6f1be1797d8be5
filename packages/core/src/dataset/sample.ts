/** A row of `dataset.csv`: one picture, one clip, or one interval of a recording. */
export interface Sample {
  /** The line of `dataset.csv` on which the row begins, counted from 1 with the header. */
  readonly line: number;
  /** Relative to the folder of `dataset.csv`, with forward slashes. */
  readonly path: string;
  readonly subject: string;
  /** As the file has it; empty only where labels come from a scale. */
  readonly label: string;
  readonly session: string | null;
  readonly period: string | null;
  /** Where an interval begins and ends in its recording, in seconds; null for a whole file. */
  readonly start: number | null;
  readonly end: number | null;
  /** `reference` rows may serve per-subject normalisation; they are never trained on, tested or scored. */
  readonly role: 'reference' | null;
  /** Every further column, as it stands in the file. */
  readonly columns: Readonly<Record<string, string>>;
}

/** The columns that a `dataset.csv` may have with a meaning of their own. */
export const sampleColumns = [
  'path',
  'subject',
  'label',
  'session',
  'period',
  'start',
  'end',
  'role',
] as const;

/** What the name of a sample is compared by: programs write the same characters in two forms (NFC and NFD). */
export function sampleKey(name: string): string {
  return name.normalize('NFC');
}

/** The name of a sample in every table of a run: its path, with `#start-end` (seconds) for an interval. */
export function sampleName({ path, start, end }: Pick<Sample, 'path' | 'start' | 'end'>): string {
  return start === null && end === null ? path : `${path}#${start ?? 0}-${end ?? ''}`;
}

/** A row's file and interval by its name, as `sampleName` gives it: seconds, null where the row has none. */
export function partOfSampleName(name: string): Pick<Sample, 'path' | 'start' | 'end'> {
  const [part, start, end] = /#([\d.]+)-([\d.]*)$/.exec(name) ?? [];
  if (part === undefined) return { path: name, start: null, end: null };
  return { path: name.slice(0, -part.length), start: Number(start), end: end === '' ? null : Number(end) };
}
