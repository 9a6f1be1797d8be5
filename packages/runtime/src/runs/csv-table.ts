import { access, readFile } from 'node:fs/promises';
import { explainIssue, WinceError } from '@wince/core';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic.ts';
import { systemReason } from '../files/system-error.ts';
import { parseCsv } from '../tables/csv.ts';

/** The columns of a table of a run, in their order, with the form of each. What is read is text at first. */
export type TableForm<Row> = z.ZodType<Row> & { readonly shape: Readonly<Record<string, unknown>> };

/** Text, as it stands there. */
export const word = z.string();

/** A number with all its digits. */
export const decimal = z.string().transform((text, context): number => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  context.addIssue({ code: 'custom', message: 'it must be a number' });
  return z.NEVER;
});

/** A number, or null where nothing stands. */
export const decimalOrNull = z.union([z.literal('').transform(() => null), decimal]);

/** Whether a table may lack a column. */
function isOptional({ shape }: TableForm<unknown>, column: string): boolean {
  return shape[column] instanceof z.ZodOptional;
}

/**
 * Writes rows as CSV, whole or not at all. Numbers keep all their digits; null is an empty field. A column that may be absent is written where some row
 * has it.
 */
export async function writeTable<Row extends object>(
  path: string,
  form: TableForm<Row>,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(form.shape).filter(
    (column) => !isOptional(form, column) || rows.some((row) => column in row),
  );
  await writeAtomically(path, tableText(columns, rows));
}

/** Rows that become text at a time: a table of many rows is never held as text, too. */
const TOGETHER = 4096;

/** The same as pieces of text. A library for CSV takes ten times as long, and a run has a row for each sample in each cell. */
export function* tableText(
  columns: readonly string[],
  rows: readonly object[],
): Generator<string, void, undefined> {
  yield `${columns.join(',')}\n`;
  for (let first = 0; first < rows.length; first += TOGETHER) {
    const lines = rows.slice(first, first + TOGETHER).map((row) => {
      const values = new Map<string, unknown>(Object.entries(row));
      return `${columns.map((column) => fieldOf(values.get(column))).join(',')}\n`;
    });
    yield lines.join('');
  }
}

/** A field, in quotes where it must be (RFC 4180). */
function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Reads a table of a run. Columns that it has beside those of its form are passed over.
 *
 * @throws WinceError `broken-csv`, `incomplete-table` that names the column, `damaged-run` that names line, column and value, or a
 *   file that is missing
 */
export async function readTable<Row extends object>(
  path: string,
  form: TableForm<Row>,
): Promise<readonly Row[]> {
  const { columns, rows } = parseCsv(await readBytes(path), path, 'utf-8', ',');
  const wanted = Object.keys(form.shape).filter(
    (column) => !isOptional(form, column) || columns.includes(column),
  );
  const places = wanted.map((column) => {
    const place = columns.indexOf(column);
    if (place >= 0) return place;
    throw new WinceError('incomplete-table', `${path} has no column "${column}".`, {
      hint: `It needs the columns: ${wanted.join(', ')}.`,
    });
  });
  return rows.map(({ line, values }) => {
    const given = Object.fromEntries(wanted.map((column, i) => [column, values[places[i]]]));
    const parsed = form.safeParse(given);
    if (parsed.success) return parsed.data;
    const { message } = explainIssue(form, given, parsed.error, { noun: 'column' });
    throw new WinceError('damaged-run', `${path}, line ${line}: ${message}`, {
      hint: 'The file was changed or is incomplete: run the evaluation again.',
    });
  });
}

/** The bytes of a file of a run. @throws WinceError `damaged-run` where it cannot be read */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new WinceError('damaged-run', `${path} cannot be read (${systemReason(cause)}).`, {
      hint: 'The run folder is incomplete: copy it again from its source, or run the evaluation again.',
      cause,
    });
  }
}

/** Whether a run has the file: some are written only where there is something to write. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
