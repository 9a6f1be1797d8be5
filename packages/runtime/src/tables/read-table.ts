import { readFile } from 'node:fs/promises';
import { sha256Of } from '../files/hash.ts';
import { parseCsv } from './csv.ts';
import { isParquet, parseParquet } from './parquet.ts';
import type { Table } from './table.ts';

/**
 * Reads a table: Parquet or text (CSV), told by its content.
 *
 * @throws WinceError `not-utf8`, `broken-csv`, `empty-table`, `repeated-column`, `bad-table`; what `readFile` throws
 */
export async function readTableFile(path: string): Promise<Table> {
  const bytes = await readFile(path);
  const sha256 = sha256Of(bytes);
  if (isParquet(bytes)) return { ...(await parseParquet(bytes, path)), sha256 };
  const { columns, rows } = parseCsv(bytes, path);
  return { columns, rows: rows.map(({ line, values }) => ({ place: `line ${line}`, values })), sha256 };
}
