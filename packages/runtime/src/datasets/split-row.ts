import { constants, copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sampleName, WinceError } from '@wince/core';
import { writeAtomically } from '../files/atomic.ts';
import { systemCode } from '../files/system-error.ts';
import { formatCsv, parseCsv } from '../tables/csv.ts';
import { readDataset } from './read.ts';

/** Where the table is kept as it was before the first row was split, beside `dataset.csv`. */
const TABLE_BEFORE_SPLITS = 'dataset.before-splits.csv';

/** How a row is split. */
export interface RowSplit {
  /** The name of the row: see `sampleName`. */
  readonly sample: string;
  /** Seconds of the recording: where the first part ends and the second one begins. */
  readonly at: number;
  /** Where the recording ends, for a row that says no end; seconds, or null where that is not known. */
  readonly duration: number | null;
  /** The labels of the two parts; null for that of the row. */
  readonly labels: readonly [string | null, string | null];
}

/**
 * Makes two rows of one, which follow each other in the same recording. All other columns are those of the row. The table as it was before
 * the first split is kept.
 *
 * @param place a `dataset.csv`, or the folder that holds one
 * @returns the names of the two rows
 * @throws WinceError `unknown-sample`, `bad-interval`, `missing-column` for a label in a table without labels, those of `readDataset`
 */
export async function splitRow(
  place: string,
  { sample: name, at, duration, labels }: RowSplit,
): Promise<readonly [string, string]> {
  const { csvPath, samples } = await readDataset(place);
  const sample = samples.find((each) => sampleName(each) === name);
  if (!sample) {
    throw new WinceError('unknown-sample', `${csvPath} has no row "${name}".`, {
      hint: 'Name a row as the tables of runs do: its path, with #start-end for an interval.',
    });
  }
  const [from, to] = [sample.start ?? 0, sample.end ?? duration];
  if (!(at > from && (to === null || at < to))) {
    throw new WinceError('bad-interval', `${name} cannot be split at ${at} s.`, {
      hint: `Choose a moment between ${from} s and ${to === null ? 'the end of the recording' : `${to} s`}.`,
    });
  }
  const table = parseCsv(await readFile(csvPath), csvPath);
  const added = ['start', 'end'].filter((column) => !table.columns.includes(column));
  const columns = [...table.columns, ...added];
  const placeOf = (column: string) => columns.indexOf(column);
  if (labels.some((label) => label !== null) && placeOf('label') < 0) {
    throw new WinceError('missing-column', `${csvPath} has no column "label".`, {
      hint: 'Its labels come from a scale. Split the row without labels, and write the scores of its parts into the table.',
    });
  }
  const rows = table.rows.flatMap(({ line, values }) => {
    const whole = [...values, ...added.map(() => '')];
    if (line !== sample.line) return [whole];
    return [
      { start: whole[placeOf('start')], end: String(at), label: labels[0] },
      { start: String(at), end: whole[placeOf('end')], label: labels[1] },
    ].map(({ start, end, label }) =>
      whole
        .with(placeOf('start'), start)
        .with(placeOf('end'), end)
        .map((value, i) => (i === placeOf('label') && label !== null ? label : value)),
    );
  });
  await keepOnce(csvPath);
  await writeAtomically(csvPath, formatCsv(columns, rows));
  const { path, start, end } = sample;
  return [sampleName({ path, start, end: at }), sampleName({ path, start: at, end })];
}

async function keepOnce(csvPath: string): Promise<void> {
  try {
    await copyFile(csvPath, join(dirname(csvPath), TABLE_BEFORE_SPLITS), constants.COPYFILE_EXCL);
  } catch (error) {
    // It is kept from an earlier split.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
