import { readFile } from 'node:fs/promises';
import { didYouMean, type Rating, WinceError } from '@wince/core';
import { systemCode } from '../files/system-error.ts';
import { parseCsv } from '../tables/csv.ts';
import { isParquet, parseParquet } from '../tables/parquet.ts';
import { isSpreadsheet, parseSpreadsheet } from '../tables/spreadsheet.ts';

/** Which columns of a table hold ratings: a column for each rater, or one that names the rater and one with the rating. */
export interface RatingColumns {
  /** A column for each rater: a row is an item. */
  readonly raters?: readonly string[];
  /** The column that names the rater: a row is a rating. */
  readonly rater?: string;
  /** The column of the rating, where a row is a rating. Default: `rating`. */
  readonly rating?: string;
  /** The column that names the item. Default: `item`, or the row itself where a row is an item and there is no such column. */
  readonly item?: string;
  /** The column that names the subject of the item. Default: `subject`; the item itself where there is no such column. */
  readonly subject?: string;
  /** The sheet of a workbook: its name, or its number from 1. */
  readonly sheet?: string | number;
}

/**
 * Reads ratings from a table: CSV, Parquet or XLSX.
 *
 * @throws WinceError `no-such-table`, `missing-column`, `empty-field` for a row without an item, rater or subject, and what the table's own
 * format can be wrong with
 */
export async function readRatings(file: string, columns: RatingColumns): Promise<readonly Rating[]> {
  const table = await readAnyTable(file, columns.sheet);
  const placeOf = (name: string, stated: boolean): number => {
    const place = table.columns.indexOf(name);
    if (place >= 0 || !stated) return place;
    throw new WinceError(
      'missing-column',
      `${file} has no column "${name}".${didYouMean(name, table.columns)}`,
      {
        hint: `Its columns are: ${table.columns.join(', ')}.`,
      },
    );
  };
  const isLong = columns.rater !== undefined;
  const item = placeOf(columns.item ?? 'item', columns.item !== undefined || isLong);
  const subject = placeOf(columns.subject ?? 'subject', columns.subject !== undefined);
  const named = (values: readonly string[], column: number, place: string): string => {
    const text = (values[column] ?? '').trim();
    if (text !== '') return text;
    throw new WinceError('empty-field', `${place} of ${file} has no ${table.columns[column]}.`, {
      hint: `Fill in the column "${table.columns[column]}", or remove the row.`,
    });
  };
  const rater = columns.rater === undefined ? -1 : placeOf(columns.rater, true);
  const rating = isLong ? placeOf(columns.rating ?? 'rating', true) : -1;
  const raters = (columns.raters ?? []).map((name) => ({ name, place: placeOf(name, true) }));
  return table.rows.flatMap(({ place, values }): readonly Rating[] => {
    const own = item < 0 ? place : named(values, item, place);
    const base = { item: own, subject: subject < 0 ? own : named(values, subject, place), place };
    if (isLong)
      return [{ ...base, rater: named(values, rater, place), value: (values[rating] ?? '').trim() }];
    return raters.map((each) => ({ ...base, rater: each.name, value: (values[each.place] ?? '').trim() }));
  });
}

interface AnyTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly place: string; readonly values: readonly string[] }[];
}

async function readAnyTable(file: string, sheet?: string | number): Promise<AnyTable> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WinceError('no-such-table', `${file} cannot be read (${systemCode(cause) ?? String(cause)}).`, {
      hint: 'Name a CSV, XLSX or Parquet file.',
      cause,
    });
  });
  if (isParquet(bytes)) {
    const { columns, rows } = await parseParquet(bytes, file);
    return {
      columns,
      rows: rows.map(({ place, values }) => ({
        place,
        values: values.map((value) => (value === null || value === undefined ? '' : String(value))),
      })),
    };
  }
  const { columns, rows } = isSpreadsheet(bytes)
    ? parseSpreadsheet(bytes, file, sheet)
    : parseCsv(bytes, file);
  return { columns, rows: rows.map(({ line, values }) => ({ place: `line ${line}`, values })) };
}
