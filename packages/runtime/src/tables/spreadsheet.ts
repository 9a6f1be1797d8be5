import { WinceError } from '@wince/core';
import { refuseRepeatedColumns } from './csv.ts';
import { openWorkbook, type WorkbookSheet } from './workbook.ts';

/** A table of text cells with the row numbers of its file. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[];
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** The container of XLS, and of an XLSX with a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

/** Whether a file is a workbook, by its first bytes. */
export function isSpreadsheet(bytes: Uint8Array): boolean {
  return [ZIP, COMPOUND].some((start) => start.every((byte, i) => bytes[i] === byte));
}

/**
 * Reads one sheet of an XLSX workbook as a table. The first row that is not empty names the columns; columns without a name that
 * hold nothing are left out.
 *
 * @param sheet its name, or its number from 1
 * @throws WinceError `bad-spreadsheet`, `empty-table`, `repeated-column`
 */
export function parseSpreadsheet(bytes: Uint8Array, file: string, sheet: string | number = 1): TextTable {
  const { name, rows } = readSheet(bytes, file, sheet);
  const [header, ...others] = rows.filter(({ values }) => values.some((value) => value !== ''));
  if (!header) {
    throw new WinceError('empty-table', `The sheet "${name}" of ${file} is empty.`, {
      hint: 'Name the sheet that has the labels with --sheet.',
    });
  }
  const width = others.reduce((most, { values }) => Math.max(most, values.length), header.values.length);
  const used = Array.from({ length: width }, (_, c) => c).filter(
    (c) => (header.values[c] ?? '') !== '' || others.some(({ values }) => (values[c] ?? '') !== ''),
  );
  const columns = used.map((c) => header.values[c] ?? '');
  refuseRepeatedColumns(columns, file);
  return {
    columns,
    rows: others.map(({ line, values }) => ({ line, values: used.map((c) => values[c] ?? '') })),
  };
}

function readSheet(bytes: Uint8Array, file: string, sheet: string | number): WorkbookSheet {
  if (COMPOUND.every((byte, i) => bytes[i] === byte)) {
    throw bad(file, 'it is an XLS file, or it has a password');
  }
  try {
    const book = openWorkbook(bytes);
    const place = typeof sheet === 'number' ? sheet - 1 : book.sheets.indexOf(sheet);
    if (book.sheets[place] === undefined) {
      throw new WinceError(
        'bad-spreadsheet',
        `${file} has no sheet ${typeof sheet === 'number' ? sheet : `"${sheet}"`}.`,
        { hint: `Give --sheet one of: ${book.sheets.join(', ')}.` },
      );
    }
    return book.read(place);
  } catch (cause) {
    if (cause instanceof WinceError) throw cause;
    throw bad(file, cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause), cause);
  }
}

function bad(file: string, why: string, cause?: unknown): WinceError {
  return new WinceError('bad-spreadsheet', `${file} cannot be read as a workbook: ${why}.`, {
    hint: 'Save it as XLSX without a password, or as CSV in UTF-8.',
    cause,
  });
}
