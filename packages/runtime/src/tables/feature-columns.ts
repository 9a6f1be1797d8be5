import { sampleKey, WinceError } from '@wince/core';

/** Names under which programs write the number of a row. */
const UNNAMED =
  /^(?:Unnamed: ?\d+(?:\.\d+|_level_\d+)?|__index_level_\d+__|index|level_\d+|row_?(?:names|number|id)|\.\.\.\d+)?$/i;

/** Fewer rows than this may rise by chance. */
const ROWS_THAT_TELL = 8;

/** @throws WinceError `index-column` for a column without a name, or with a name that programs give to row numbers */
export function refuseUnnamed(columns: readonly string[], path: string): void {
  const place = columns.findIndex((name) => UNNAMED.test(name));
  if (place < 0) return;
  const name = columns[place] === '' ? 'has no name' : `is called "${columns[place]}"`;
  throw new WinceError(
    'index-column',
    `${path}: column ${place + 1} ${name}, as columns of row numbers are.`,
    {
      hint: 'Remove it (in pandas, write with index=False), or give it the name of what it measures.',
    },
  );
}

/**
 * Refuses columns that number the rows: a column that rises or falls with every row of the file, or that holds each whole number from
 * its least to its greatest once. Where rows were in the order of labels, such a column knows the label.
 *
 * @param rows values in the order of the file
 * @throws WinceError `index-column`
 */
export function refuseRowNumbers(
  columns: readonly string[],
  rows: readonly ArrayLike<number>[],
  path: string,
): void {
  if (rows.length < ROWS_THAT_TELL) return;
  columns.forEach((column, c) => {
    const values = Float64Array.from(rows, (row) => row[c]);
    const how = countsRows(values);
    if (how === null) return;
    throw new WinceError('index-column', `${path}: the column "${column}" ${how}, as a row number does.`, {
      hint: 'Remove it if it is a number of rows or a time. If it is a measurement, the rows are sorted by it: put them into another order.',
    });
  });
}

/** How a column numbers its rows; null where it does not. */
function countsRows(values: Float64Array): string | null {
  const direction = Math.sign(values[1] - values[0]);
  const steady = (value: number, r: number) => r === 0 || Math.sign(value - values[r - 1]) === direction;
  if (direction !== 0 && values.every(steady)) return `${direction > 0 ? 'rises' : 'falls'} with every row`;
  const sorted = values.toSorted();
  const counts = sorted.every((value, i) => Number.isInteger(value) && value === sorted[0] + i);
  return counts ? `has each whole number from ${sorted[0]} to ${sorted.at(-1)} once` : null;
}

/** What a row of a feature table belongs to. */
export interface TableSample {
  readonly name: string;
  readonly subject: string;
  /** What is to be found out: the label, and the side of a task. */
  readonly labels: readonly string[];
}

/**
 * Refuses columns of a feature table that only repeat what is to be found out: a column with one value for each label, or with one
 * value for each subject.
 *
 * @param values the row of each sample, by its name
 * @throws WinceError `column-names-label`, `column-names-subject`
 */
export function refuseGivenAway(
  table: string,
  columns: readonly string[],
  values: ReadonlyMap<string, ArrayLike<number>>,
  samples: readonly TableSample[],
): void {
  const rows = samples.flatMap(({ name, subject, labels }) => {
    const own = values.get(sampleKey(name));
    return own ? [{ own, subject, labels }] : [];
  });
  const kinds = [...(rows[0]?.labels.keys() ?? [])];
  columns.forEach((column, c) => {
    const named = (wordOf: (row: (typeof rows)[number]) => string) =>
      namesWords(rows.map((row) => ({ value: row.own[c], word: wordOf(row) })));
    if (kinds.some((kind) => named(({ labels }) => labels[kind]))) {
      throw new WinceError(
        'column-names-label',
        `${table}: the column "${column}" has one value for each label.`,
        {
          hint: 'Remove the column: it is the label, and a classifier that has it learns nothing else.',
        },
      );
    }
    if (named(({ subject }) => subject)) {
      throw new WinceError(
        'column-names-subject',
        `${table}: the column "${column}" has one value for each subject.`,
        {
          hint: 'Remove the column: it identifies the subject, and does not describe what the subject shows.',
        },
      );
    }
  });
}

/** Whether values and words name each other one to one, and words come again, so that this is not by chance. */
function namesWords(pairs: readonly { readonly value: number; readonly word: string }[]): boolean {
  const words = new Map<number, string>();
  const values = new Map<string, number>();
  for (const { value, word } of pairs) {
    if ((words.get(value) ?? word) !== word || (values.get(word) ?? value) !== value) return false;
    words.set(value, word);
    values.set(word, value);
  }
  return words.size > 1 && pairs.length >= words.size + ROWS_THAT_TELL / 2;
}
