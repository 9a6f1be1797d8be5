import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byUnits, type PredictionRow, WinceError } from '@wince/core';
import { FOLDER_RECORD } from '../files/folder.ts';
import { readRun } from '../runs/read-run.ts';
import { CHAIN_FILE } from '../runs/run-chain.ts';

/** Scores of one run on two processors may differ by so much. */
export const SCORE_TOLERANCE = 1e-6;

/** How far the scores of a cell are from those of the second computation. */
export interface CellDeviation {
  readonly cell: string;
  /** The largest difference of a score; null where a row has none in one of the runs. */
  readonly largest: number | null;
  /** The sample where it is largest, or that has no score. */
  readonly sample: string;
}

/** A run beside the same run, computed again. */
export interface Recomputed {
  readonly status: 'equal' | 'within-tolerance' | 'different';
  readonly tolerance: number;
  /** Files that are not the same to the byte. */
  readonly files: readonly string[];
  /** Cells with a score that is not the same. */
  readonly cells: readonly CellDeviation[];
  /** Why the scores of the run cannot be read; null where they can. */
  readonly unreadable: string | null;
}

/** What differs between two runs of one experiment anyway: the moment, and pages that quote it. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set([
  'manifest.json',
  'report.html',
  CHAIN_FILE,
  FOLDER_RECORD,
]);

/** Compares the tables of a run with those of a second computation. */
export async function compareFolders(first: string, second: string): Promise<Recomputed> {
  const names = new Set([...(await readdir(first)), ...(await readdir(second))]);
  const files: string[] = [];
  for (const name of [...names].filter((each) => !OF_THE_MOMENT.has(each)).sort(byUnits)) {
    const [a, b] = await Promise.all([bytesOf(join(first, name)), bytesOf(join(second, name))]);
    if (!a || !b || !a.equals(b)) files.push(name);
  }
  const equal = { tolerance: SCORE_TOLERANCE, files, cells: [], unreadable: null };
  if (files.length === 0) return { status: 'equal', ...equal };
  const own = await readRun(first).catch((error: unknown) => {
    if (error instanceof WinceError) return error;
    throw error;
  });
  if (own instanceof WinceError) return { ...equal, status: 'different', unreadable: own.message };
  const again = await readRun(second);
  const cells = deviations(own.predictions, again.predictions);
  const near = cells.every(({ largest }) => largest !== null && largest <= SCORE_TOLERANCE);
  return { ...equal, status: near && cells.length > 0 ? 'within-tolerance' : 'different', cells };
}

async function bytesOf(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null);
}

function deviations(
  first: readonly PredictionRow[],
  second: readonly PredictionRow[],
): readonly CellDeviation[] {
  const key = ({ cell, sample }: PredictionRow) => JSON.stringify([cell, sample]);
  const others = new Map(second.map((row) => [key(row), row]));
  const worst = new Map<string, CellDeviation>();
  const note = (row: PredictionRow, largest: number | null) => {
    const known = worst.get(row.cell);
    const isWorse =
      known === undefined || (known.largest !== null && (largest === null || largest > known.largest));
    if (isWorse) worst.set(row.cell, { cell: row.cell, largest, sample: row.sample });
  };
  for (const row of first) {
    const other = others.get(key(row));
    others.delete(key(row));
    if (!other || other.truth !== row.truth) note(row, null);
    else if (other.score !== row.score || other.decision !== row.decision)
      note(row, Math.abs(other.score - row.score));
  }
  for (const row of others.values()) note(row, null);
  return [...worst.values()];
}
