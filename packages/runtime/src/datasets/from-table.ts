import { readFile } from 'node:fs/promises';
import { didYouMean, WinceError } from '@wince/core';
import { parseCsv } from '../tables/csv.ts';
import type { Delimiter } from '../tables/delimiter.ts';
import { isSpreadsheet, parseSpreadsheet, type TextTable } from '../tables/spreadsheet.ts';
import type { Encoding } from '../tables/text.ts';
import { fileFinder } from './file-finder.ts';
import { few } from './finding.ts';
import type { KnownFields } from './from-names.ts';

const FILE_COLUMNS = ['path', 'file', 'filename', 'file_name', 'image', 'picture', 'video'];

/** How a table of labels is read, and what its columns are. */
export interface TableOptions {
  /** The column of the table that names the file, with or without folder and ending. */
  readonly fileColumn?: string;
  /** The encoding of a text, where it has no byte order mark; UTF-8 by default. */
  readonly encoding?: Encoding;
  /** What separates the fields of a text; found out by default. */
  readonly delimiter?: Delimiter;
  /** The sheet of a workbook, by its name or its number from 1; the first by default. */
  readonly sheet?: string | number;
  /** Columns of the table under other names: `{ period: 'Phase' }` takes the column `Phase` for `period`. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** The rows of a table by the files that they name. */
export interface JoinedTable {
  readonly fields: ReadonlyMap<string, KnownFields>;
  /** The line of the table for each file. */
  readonly lines: ReadonlyMap<string, number>;
  /** Names in the table that fit no file. */
  readonly missing: readonly string[];
}

/**
 * The rows of a table by the file that they name: by its path, its name, or its name without ending, as it is written or as it
 * looks (see `plainName`).
 *
 * @param files the files of the folder; a row for one of the others is neither joined nor missing
 * @throws WinceError `no-such-table`, `missing-column`, `ambiguous-files`, and what reading a text or a workbook throws
 */
export async function joinTable(
  files: { readonly recordings: readonly string[]; readonly others: readonly string[] },
  place: string,
  options: TableOptions,
): Promise<JoinedTable> {
  const table = renameColumns(await readLabels(place, options), place, options.columns ?? {});
  const column = fileColumnOf(table, place, options.fileColumn);
  const find = fileFinder(files.recordings);
  const findOther = fileFinder(files.others);
  const at = table.columns.indexOf(column);
  const fields = new Map<string, KnownFields>();
  const lines = new Map<string, number>();
  const missing: string[] = [];
  for (const { line, values } of table.rows) {
    const [path, ...others] = find(values[at]);
    if (others.length > 0) {
      throw new WinceError(
        'ambiguous-files',
        `Line ${line} of ${place} names ${values[at]}, which fits ${few([path, ...others], 3)}.`,
        { hint: 'Write the path with its folder and ending in the table.' },
      );
    }
    if (path === undefined) {
      if (findOther(values[at]).length === 0) missing.push(values[at]);
      continue;
    }
    const earlier = lines.get(path);
    if (earlier !== undefined) {
      throw new WinceError('ambiguous-files', `Lines ${earlier} and ${line} of ${place} both name ${path}.`, {
        hint: 'Each file can be in only one row of the table: remove one of the rows, or write the full paths.',
      });
    }
    lines.set(path, line);
    const further = table.columns
      .map((name, i) => [name, values[i]] as const)
      .filter(([name]) => name !== column);
    fields.set(path, Object.fromEntries(further));
  }
  return { fields, lines, missing };
}

async function readLabels(place: string, { encoding, delimiter, sheet }: TableOptions): Promise<TextTable> {
  const bytes = await readFile(place).catch((cause: unknown) => {
    throw new WinceError('no-such-table', `The table ${place} cannot be read.`, {
      hint: 'Check the path that --table names.',
      cause,
    });
  });
  return isSpreadsheet(bytes)
    ? parseSpreadsheet(bytes, place, sheet)
    : parseCsv(bytes, place, encoding, delimiter);
}

/** @throws WinceError `missing-column` for a column that is to be renamed and is not there */
function renameColumns(
  table: TextTable,
  place: string,
  renamed: Readonly<Record<string, string>>,
): TextTable {
  const names = new Map(Object.entries(renamed).map(([to, from]) => [from, to]));
  for (const from of names.keys()) if (!table.columns.includes(from)) throw noColumn(table, place, from);
  // A column that stands where another one is to be called the same gives way.
  const columns = table.columns.map((name) => {
    const to = names.get(name);
    if (to !== undefined) return to;
    return name in renamed ? `${name} (other)` : name;
  });
  return { columns, rows: table.rows };
}

function fileColumnOf(table: TextTable, place: string, given: string | undefined): string {
  const column =
    given ?? FILE_COLUMNS.find((name) => table.columns.some((each) => each.toLowerCase() === name));
  const found =
    table.columns.find((name) => name === column) ??
    table.columns.find((name) => given === undefined && name.toLowerCase() === column);
  if (found === undefined) throw noColumn(table, place, given);
  return found;
}

function noColumn({ columns }: TextTable, place: string, column: string | undefined): WinceError {
  const what = column === undefined ? 'no column that names the file' : `no column "${column}"`;
  const near = column === undefined ? '' : didYouMean(column, columns);
  return new WinceError('missing-column', `${place} has ${what}.${near}`, {
    hint: `Give --file-column NAME, or --column path=NAME; its columns are: ${columns.join(', ')}.`,
  });
}
