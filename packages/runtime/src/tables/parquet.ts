import { WinceError } from '@wince/core';
import { type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { refuseRepeatedColumns } from './csv.ts';
import type { Table } from './table.ts';

/** Compressions that the reader has. */
const COMPRESSIONS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY'];

/** Whether a file begins as Parquet does. */
export function isParquet(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PAR1';
}

/**
 * Reads a Parquet file whose columns hold one value a row.
 *
 * @throws WinceError `bad-table` for a file that is damaged, compressed in another way, or nested; `repeated-column`
 */
export async function parseParquet(bytes: Uint8Array, path: string): Promise<Omit<Table, 'sha256'>> {
  const file = Uint8Array.from(bytes).buffer;
  const metadata = await orDamaged(path, () => parquetMetadata(file));
  refuseCompression(metadata, path);
  const columns = parquetSchema(metadata).children.map(({ element, children }) => {
    if (children.length === 0) return element.name;
    throw new WinceError('bad-table', `The column "${element.name}" of ${path} holds lists or groups.`, {
      hint: 'Write one column for each number.',
    });
  });
  refuseRepeatedColumns(columns, path);
  refuseSize(metadata, path);
  const records = await orDamaged(path, () => parquetReadObjects({ file, metadata }));
  return {
    columns,
    rows: records.map((record, i) => ({
      place: `row ${i + 1}`,
      values: columns.map((column) => record[column]),
    })),
  };
}

/** More would not fit into the memory: a value that comes again and again takes no room in the file. */
const MOST_ROWS = 2_000_000;
const MOST_VALUES = 100_000_000;

/** @throws WinceError `bad-table` for a file that is small and stands for more than fits into the memory */
function refuseSize({ num_rows, row_groups, schema }: FileMetaData, path: string): void {
  const columns = Math.max(1, schema.length - 1);
  const chunks = row_groups.flatMap((group) => group.columns.map(({ meta_data }) => meta_data));
  // A page may state less than its part of the file, and the file less than its parts.
  const values = chunks.reduce((sum, chunk) => sum + Number(chunk?.num_values ?? 0), 0);
  const rows = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const most = Math.max(Number(num_rows), rows, values / columns);
  if (most <= MOST_ROWS && most * columns <= MOST_VALUES) return;
  throw new WinceError('bad-table', `${path} has ${Math.ceil(most)} rows of ${columns} columns.`, {
    hint: `At most ${MOST_ROWS} rows and ${MOST_VALUES} values are read: write the rows of this data set alone.`,
  });
}

function refuseCompression({ row_groups }: FileMetaData, path: string): void {
  for (const { columns } of row_groups) {
    const other = columns.find(({ meta_data }) => meta_data && !COMPRESSIONS.includes(meta_data.codec));
    if (!other?.meta_data) continue;
    const { codec, path_in_schema } = other.meta_data;
    throw new WinceError(
      'bad-table',
      `${path}: the column "${path_in_schema.join('.')}" is compressed as ${codec}.`,
      {
        hint: "Write the file with the compression snappy or with none: in pandas, to_parquet(..., compression='snappy').",
      },
    );
  }
}

async function orDamaged<Value>(path: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    throw new WinceError('bad-table', `${path} begins like a Parquet file and cannot be read as one.`, {
      hint: 'The file is damaged or incomplete: write it again.',
      cause,
    });
  }
}
