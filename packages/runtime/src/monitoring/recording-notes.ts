import { resolve } from 'node:path';
import { type BarPeriod, type Sample, sampleName, WinceError } from '@wince/core';
import type { NamedPeriod } from '@wince/pages';
import { readDataset } from '../datasets/index.ts';
import { readBarPeriod } from './bar-periods.ts';

/** The column of `dataset.csv` that says why a face cannot be assessed in the time of its row. */
export const NOT_ASSESSABLE_COLUMN = 'not_assessable';

/** What a data set says of one recording. Times in seconds; an open end is Infinity. */
export interface RecordingNotes {
  readonly periods: readonly NamedPeriod[];
  readonly bars: readonly BarPeriod[];
  /** Where the subject is at rest; null where no row says so. */
  readonly rest: { readonly start: number; readonly end: number | null } | null;
}

/**
 * Looks up what a data set says of a recording: its rows are periods, rows of role `reference` say where the subject is at rest,
 * and the column `not_assessable` where the face says nothing.
 *
 * @throws WinceError those of `readDataset`, `not-in-dataset`, `bad-bar`
 */
export async function readRecordingNotes(dataset: string, file: string): Promise<RecordingNotes> {
  const { folder, csvPath, samples } = await readDataset(dataset);
  const own = samples.filter(({ path }) => resolve(folder, path) === resolve(file));
  if (own.length === 0) {
    throw new WinceError('not-in-dataset', `${csvPath} has no row for ${file}.`, {
      hint: 'Name the data set that the recording belongs to, or leave --dataset out.',
    });
  }
  return notesOf(own);
}

/** What the rows of one recording say of it. @throws WinceError `bad-bar` */
export function notesOf(own: readonly Sample[]): RecordingNotes {
  const reference = own.find(({ role }) => role === 'reference');
  return {
    periods: own
      .filter(({ start, end }) => start !== null || end !== null)
      .map(({ period, label, start, end, path }) => ({
        name: period || label || sampleName({ path, start, end }),
        start: start ?? 0,
        end: end ?? Number.POSITIVE_INFINITY,
      }))
      .sort((a, b) => a.start - b.start),
    bars: own.flatMap(({ columns, start, end }) => {
      const reason = columns[NOT_ASSESSABLE_COLUMN] ?? '';
      if (reason === '') return [];
      return [{ ...readBarPeriod(reason), start: start ?? 0, end: end ?? Number.POSITIVE_INFINITY }];
    }),
    rest: reference ? { start: reference.start ?? 0, end: reference.end } : null,
  };
}
