import { type Numbers, sampleKey, WinceError } from '@wince/core';
import { systemCode, systemReason } from '../files/system-error.ts';
import { refuseRowNumbers, refuseUnnamed } from './feature-columns.ts';
import { readTableFile } from './read-table.ts';
import type { Table, TableRow } from './table.ts';

/** The column that ties a row of a feature table to a row of the data set. */
const KEY = 'sample';
/** Columns of a feature table that are not features. */
const DESCRIPTIVE = new Set([KEY, 'subject', 'label']);

/** A feature table as a file holds it. */
export interface FeatureTable {
  readonly columns: readonly string[];
  /**
   * The values of each sample by its `sampleKey`, in the order of `columns`: float32 where that holds every number of the file exactly, else
   * float64.
   */
  readonly rows: ReadonlyMap<string, Numbers>;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a feature table, Parquet or CSV (told by its content), with a column `sample` that names rows as `dataset.csv`
 * names their paths; every column but `sample`, `subject` and `label` is a feature. True is 1, and false is 0.
 *
 * @throws WinceError `no-such-file`, `incomplete-table`, `not-a-number` (names row and column), `number-too-large`,
 *   `repeated-sample`, `index-column`, `no-rows`, and what `readTableFile` throws
 */
export async function readFeatureTable(path: string): Promise<FeatureTable> {
  const table = await openTable(path);
  const key = table.columns.indexOf(KEY);
  if (key < 0) {
    throw new WinceError('incomplete-table', `${path} has no column "${KEY}".`, {
      hint: `A feature table names its rows in a column "${KEY}", as dataset.csv does under "path".`,
    });
  }
  refuseUnnamed(table.columns, path);
  const columns = table.columns.filter((name) => !DESCRIPTIVE.has(name));
  if (columns.length === 0) {
    throw new WinceError('incomplete-table', `${path} has no column of features beside "${KEY}".`, {
      hint: 'Add a column of numbers for each feature.',
    });
  }
  if (table.rows.length === 0) {
    throw new WinceError('no-rows', `${path} has a header and no rows.`, {
      hint: 'Add a row for each sample.',
    });
  }
  const places = columns.map((name) => table.columns.indexOf(name));
  const rows = new Map<string, Float64Array>();
  for (const row of table.rows) {
    const sample = sampleOf(row, key, path);
    if (rows.has(sampleKey(sample))) {
      throw new WinceError('repeated-sample', `${path} has two rows for the sample ${sample}.`, {
        hint: 'Give each sample one row.',
      });
    }
    rows.set(
      sampleKey(sample),
      Float64Array.from(places, (place, c) => featureValue(row.values[place], columns[c], row, path)),
    );
  }
  const values = [...rows.values()];
  refuseRowNumbers(columns, values, path);
  columns.forEach((column, c) => {
    refuseRange(values, column, c, path);
  });
  return { columns, rows: narrowed(rows), sha256: table.sha256 };
}

async function openTable(path: string): Promise<Table> {
  try {
    return await readTableFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined || cause instanceof WinceError) throw cause;
    throw new WinceError(
      'no-such-file',
      `The feature table ${path} cannot be read (${systemReason(cause)}).`,
      {
        hint: 'Check the path behind `table:`.',
        cause,
      },
    );
  }
}

function sampleOf({ place, values }: TableRow, key: number, path: string): string {
  const sample = values[key];
  if (typeof sample === 'string' && sample.trim() !== '') return sample.trim();
  if (typeof sample === 'number' || typeof sample === 'bigint') return String(sample);
  throw new WinceError('empty-field', `${path}, ${place}: the column "${KEY}" is empty.`, {
    hint: 'Write the path of the sample there, as dataset.csv has it.',
  });
}

const TRUTH: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

function featureValue(value: unknown, column: string, { place }: TableRow, path: string): number {
  const number = asNumber(value);
  if (number !== null && Number.isFinite(number)) return refuseRounded(value, number, column, place, path);
  const shown = value === '' || value === null || value === undefined ? 'empty' : `"${String(value)}"`;
  throw new WinceError(
    'not-a-number',
    `${path}, ${place}: the feature "${column}" is ${shown}, not a finite number.`,
    {
      hint: 'Correct the value, or remove the row: a sample without features is listed as such and left out.',
    },
  );
}

function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return null;
  return TRUTH.get(value.trim().toLowerCase()) ?? Number(value);
}

/** Whole numbers beyond 2^53 are often identifiers; as numbers, several of them are the same. */
function refuseRounded(value: unknown, number: number, column: string, place: string, path: string): number {
  const isWhole = typeof value === 'bigint' || (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value));
  if (!isWhole || Number.isSafeInteger(number)) return number;
  throw new WinceError(
    'number-too-large',
    `${path}, ${place}: the feature "${column}" is ${String(value).trim()}, a whole number with more digits than can be kept.`,
    { hint: 'Remove the column if it is an identifier; if it is a measurement, write it in a larger unit.' },
  );
}

/** Spreads outside of these have squares that a number cannot hold. */
const LEAST_SPREAD = 1e-120;
const GREATEST = 1e120;

function refuseRange(rows: readonly Float64Array[], column: string, c: number, path: string): void {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    low = Math.min(low, row[c]);
    high = Math.max(high, row[c]);
  }
  const spread = high - low;
  if ((spread === 0 || spread >= LEAST_SPREAD) && Math.max(-low, high) <= GREATEST) return;
  throw new WinceError(
    'number-too-large',
    `${path}: the feature "${column}" has values from ${low} to ${high}; their squares cannot be kept.`,
    { hint: 'Write the column in another unit, so that its values are nearer to 1.' },
  );
}

/** The same rows as float32 where nothing is lost by it. */
function narrowed(rows: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Numbers> {
  for (const row of rows.values()) {
    if (row.some((value) => value !== Math.fround(value))) return rows;
  }
  return new Map(Array.from(rows, ([sample, row]) => [sample, Float32Array.from(row)]));
}
