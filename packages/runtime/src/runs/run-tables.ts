import { join } from 'node:path';
import {
  COVERABLE_REGIONS,
  type GroupRow,
  type HiddenRow,
  type PredictionRow,
  type SampleRow,
  type SelectedRow,
  sampleStatus,
  type TakenRow,
  type TunedRow,
} from '@wince/core';
import { z } from 'zod';
import { decimal, decimalOrNull, isThere, readTable, type TableForm, word, writeTable } from './csv-table.ts';

/** The tables of a run. */
export interface RunTables {
  readonly samples: readonly SampleRow[];
  readonly predictions: readonly PredictionRow[];
  /** Rows of the middle band: they are scored and shown, and are not part of any metric. */
  readonly middle: readonly PredictionRow[];
  readonly selected: readonly SelectedRow[];
  /** What tuning chose in each fold; no rows where nothing was chosen. */
  readonly tuned: readonly TunedRow[];
  /** The groups that columns of the data set make of its rows. */
  readonly groups: readonly GroupRow[];
  /** Rows once for each region, without it; none where no feature is of a region. They are part of no other metric. */
  readonly hidden: readonly HiddenRow[];
  /** Rows once for each modality, without it; none where no cell fuses modalities. They are part of no other metric. */
  readonly taken: readonly TakenRow[];
}

const signalStatus = z.enum(['used', 'lost', 'not needed', '']);

// The order of the columns is part of the form of a run.
const samples: TableForm<SampleRow> = z.object({
  ...{ sample: word, subject: word, label: word, status: sampleStatus, reason: word, sha256: word },
  ...{ face: signalStatus, face_reason: word, frames: signalStatus, frames_reason: word },
  ...{ sound: signalStatus, sound_reason: word },
  // Only where features are of regions.
  regions_seen: word.optional(),
  // Only where modalities are fused.
  modalities: word.optional(),
});

const prediction = {
  ...{ cell: word, sample: word, clip: word, subject: word, period: word, fold: word, truth: word },
  ...{ raw: decimal, score: decimal, threshold: decimal, decision: word },
  // Only where the cells may say that they cannot tell.
  answer: word.optional(),
};
const predictions: TableForm<PredictionRow> = z.object(prediction);

const hidden: TableForm<HiddenRow> = z.object({ hidden: z.enum(COVERABLE_REGIONS), ...prediction });

const taken: TableForm<TakenRow> = z.object({ taken: word, ...prediction });

const selected: TableForm<SelectedRow> = z.object({
  ...{ cell: word, fold: word, rank: decimal, feature: word, weight: decimalOrNull },
});

const tuned: TableForm<TunedRow> = z.object({ cell: word, fold: word, parameter: word, value: decimal });

const groups: TableForm<GroupRow> = z.object({ sample: word, column: word, group: word });

const TAKEN_AWAY = 'taken-away.csv';

/** Writes the tables of a run into its folder; `middle.csv`, `hidden.csv`, `taken-away.csv`, `tuned.csv` and `groups.csv` only where there are such rows. */
export async function writeRunTables(folder: string, tables: RunTables): Promise<void> {
  await writeSamples(folder, tables.samples);
  await writeTable(join(folder, 'predictions.csv'), predictions, tables.predictions);
  await writeTable(join(folder, 'selected.csv'), selected, tables.selected);
  if (tables.tuned.length > 0) await writeTable(join(folder, 'tuned.csv'), tuned, tables.tuned);
  if (tables.groups.length > 0) await writeTable(join(folder, 'groups.csv'), groups, tables.groups);
  if (tables.hidden.length > 0) await writeTable(join(folder, 'hidden.csv'), hidden, tables.hidden);
  if (tables.taken.length > 0) await writeTable(join(folder, TAKEN_AWAY), taken, tables.taken);
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

/** Reads `tuned.csv`, where there is one. @throws WinceError as {@link readTable} */
export async function readTuned(folder: string): Promise<readonly TunedRow[]> {
  const path = join(folder, 'tuned.csv');
  return (await isThere(path)) ? readTable(path, tuned) : [];
}

/** Reads `groups.csv`, where there is one. @throws WinceError as {@link readTable} */
export async function readGroups(folder: string): Promise<readonly GroupRow[]> {
  const path = join(folder, 'groups.csv');
  return (await isThere(path)) ? readTable(path, groups) : [];
}

/** Reads `hidden.csv`, where there is one. @throws WinceError as {@link readTable} */
export async function readHidden(folder: string): Promise<readonly HiddenRow[]> {
  const path = join(folder, 'hidden.csv');
  return (await isThere(path)) ? readTable(path, hidden) : [];
}

/** Reads `taken-away.csv`, where there is one. @throws WinceError as {@link readTable} */
export async function readTaken(folder: string): Promise<readonly TakenRow[]> {
  const path = join(folder, TAKEN_AWAY);
  return (await isThere(path)) ? readTable(path, taken) : [];
}
