import { WinceError } from '@wince/core';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

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

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Reads comma-separated values (RFC 4180): quoted fields, any line end, with or without a byte order mark.
 *
 * @param file how messages name the file
 * @throws WinceError `not-utf8`, `broken-csv` with the line, `empty-table`, `repeated-column`
 */
export function parseCsv(bytes: Uint8Array, file: string): CsvTable {
  const marked = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? 3 : 0;
  const body = bytes.subarray(marked);
  refuseOtherText(bytes, body, file);
  const records = parseRecords(body, file);
  if (records.length === 0) {
    throw new WinceError('empty-table', `${file} is empty.`, {
      hint: 'Its first line names the columns: path,subject,label.',
    });
  }
  const columns = records[0].record.map((name) => name.trim());
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new WinceError('repeated-column', `${file} has two columns called "${repeated}".`, {
      hint: 'Rename or remove one of them.',
    });
  }
  const pieces = records.map(({ end }, i) =>
    bytes.subarray(i === 0 ? 0 : marked + records[i - 1].end, marked + end),
  );
  let line = 1;
  const lines = pieces.map((piece) => {
    const begins = line + emptyLines(piece);
    line += lineBreaks(piece);
    return begins;
  });
  return {
    columns,
    header: pieces[0],
    rows: records
      .slice(1)
      .map(({ record }, i) => ({ line: lines[i + 1], values: record, bytes: pieces[i + 1] })),
  };
}

interface CsvRecord {
  readonly record: readonly string[];
  /** The byte behind the record and its line end. */
  readonly end: number;
}

function parseRecords(body: Uint8Array, file: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  try {
    parse(body, {
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record(record: string[], { bytes }) {
        records.push({ record, end: bytes });
        return null;
      },
    });
    return records;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new WinceError('broken-csv', `${file} is not valid CSV: ${reason(cause)}.`, {
      hint: 'A field that holds a comma, a quote or a line break stands in double quotes, with quotes inside doubled.',
      cause,
    });
  }
}

function reason({ code, message, lines, record, column }: CsvError): string {
  const line = typeof lines === 'number' ? lines : '?';
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    const fields = Array.isArray(record) ? record.length : '?';
    return `line ${line} has ${fields} field${fields === 1 ? '' : 's'}, another number than the header`;
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return `a quote that was opened is not closed at the end of the file (line ${line})`;
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return `text follows the closing quote of a field on line ${line}`;
  if (code === 'INVALID_OPENING_QUOTE') return `a quote stands inside a field without quotes on line ${line}`;
  return `${message} (line ${line}, field ${String(column)})`;
}

function refuseOtherText(bytes: Uint8Array, body: Uint8Array, file: string): void {
  const hint = 'Save it as UTF-8: in a spreadsheet program, "CSV UTF-8 (comma delimited)".';
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new WinceError('not-utf8', `${file} is UTF-16 text.`, { hint });
  }
  const zero = body.indexOf(0);
  if (zero >= 0) {
    throw new WinceError('not-utf8', `${file} is no text: line ${lineOf(body, zero)} holds a zero byte.`, {
      hint,
    });
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    const line = lineOf(body, firstInvalid(body));
    throw new WinceError('not-utf8', `${file} is not UTF-8 text: line ${line} cannot be read.`, {
      hint,
      cause,
    });
  }
}

/** The offset of the first line that is not UTF-8. */
function firstInvalid(body: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let from = 0; from < body.length; ) {
    const next = body.indexOf(0x0a, from);
    const end = next < 0 ? body.length : next + 1;
    try {
      decoder.decode(body.subarray(from, end));
    } catch {
      return from;
    }
    from = end;
  }
  return body.length;
}

function lineOf(body: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (body[i] === 0x0a) line++;
  return line;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Line ends in some bytes: a line feed, a return, or both together. */
function lineBreaks(piece: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] === LINE_FEED || (piece[i] === RETURN && piece[i + 1] !== LINE_FEED)) count++;
  }
  return count;
}

/** Empty lines in front of a record. */
function emptyLines(piece: Uint8Array): number {
  let end = 0;
  while (piece[end] === LINE_FEED || piece[end] === RETURN) end++;
  return lineBreaks(piece.subarray(0, end));
}

/** Writes a table as comma-separated values with line feeds; fields are quoted where they must be. */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly string[]>): string {
  const quoted_match = /[\r\n]|^\s|\s$|^$/;
  return stringify([[...columns], ...Array.from(rows, (row) => [...row])], { quoted_match: [quoted_match] });
}
