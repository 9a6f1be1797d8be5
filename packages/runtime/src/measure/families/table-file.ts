import { readFile } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { systemCode, writeAtomically } from '../../files/atomic.ts';
import { sha256Of } from '../../files/hash.ts';

/** The column that ties a row of a feature table to a row of the data set. */
const KEY = 'sample';
/** Columns of a feature table that are no features. */
const DESCRIPTIVE = new Set([KEY, 'subject', 'label']);

/** A feature table as a file holds it. */
export interface FeatureTable {
  readonly columns: readonly string[];
  /** The values of each sample, in the order of `columns`. */
  readonly rows: ReadonlyMap<string, Float32Array>;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/** The rows that `extract` writes: one array a column, with names and provenance beside them. */
export interface FeatureTableContent {
  readonly samples: readonly string[];
  readonly subjects: readonly string[];
  readonly labels: readonly string[];
  readonly columns: readonly string[];
  /** `samples x columns`, row-major. */
  readonly values: Float32Array;
  /** Goes into the file's metadata, each under its key. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Writes features as Parquet: `sample`, `subject`, `label`, then a FLOAT column a feature. */
export async function writeFeatureTable(path: string, content: FeatureTableContent): Promise<void> {
  const { samples, columns, values } = content;
  const column = (c: number) => Float32Array.from(samples, (_, row) => values[row * columns.length + c]);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: KEY, data: [...samples], type: 'STRING' },
      { name: 'subject', data: [...content.subjects], type: 'STRING' },
      { name: 'label', data: [...content.labels], type: 'STRING' },
      ...columns.map((name, c) => ({ name, data: column(c), type: 'FLOAT' as const, nullable: false })),
    ],
    kvMetadata: Object.entries(content.provenance).map(([key, value]) => ({ key, value })),
    createdBy: 'wince',
  });
  await writeAtomically(path, new Uint8Array(bytes));
}

/**
 * Reads a feature table, Parquet or CSV (told by its content), with a column `sample` that names rows as `dataset.csv`
 * names their paths; every column but `sample`, `subject` and `label` is a feature.
 *
 * @throws WinceError `no-such-file`, `incomplete-table`, `not-a-number` (names sample and column), `repeated-sample`
 */
export async function readFeatureTable(path: string): Promise<FeatureTable> {
  const bytes = await readBytes(path);
  const parquet = bytes.subarray(0, 4).toString('latin1') === 'PAR1';
  const records = parquet ? await readParquet(path, bytes) : readCsv(path, bytes);
  const names = records.length > 0 ? Object.keys(records[0]) : [];
  if (!names.includes(KEY)) {
    throw new WinceError('incomplete-table', `${path} has no column "${KEY}".`, {
      hint: `A feature table names its rows in a column "${KEY}", as dataset.csv does under "path".`,
    });
  }
  const columns = names.filter((name) => !DESCRIPTIVE.has(name));
  if (columns.length === 0) {
    throw new WinceError('incomplete-table', `${path} has no column of features beside "${KEY}".`, {
      hint: 'Add a column of numbers for each feature.',
    });
  }
  const rows = new Map<string, Float32Array>();
  for (const record of records) {
    const sample = String(record[KEY]);
    if (rows.has(sample)) {
      throw new WinceError('repeated-sample', `${path} has two rows for the sample ${sample}.`, {
        hint: 'Give each sample one row.',
      });
    }
    rows.set(
      sample,
      Float32Array.from(columns, (column) => featureValue(path, sample, column, record[column])),
    );
  }
  return { columns, rows, sha256: sha256Of(bytes) };
}

function featureValue(path: string, sample: string, column: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(Math.fround(number))) return number;
  throw new WinceError(
    'not-a-number',
    `${path}: the feature "${column}" of the sample ${sample} is ${String(value) || 'empty'}, not a finite number.`,
    { hint: 'Mend the value, or remove the row: a sample without features is listed as such and left out.' },
  );
}

async function readParquet(path: string, bytes: Buffer): Promise<readonly Record<string, unknown>[]> {
  const file = Uint8Array.from(bytes).buffer;
  try {
    parquetMetadata(file);
    return await parquetReadObjects({ file });
  } catch (cause) {
    throw new WinceError('bad-table', `${path} begins like a Parquet file and cannot be read as one.`, {
      hint: 'The file is damaged or cut off: write it again.',
      cause,
    });
  }
}

function readCsv(path: string, bytes: Buffer): readonly Record<string, unknown>[] {
  try {
    return parse(bytes, { columns: true, bom: true, skip_empty_lines: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError('bad-table', `${path} is neither Parquet nor a CSV table: ${why}`, {
      hint: 'Mend the line that is named.',
      cause,
    });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new WinceError('no-such-file', `The feature table ${path} cannot be read (${systemCode(cause)}).`, {
      hint: 'Check the path behind `table:`.',
      cause,
    });
  }
}
