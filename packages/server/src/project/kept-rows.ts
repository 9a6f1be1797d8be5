import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sampleName } from '@wince/core';
import { readDataset } from '@wince/runtime';

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
