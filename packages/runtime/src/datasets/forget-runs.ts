import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partOfSampleName, WinceError } from '@wince/core';
import { findLeftovers, isTemporary } from '../files/leftovers.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { type CsvTable, parseCsv } from '../tables/csv.ts';
import type { Dataset } from './dataset.ts';

/** Runs that a subject is in. */
export interface RunsOfSubject {
  readonly runs: readonly string[];
  /** Paths of the subject's rows in them: those that `dataset.csv` names no more are among them. */
  readonly paths: readonly string[];
  /** Runs of which it cannot be told. */
  readonly unclear: readonly string[];
}

/**
 * Run folders with a row of the subject, two levels deep. Another data set may know another subject by the same name,
 * so a run counts only where it shares a path with this one: one of the subject's, or, when `dataset.csv` names the
 * subject no more, one of any other subject's.
 *
 * @throws WinceError `no-such-folder`
 */
export async function findRuns(
  places: readonly string[],
  { samples }: Dataset,
  subject: string,
): Promise<RunsOfSubject> {
  const own = new Set(samples.filter((sample) => sample.subject === subject).map(({ path }) => path));
  const all = new Set(samples.map(({ path }) => path));
  const runs: string[] = [];
  const unclear: string[] = [];
  const paths = new Set<string>();
  for (const place of places) {
    for (const run of await foldersWith(place, 'samples.csv', 2)) {
      if (isTemporary(run)) continue;
      const rows = await readRows(run);
      if (!rows) {
        unclear.push(
          `${run}: its samples.csv cannot be read, so it is not known whether it contains the subject.`,
        );
        continue;
      }
      const ofSubject = rows.filter((row) => row.subject === subject);
      const shared =
        own.size > 0 ? ofSubject.some(({ path }) => own.has(path)) : rows.some(({ path }) => all.has(path));
      if (ofSubject.length > 0 && shared) {
        runs.push(run);
        for (const { path } of ofSubject) paths.add(path);
      } else if (rows.some(({ path }) => own.has(path))) {
        unclear.push(
          `${run}: it contains rows with the same paths, but with another subject. Check whether it is the same data set.`,
        );
      }
    }
  }
  return { runs, paths: [...paths], unclear };
}

/** What killed commands have left in folders, two levels deep, and what is still being written there. */
export async function findLeftRuns(
  places: readonly string[],
): Promise<{ readonly dead: readonly string[]; readonly living: readonly string[] }> {
  const dead: string[] = [];
  const living: string[] = [];
  const look = async (folder: string, levels: number): Promise<void> => {
    const found = await findLeftovers(folder);
    dead.push(...found.dead.map(({ path }) => path));
    for (const path of found.living)
      living.push(`${path}: another command is writing it. Run this command again when it has ended.`);
    if (levels === 0) return;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !dead.includes(path)) await look(path, levels - 1);
    }
  };
  for (const place of places) await look(place, 2);
  return { dead, living };
}

async function readRows(run: string): Promise<readonly { path: string; subject: string }[] | undefined> {
  const table = await readTableIfAny(join(run, 'samples.csv'));
  const [subjectAt, sampleAt] = ['subject', 'sample'].map((name) => table?.columns.indexOf(name) ?? -1);
  if (!table || subjectAt < 0 || sampleAt < 0) return undefined;
  return table.rows.map(({ values }) => ({
    path: partOfSampleName(values[sampleAt]).path,
    subject: values[subjectAt],
  }));
}

/** A table, or nothing where it is none. */
export async function readTableIfAny(path: string): Promise<CsvTable | undefined> {
  try {
    return parseCsv(await readFile(path), path);
  } catch (error) {
    if (error instanceof WinceError || systemCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** The folder itself and folders under it, so many levels deep, that hold a file of that name. */
export async function foldersWith(folder: string, name: string, levels: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw noFolder(folder, cause);
  });
  if (entries.some((entry) => entry.name === name && entry.isFile())) return [folder];
  if (levels === 0) return [];
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  return (await Promise.all(below.map((path) => foldersWith(path, name, levels - 1)))).flat();
}

/** The error of a folder that was named and is not there. */
export function noFolder(path: string, cause: unknown): WinceError {
  return new WinceError('no-such-folder', `The folder ${path} cannot be read (${systemReason(cause)}).`, {
    hint: 'Check the path; nothing was changed.',
    cause,
  });
}
