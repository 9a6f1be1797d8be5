import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type PredictionRow,
  RUN_SCHEMA,
  type RunManifest,
  runManifest,
  type SampleRow,
  type SelectedRow,
  sampleStatus,
  WinceError,
} from '@wince/core';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { systemCode, writeAtomically } from '../files/atomic.ts';

/** The files of a run folder, and the columns of its tables. The order of the columns is part of the format. */
const SAMPLES = ['sample', 'subject', 'label', 'status', 'reason'] as const;
const PREDICTIONS = [
  'cell',
  'sample',
  'clip',
  'subject',
  'period',
  'fold',
  'truth',
  'raw',
  'score',
  'threshold',
  'decision',
] as const;
const SELECTED = ['cell', 'fold', 'rank', 'feature', 'weight'] as const;

/** The tables of a run. */
export interface RunTablesOnDisk {
  readonly samples: readonly SampleRow[];
  readonly predictions: readonly PredictionRow[];
  /** Rows of the middle band, scored and shown, counted nowhere: `middle.csv`, with the columns of `predictions.csv`. */
  readonly middle: readonly PredictionRow[];
  readonly selected: readonly SelectedRow[];
}

/** Writes the tables of a run into its folder. Numbers keep all their digits. */
export async function writeRunTables(folder: string, tables: RunTablesOnDisk): Promise<void> {
  await writeSamples(folder, tables.samples);
  await writeAtomically(join(folder, 'predictions.csv'), table(tables.predictions, PREDICTIONS));
  await writeAtomically(join(folder, 'selected.csv'), table(tables.selected, SELECTED));
  if (tables.middle.length > 0) {
    await writeAtomically(join(folder, 'middle.csv'), table(tables.middle, PREDICTIONS));
  }
}

/** Writes `samples.csv`: what became of each row of the data set. */
export async function writeSamples(folder: string, samples: readonly SampleRow[]): Promise<void> {
  await writeAtomically(join(folder, 'samples.csv'), table(samples, SAMPLES));
}

/** Reads `samples.csv`. */
export async function readSamples(folder: string): Promise<readonly SampleRow[]> {
  const rows = await readTable(join(folder, 'samples.csv'), SAMPLES);
  return rows.map((row) => ({
    sample: row.sample,
    subject: row.subject,
    label: row.label,
    status: sampleStatus.parse(row.status),
    reason: row.reason,
  }));
}

/** Reads `predictions.csv`, or `middle.csv`, which has the same columns. */
export async function readPredictions(
  folder: string,
  file: 'predictions.csv' | 'middle.csv' = 'predictions.csv',
): Promise<readonly PredictionRow[]> {
  const path = join(folder, file);
  const rows = await readTable(path, PREDICTIONS);
  return rows.map((row, index) => ({
    cell: row.cell,
    sample: row.sample,
    clip: row.clip,
    subject: row.subject,
    period: row.period,
    fold: row.fold,
    truth: row.truth,
    raw: number(path, index, 'raw', row.raw),
    score: number(path, index, 'score', row.score),
    threshold: number(path, index, 'threshold', row.threshold),
    decision: row.decision,
  }));
}

/** Reads `manifest.json`. @throws WinceError when it is none, or of a newer version than this program writes */
export async function readManifest(folder: string): Promise<RunManifest> {
  const path = join(folder, 'manifest.json');
  const value: unknown = JSON.parse(await readText(path));
  const parsed = runManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WinceError('no-run', `${path} is no manifest of a run in the form of version ${RUN_SCHEMA}.`, {
    hint: 'Name the folder that `wince evaluate --out` wrote; a run of a newer program needs that program.',
    cause: parsed.error,
  });
}

function table(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    cast: { number: (value) => String(value), object: (value) => (value === null ? '' : String(value)) },
  });
}

async function readTable<Column extends string>(
  path: string,
  columns: readonly Column[],
): Promise<readonly Record<Column, string>[]> {
  const text = await readText(path);
  const rows: Record<Column, string>[] = parse(text, { columns: true, bom: true });
  const header = text.slice(0, text.indexOf('\n')).trim().split(',');
  const missing = columns.find((column) => !header.includes(column));
  if (missing) {
    throw new WinceError('incomplete-table', `${path} has no column "${missing}".`, {
      hint: `Its columns should be: ${columns.join(', ')}.`,
    });
  }
  return rows;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new WinceError('no-such-file', `${path} cannot be read (${systemCode(cause)}).`, {
      hint: 'Name a folder that `wince evaluate --out` wrote.',
      cause,
    });
  }
}

function number(path: string, index: number, column: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new WinceError(
    'bad-number',
    `${path}, row ${index + 2}: "${text}" in column "${column}" is no number.`,
    {
      hint: 'The file was changed or cut off: run the evaluation again.',
    },
  );
}
