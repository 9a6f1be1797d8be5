import { WinceError } from '@wince/core';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { type Delimiter, findDelimiter, hasDecimalCommas, statedDelimiter } from './delimiter.ts';
import { decodeText, type Encoding } from './text.ts';

/** Bytes in which the first lines of a table end. */
const HEAD_AT_MOST = 2 ** 20;

/** A table with a header, as text. */
export interface CsvTable {
  /** Column names, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  /** The bytes of the header line, byte order mark included. */
  readonly header: Uint8Array;
}

export interface CsvRow {
  /** The line on which the row begins, from 1. */
  readonly line: number;
  /** One value a column. */
  readonly values: readonly string[];
  /** The bytes of the row with its line end, and of empty lines before it. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a table of text (RFC 4180): quoted fields, any line end, with or without a byte order mark. Fields are separated by commas,
 * semicolons, tabs or bars, whichever the first lines have, or a line `sep=;` in front of them states. Where it is not a comma, a
 * column of numbers with decimal commas is given with points.
 *
 * @param file how messages name the file
 * @param given what separates the fields, where it is known
 * @throws WinceError `not-utf8`, `broken-csv` with the line, `empty-table`, `repeated-column`
 */
export function parseCsv(
  bytes: Uint8Array,
  file: string,
  encoding: Encoding = 'utf-8',
  given?: Delimiter,
): CsvTable {
  const { utf8, mark, encode } = decodeText(bytes, file, encoding);
  const head = new TextDecoder().decode(utf8.subarray(0, HEAD_AT_MOST));
  const stated = statedDelimiter(head);
  const skipped = stated?.length ?? 0;
  const delimiter = given ?? stated?.delimiter ?? findDelimiter(head);
  const records = parseRecords(utf8, skipped, delimiter, file);
  if (records.length === 0) {
    throw new WinceError('empty-table', `${file} is empty.`, {
      hint: 'Its first line names the columns: path,subject,label.',
    });
  }
  const columns = records[0].record.map((name) => name.trim());
  refuseRepeatedColumns(columns, file);
  const delimited = records.slice(1);
  if (delimiter !== ',')
    writePoints(
      delimited.map(({ record }) => record),
      columns.length,
    );
  let line = 1 + breaksIn(utf8, 0, records[0].end);
  return {
    columns,
    header: Buffer.concat([mark, encode(utf8.subarray(0, records[0].end))]),
    rows: delimited.map(({ record, end }, i) => {
      const start = records[i].end;
      const begins = line + emptyLines(utf8, start, end);
      line += breaksIn(utf8, start, end);
      return {
        line: begins,
        values: record,
        get bytes() {
          return encode(utf8.subarray(start, end));
        },
      };
    }),
  };
}

/** @throws WinceError `repeated-column`: of two columns of one name only one could be meant */
export function refuseRepeatedColumns(columns: readonly string[], file: string): void {
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated === undefined) return;
  const name = repeated === '' ? 'without a name' : `called "${repeated}"`;
  throw new WinceError('repeated-column', `${file} has two columns ${name}.`, {
    hint: 'Rename or remove one of them.',
  });
}

/** Puts points in the place of decimal commas, column by column. */
function writePoints(rows: readonly string[][], columns: number): void {
  for (let c = 0; c < columns; c++) {
    if (!hasDecimalCommas(rows.map((row) => row[c]))) continue;
    for (const row of rows) row[c] = row[c].replace(',', '.');
  }
}

interface CsvRecord {
  readonly record: string[];
  /** The byte behind the record and its line end. */
  readonly end: number;
}

/** @param from where the header begins */
function parseRecords(
  body: Uint8Array,
  from: number,
  delimiter: Delimiter,
  file: string,
): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  try {
    parse(body.subarray(from), {
      delimiter,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record(record: string[], { bytes }) {
        records.push({ record, end: from + bytes });
        return null;
      },
    });
    return records;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const skipped = from === 0 ? 0 : 1;
    throw new WinceError('broken-csv', `${file} is not valid CSV: ${reason(cause, skipped)}.`, {
      hint: 'Put a field that has a comma, a quote or a line break into double quotes, and double each quote inside it.',
      cause,
    });
  }
}

function reason({ code, message, lines, record, column }: CsvError, skipped: number): string {
  const line = typeof lines === 'number' ? lines + skipped : '?';
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    const fields = Array.isArray(record) ? record.length : '?';
    return `line ${line} has ${fields} field${fields === 1 ? '' : 's'}, but the header has another number`;
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return `a quote that was opened is not closed at the end of the file (line ${line})`;
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return `text follows the closing quote of a field on line ${line}`;
  if (code === 'INVALID_OPENING_QUOTE')
    return `line ${line} has a quote inside a field that is not in quotes`;
  return `${message} (line ${line}, field ${String(column)})`;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Line ends from one byte up to another: a line feed, a return, or both together. */
function breaksIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const isBeforeFeed = i + 1 < end && bytes[i + 1] === LINE_FEED;
    if (bytes[i] === LINE_FEED || (bytes[i] === RETURN && !isBeforeFeed)) count++;
  }
  return count;
}

/** Empty lines in front of a record. */
function emptyLines(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && (bytes[first] === LINE_FEED || bytes[first] === RETURN)) first++;
  return breaksIn(bytes, start, first);
}

/** Writes a table as comma-separated values with line feeds; fields are quoted where they must be. */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly string[]>): string {
  const quoted_match = /[\r\n]|^\s|\s$|^$/;
  return stringify([[...columns], ...Array.from(rows, (row) => [...row])], { quoted_match: [quoted_match] });
}
