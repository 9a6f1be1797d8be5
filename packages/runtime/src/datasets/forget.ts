import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { howMany, plainName, WinceError } from '@wince/core';
import { writeAtomically } from '../files/atomic.ts';
import { sha256OfFile } from '../files/hash.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import type { Store } from '../store/index.ts';
import { parseCsv } from '../tables/csv.ts';
import { openWorkbook } from '../tables/workbook.ts';
import type { Dataset } from './dataset.ts';
import { pathsInside } from './folder.ts';
import { findPapers } from './forget-papers.ts';
import { findLeftRuns, findRuns, noFolder, readTableIfAny } from './forget-runs.ts';

/** Where traces of a subject may be, beside its data set. */
export interface ForgetOptions {
  /** The cache: what it holds of the subject's recordings is removed, by the SHA-256 of their bytes. Default: no cache is looked through. */
  readonly store?: Store;
  /** Folders in which run folders are looked for, two levels deep. Default: none. */
  readonly runs?: readonly string[];
  /** Folders in which trained models (`.wince`) are looked for. They are named, and not changed. Default: none. */
  readonly models?: readonly string[];
  /** The subjects that a trained model has learnt from, by its manifest. Default: no model is read. */
  readonly modelSubjects?: (path: string) => Promise<readonly string[]>;
  /** Deletes the recordings themselves, too. Default: they stay. */
  readonly pictures?: boolean;
  /** Tells what would be done, and does nothing. Default: it is done. */
  readonly dryRun?: boolean;
}

/** What was done, or with `dryRun` would be. */
export interface Forgotten {
  readonly subject: string;
  readonly dryRun: boolean;
  /** Rows of `dataset.csv` that are gone, and those that are left. */
  readonly rows: number;
  readonly rowsLeft: number;
  /** Recordings that were deleted; empty unless that was asked for. */
  readonly recordings: readonly string[];
  /** Entries of the cache that were removed. */
  readonly cacheEntries: readonly string[];
  /**
   * Run folders that were removed: tables, figures and faces in them came from this subject, too. With what killed commands have
   * left there: whom it holds cannot be told.
   */
  readonly runs: readonly string[];
  /** What is out of reach and has to be seen to by hand. */
  readonly unreachable: readonly string[];
}

/**
 * Consent withdrawn: removes a subject from a data set and from what was derived from it.
 *
 * `dataset.csv` is rewritten last, every other row byte for byte as it was: a call that was cut off can be made again
 * and still finds what is to be removed. A subject that `dataset.csv` names no more is still found in further run folders
 * and models. A run folder that holds the subject is removed whole, since each of its numbers
 * was computed with the subject in it; the same experiment run again gives a new one without.
 *
 * @throws WinceError `unknown-subject`, `no-such-folder`, `cannot-write`, `cannot-remove`
 */
export async function forgetSubject(
  dataset: Dataset,
  subject: string,
  options: ForgetOptions = {},
): Promise<Forgotten> {
  const { dryRun = false } = options;
  const rows = dataset.samples.filter((sample) => sample.subject === subject);
  const unreachable: string[] = [];

  // All is found before anything is removed, so that a wrong path changes nothing.
  const { runs, paths, unclear } = await findRuns(options.runs ?? [], dataset, subject);
  const left = await findLeftRuns(options.runs ?? []);
  const models = await findModels(options, subject);
  if (rows.length === 0 && runs.length === 0 && models.learnt === 0) throw unknownSubject(dataset, subject);
  const files = await filesOf(dataset, new Set([...rows.map(({ path }) => path), ...paths]), unreachable);
  const papers = await findPapers(options.runs ?? [], subject, runs);
  unreachable.push(...unclear, ...left.living, ...models.lines, ...papers);
  await findMentions(dataset, subject, unreachable);
  const { deleted, kept } = chooseRecordings(dataset, files, subject, options);
  unreachable.push(...kept);

  const cacheEntries = await forgetCache(files, options, unreachable);
  const removed = [...new Set([...runs, ...left.dead])];
  if (!dryRun)
    for (const path of [...removed, ...deleted.map(({ absolute }) => absolute)]) await remove(path);
  const rowsLeft = await forgetRows(dataset, subject, dryRun);

  if (options.runs === undefined)
    unreachable.push('Run folders: not searched, because none were named (--runs FOLDER).');
  if (options.models === undefined) {
    unreachable.push(
      'Trained models (.wince): not searched, because none were named (--models FOLDER). A model keeps what it learned from a subject.',
    );
  }
  unreachable.push(
    'Backups, version control, copies on other machines, and everything that was sent or printed.',
  );
  const recordings = deleted.map(({ path }) => path);
  return {
    subject,
    dryRun,
    rows: rows.length,
    rowsLeft,
    recordings,
    cacheEntries,
    runs: removed,
    unreachable,
  };
}

function unknownSubject({ samples, csvPath }: Dataset, subject: string): WinceError {
  const known = [...new Set(samples.map((sample) => sample.subject))];
  // Another subject's name is no advice for a deletion; the same one in other letters is.
  const same = known.find((name) => name.toLowerCase() === subject.trim().toLowerCase());
  const near = same === undefined ? '' : ` Did you mean "${same}"?`;
  return new WinceError('unknown-subject', `${csvPath} has no subject "${subject}".${near}`, {
    hint: `It has ${howMany(known.length, 'subject')}; nothing was changed.`,
  });
}

interface SubjectFile {
  readonly path: string;
  readonly absolute: string;
  readonly sha256: string;
}

/** The recordings of the subject that are there, hashed before anything is removed. */
async function filesOf(
  dataset: Dataset,
  paths: ReadonlySet<string>,
  unreachable: string[],
): Promise<readonly SubjectFile[]> {
  const follow = pathsInside(dataset.folder);
  const files: SubjectFile[] = [];
  for (const path of paths) {
    const found = await follow(path);
    if (found.is === 'outside') {
      unreachable.push(
        `${path}: it is outside the folder of the data set (${found.why}), so it is not deleted.`,
      );
      continue;
    }
    try {
      files.push({ path, absolute: found.absolute, sha256: await sha256OfFile(found.absolute) });
    } catch (cause) {
      const code = systemCode(cause);
      if (code === undefined) throw cause;
      unreachable.push(
        `${path}: it cannot be read (${systemReason(cause)}), so its entries in the cache cannot be found.`,
      );
    }
  }
  return files;
}

async function forgetCache(
  files: readonly SubjectFile[],
  { store, dryRun }: ForgetOptions,
  unreachable: string[],
): Promise<readonly string[]> {
  if (!store) {
    unreachable.push('The cache: not searched, because none was named.');
    return [];
  }
  const entries = new Set<string>();
  for (const { sha256 } of files) {
    for (const entry of await store.forget(sha256, { dryRun })) entries.add(entry);
  }
  return [...entries];
}

/** Trained models that learnt from the subject, and those of which it cannot be told. */
async function findModels(
  { models = [], modelSubjects }: ForgetOptions,
  subject: string,
): Promise<{ readonly learnt: number; readonly lines: readonly string[] }> {
  let learnt = 0;
  const lines: string[] = [];
  for (const place of models) {
    for (const model of await filesWithEnding(place, '.wince')) {
      const subjects = modelSubjects && (await modelSubjects(model).catch(() => undefined));
      if (subjects === undefined) {
        lines.push(
          `${model}: its manifest cannot be read, so it is not known whether it was trained with the subject.`,
        );
      } else if (subjects.includes(subject)) {
        learnt++;
        lines.push(
          `${model}: it was trained with this subject. Delete it, or train it again without this subject.`,
        );
      }
    }
  }
  return { learnt, lines };
}

/** Which recordings are to be deleted, and why others are kept. */
function chooseRecordings(
  { samples }: Dataset,
  files: readonly SubjectFile[],
  subject: string,
  { pictures = false }: ForgetOptions,
): { readonly deleted: readonly SubjectFile[]; readonly kept: readonly string[] } {
  if (!pictures) {
    const kept = `${howMany(files.length, 'recording')} of the subject: not deleted without --pictures.`;
    return { deleted: [], kept: files.length > 0 ? [kept] : [] };
  }
  const kept: string[] = [];
  const deleted = files.filter(({ path }) => {
    const shared = samples.filter((row) => row.path === path && row.subject !== subject);
    const others = [...new Set(shared.map((row) => row.subject))];
    if (others.length > 0)
      kept.push(`${path}: it also belongs to ${others.join(', ')}, so it is not deleted.`);
    return others.length === 0;
  });
  return { deleted, kept };
}

/** Tables in the folder that name the subject, such as the one that the data set was made from. */
async function findMentions(
  { folder, csvPath }: Dataset,
  subject: string,
  unreachable: string[],
): Promise<void> {
  const tables = [...(await filesWithEnding(folder, '.csv')), ...(await filesWithEnding(folder, '.xlsx'))];
  for (const path of tables) {
    if (path === csvPath) continue;
    const rows = (await rowsIfAny(path))?.filter((values) =>
      values.some((value) => plainName(value) === plainName(subject)),
    ).length;
    if (rows === undefined) unreachable.push(`${relative(folder, path)}: it cannot be read as a table.`);
    else if (rows > 0)
      unreachable.push(`${relative(folder, path)}: ${howMany(rows, 'row')} with the subject ${subject}.`);
  }
}

/** The rows of a table, of all sheets of a workbook; undefined where it cannot be read. */
async function rowsIfAny(path: string): Promise<readonly (readonly string[])[] | undefined> {
  if (extname(path) === '.csv') return (await readTableIfAny(path))?.rows.map(({ values }) => values);
  try {
    const book = openWorkbook(await readFile(path));
    return book.sheets.flatMap((_, place) => book.read(place).rows.map(({ values }) => values));
  } catch {
    return undefined;
  }
}

/** Takes the subject's rows out of `dataset.csv`. @returns how many rows are left */
async function forgetRows(
  { csvPath, samples, subjectColumn }: Dataset,
  subject: string,
  dryRun: boolean,
): Promise<number> {
  const table = parseCsv(await readFile(csvPath), csvPath);
  const at = table.columns.indexOf(subjectColumn);
  const left = table.rows.filter(({ values }) => values[at].trim() !== subject);
  if (table.rows.length !== samples.length) {
    throw new WinceError('dataset-changed', `${csvPath} was changed while the subject was being removed.`, {
      hint: 'Run the command again.',
    });
  }
  if (!dryRun)
    await writeAtomically(csvPath, Buffer.concat([table.header, ...left.map(({ bytes }) => bytes)]));
  return left.length;
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true });
  } catch (cause) {
    throw new WinceError('cannot-remove', `${path} cannot be removed (${systemReason(cause)}).`, {
      hint: 'Get permission to write there, and run the command again. What was already removed stays removed.',
      cause,
    });
  }
}

async function filesWithEnding(place: string, ending: string): Promise<readonly string[]> {
  const found = await stat(place).catch((cause: unknown) => {
    throw noFolder(place, cause);
  });
  if (found.isFile()) return extname(place).toLowerCase() === ending ? [place] : [];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() &&
        extname(entry.name).toLowerCase() === ending &&
        !basename(entry.name).startsWith('.'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
