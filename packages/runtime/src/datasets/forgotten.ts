import { readFile } from 'node:fs/promises';
import { howMany, type Sample, WinceError } from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import type { Store } from '../store/index.ts';
import type { Dataset } from './dataset.ts';
import { readDataset } from './read.ts';

/** A row that a command has worked with, and the hash of its file as far as it was read. */
export interface WorkedRow {
  readonly sample: Sample;
  readonly sha256: string | null;
}

/**
 * Before a command writes what it has made of a data set: ends it where `dataset.csv` has lost one of its rows meanwhile, as
 * when a subject is forgotten. What the command has put into the cache of these recordings is removed. A file that cannot be
 * read at that moment says nothing of its rows.
 *
 * @throws WinceError `dataset-changed`
 */
export async function refuseForgotten(
  dataset: Dataset,
  rows: readonly WorkedRow[],
  store: Store,
): Promise<void> {
  if ((await hashNow(dataset)) === dataset.hash) return;
  const { csvPath, subjectColumn } = dataset;
  const now = await readDataset(csvPath, { subjectColumn }).catch((error: unknown) => {
    if (error instanceof WinceError) return undefined;
    throw error;
  });
  if (!now) return;
  const kept = new Set(now.samples.map(nameOf));
  const gone = rows.filter(({ sample }) => !kept.has(nameOf(sample)));
  if (gone.length === 0) return;
  const used = new Set(rows.filter((row) => !gone.includes(row)).map(({ sha256 }) => sha256));
  for (const sha256 of new Set(gone.map((row) => row.sha256)))
    if (sha256 && !used.has(sha256)) await store.forget(sha256);
  throw new WinceError(
    'dataset-changed',
    `${csvPath} has lost ${howMany(gone.length, 'row')} while this command worked with it, the first for ${gone[0].sample.path}.`,
    { hint: 'Nothing was written, and its cache has nothing more of them. Run the command again.' },
  );
}

function nameOf({ path, subject }: Sample): string {
  return JSON.stringify([path, subject]);
}

async function hashNow({ csvPath, yamlPath }: Dataset): Promise<string | undefined> {
  try {
    const csv = await readFile(csvPath);
    const yaml = yamlPath === null ? new Uint8Array() : await readFile(yamlPath);
    return sha256Of(`${csv.length} `, csv, yaml);
  } catch {
    return undefined;
  }
}
