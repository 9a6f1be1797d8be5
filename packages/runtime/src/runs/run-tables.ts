import { join } from 'node:path';
import { type PredictionRow, type SampleRow, type SelectedRow, sampleStatus } from '@wince/core';
import { z } from 'zod';
import { decimal, decimalOrNull, readTable, type TableForm, word, writeTable } from './csv-table.ts';

/** The tables of a run. */
export interface RunTables {
  readonly samples: readonly SampleRow[];
  readonly predictions: readonly PredictionRow[];
  /** Rows of the middle band: they are scored and shown, and are not part of any metric. */
  readonly middle: readonly PredictionRow[];
  readonly selected: readonly SelectedRow[];
}

const signalStatus = z.enum(['used', 'lost', 'not needed', '']);

// The order of the columns is part of the form of a run.
const samples: TableForm<SampleRow> = z.object({
  ...{ sample: word, subject: word, label: word, status: sampleStatus, reason: word, sha256: word },
  ...{ face: signalStatus, face_reason: word, frames: signalStatus, frames_reason: word },
  ...{ sound: signalStatus, sound_reason: word },
});

const predictions: TableForm<PredictionRow> = z.object({
  ...{ cell: word, sample: word, clip: word, subject: word, period: word, fold: word, truth: word },
  ...{ raw: decimal, score: decimal, threshold: decimal, decision: word },
});

const selected: TableForm<SelectedRow> = z.object({
  ...{ cell: word, fold: word, rank: decimal, feature: word, weight: decimalOrNull },
});

/** Writes the tables of a run into its folder; `middle.csv` only where there are such rows. */
export async function writeRunTables(folder: string, tables: RunTables): Promise<void> {
  await writeSamples(folder, tables.samples);
  await writeTable(join(folder, 'predictions.csv'), predictions, tables.predictions);
  await writeTable(join(folder, 'selected.csv'), selected, tables.selected);
  if (tables.middle.length > 0) await writeTable(join(folder, 'middle.csv'), predictions, tables.middle);
}

/** Writes `samples.csv`: what became of each row of the data set. */
export async function writeSamples(folder: string, rows: readonly SampleRow[]): Promise<void> {
  await writeTable(join(folder, 'samples.csv'), samples, rows);
}

/** Reads `samples.csv`. @throws WinceError as {@link readTable} */
export async function readSamples(folder: string): Promise<readonly SampleRow[]> {
  return readTable(join(folder, 'samples.csv'), samples);
}

/** Reads `predictions.csv`, or `middle.csv`, which has the same columns. @throws WinceError as {@link readTable} */
export async function readPredictions(
  folder: string,
  file: 'predictions.csv' | 'middle.csv' = 'predictions.csv',
): Promise<readonly PredictionRow[]> {
  return readTable(join(folder, file), predictions);
}

/** Reads `selected.csv`. @throws WinceError as {@link readTable} */
export async function readSelected(folder: string): Promise<readonly SelectedRow[]> {
  return readTable(join(folder, 'selected.csv'), selected);
}
