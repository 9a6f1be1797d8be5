import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sampleName, WinceError } from '@wince/core';
import { readDataset } from '@wince/runtime';
import type { Annotations } from '../state/annotations.ts';
import type { Project } from './project.ts';

/** The table that a run reads in the place of `dataset.csv` where rows are left out; it stands beside it. */
export const KEPT_ROWS = 'dataset.without-excluded.csv';

/**
 * Writes the table of a data set without some of its rows, each kept line as it is.
 *
 * @param csvPath the `dataset.csv`
 * @returns the path of the table
 */
export async function writeKeptRows(csvPath: string, excluded: ReadonlySet<string>): Promise<string> {
  const { samples } = await readDataset(csvPath);
  const lines = (await readFile(csvPath, 'utf8')).split('\n');
  const starts = samples.map(({ line }) => line).toSorted((a, b) => a - b);
  const left = new Set<number>();
  for (const sample of samples) {
    if (!excluded.has(sampleName(sample))) continue;
    // A field in quotes may go over several lines: a row ends where the next one begins.
    const next = starts.find((line) => line > sample.line) ?? lines.length + 1;
    for (let line = sample.line; line < next; line++) left.add(line);
  }
  const kept = lines.filter((_, i) => !left.has(i + 1)).join('\n');
  const path = join(dirname(csvPath), KEPT_ROWS);
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, kept.endsWith('\n') ? kept : `${kept}\n`, { mode: 0o600 });
  await rename(temporary, path);
  return path;
}

/**
 * The table that is read in the place of a data set, without the rows that are left out now.
 *
 * @param dataset as an experiment or a run names it
 * @param about the experiment or the run
 * @returns null where the data set itself is read
 * @throws WinceError `not-in-project`
 */
export async function keptRowsOf(
  dataset: string,
  about: string,
  { project, annotations }: { readonly project: Project; readonly annotations: Annotations },
): Promise<string | null> {
  // A run whose rows were left out names the table without them: what is left out now counts.
  const named = basename(dataset) === KEPT_ROWS ? join(dataset, '..') : dataset;
  const csv = named.endsWith('.csv') ? named : join(named, 'dataset.csv');
  const home = project.placeOf(join(csv, '..'));
  if (home === null) {
    throw new WinceError(
      'not-in-project',
      `${about} names the data set ${dataset}, which is not in the project.`,
      {
        hint: 'Start `wince serve` with a --project that holds both, or use the command line.',
      },
    );
  }
  const excluded = new Set(annotations.excluded(home).keys());
  if (excluded.size > 0) return writeKeptRows(csv, excluded);
  return named === dataset ? null : csv;
}
