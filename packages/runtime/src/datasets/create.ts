import { rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  type BandsChoice,
  bandsOf,
  DATASET_SCHEMA,
  type DatasetDescription,
  didYouMean,
  howMany,
  labelOf,
  parseDescription,
  plainName,
  sampleColumns,
  scales,
  tidyName,
  WinceError,
} from '@wince/core';
import { stringify } from 'yaml';
import { writeAtomically } from '../files/atomic.ts';
import { formatCsv } from '../tables/csv.ts';
import { few } from './finding.ts';
import { listFolder, type OtherFile } from './folder-files.ts';
import { type KnownFields, patternText, readNames } from './from-names.ts';
import { joinTable, type TableOptions } from './from-table.ts';
import { refuseAlike } from './read.ts';

/** How a data set is made of a folder. A pattern, a layout or a table must be given. */
export interface CreateOptions extends TableOptions {
  /** How file names are read: `{subject}_{label}_{index}.jpg` (see `parsePattern`). Default: none; a layout or a table is needed then. */
  readonly pattern?: string;
  /** A known layout instead of a pattern: `icope`, `label-folders`. Default: none. */
  readonly layout?: string;
  /** A table (CSV or XLSX) that is joined to the files by name; alone, or beside a pattern. Default: none. */
  readonly table?: string;
  /** The column of the table, or the field of the pattern, that names the subject. Default: `subject`. */
  readonly subjectColumn?: string;
  /** The one that names the label. Default: `label`. */
  readonly labelColumn?: string;
  /** The scale that labels come from. Default: none. */
  readonly scale?: string;
  /** The column with the score of the scale. Default: the column that has the name of the scale. */
  readonly scoreColumn?: string;
  /** How scores become labels. Default: the bands of the scale. */
  readonly bands?: BandsChoice;
  /** What decided the labels, when it is no scale. Default: nothing is stated. */
  readonly labelsFrom?: 'stimulus' | 'rater';
  /** What the data set is called. Default: the name of its folder. */
  readonly name?: string;
  /** The labels of pain. Default: none is stated. */
  readonly positive?: readonly string[];
  /** Labels that take no part. Default: none. */
  readonly leftOut?: readonly string[];
  /** Where the recordings come from. Default: it is left empty. */
  readonly source?: string;
  /** Under what they may be used. Default: it is left empty. */
  readonly licence?: string;
  /** Where `dataset.csv` and `dataset.yaml` are written, where that is not the folder itself, as on a share that is read-only. Default: the folder itself. */
  readonly out?: string;
  /** Replaces a `dataset.csv` and `dataset.yaml` that are there. Default: they are not replaced. */
  readonly force?: boolean;
}

/** What was written, and what was left out. */
export interface CreatedDataset {
  readonly folder: string;
  readonly csvPath: string;
  readonly yamlPath: string;
  readonly rows: number;
  readonly subjects: number;
  /** Rows of each label. */
  readonly labels: Readonly<Record<string, number>>;
  /** Recordings in the folder that are in no row: the pattern does not read them, or the table does not name them. */
  readonly unmatched: readonly string[];
  /** Files that the table names and the folder does not have. */
  readonly missing: readonly string[];
  /** Files that are no recording which can be read, each with its reason. */
  readonly others: readonly OtherFile[];
  /** Links, which are not followed. */
  readonly links: readonly string[];
  /** All files in the folder: rows, unmatched, others and links together. */
  readonly files: number;
}

/**
 * Builds `dataset.csv` and `dataset.yaml` from the names of the files in a folder, from a table, or from both.
 *
 * @throws WinceError `no-such-folder`, `no-recordings`, `no-pattern`, `unknown-layout`, `bad-pattern`,
 *   `ambiguous-names`, `nothing-matched`, `no-such-table`, `missing-column`, `ambiguous-files`, `field-conflict`,
 *   `empty-field`, `dataset-exists`, and all that reading a CSV and a scale throws; nothing is written then
 */
export async function createDataset(place: string, options: CreateOptions): Promise<CreatedDataset> {
  const folder = resolve(place);
  const home = resolve(options.out ?? place);
  const csvPath = join(home, 'dataset.csv');
  const yamlPath = join(home, 'dataset.yaml');
  const { recordings, others, links } = await listFolder(folder);
  if (!options.force) await refuseExisting([csvPath, yamlPath]);

  const pattern = patternText(options);
  if (pattern === undefined && options.table === undefined) {
    throw new WinceError('no-pattern', 'It is not known how to read subjects and labels for the files.', {
      hint: "Give --pattern '{subject}_{label}_{index}.jpg', --layout NAME, or --table labels.csv.",
    });
  }
  const fromNames = pattern === undefined ? undefined : readNames(recordings, pattern);
  const fromTable =
    options.table === undefined
      ? undefined
      : await joinTable({ recordings, others: others.map(({ path }) => path) }, options.table, options);
  const rows = joinFields(recordings, fromNames, fromTable?.fields);
  if (rows.length === 0) throw nothingMatched(folder, recordings, pattern, options.table);

  if (options.scale !== undefined) bandsOf(scales.get(options.scale), options.bands);
  const columns = namedColumns(rows, options);
  const description = describe({ ...options, ...columns }, folder);
  const table = layOut(rows, description, columns, { place: options.table, lines: fromTable?.lines });
  refuseAlike(
    table.rows.map(([, subject]) => ({ subject })),
    options.table ?? folder,
  );
  await writeBoth(csvPath, formatCsv(table.columns, table.rows), yamlPath, formatYaml(description));

  const used = new Set(rows.map(({ path }) => path));
  return {
    folder,
    csvPath,
    yamlPath,
    rows: rows.length,
    subjects: new Set(table.rows.map(([, subject]) => subject)).size,
    labels: tally(table.rows.map(([, , label]) => label)),
    unmatched: recordings.filter((path) => !used.has(path)),
    missing: fromTable?.missing ?? [],
    others,
    links,
    files: recordings.length + others.length + links.length,
  };
}

/** Writes both files, or, where the second cannot be written and the first is new, neither. */
async function writeBoth(csvPath: string, csv: string, yamlPath: string, yaml: string): Promise<void> {
  const isNew = !(await exists(yamlPath));
  await writeAtomically(yamlPath, yaml);
  try {
    await writeAtomically(csvPath, csv);
  } catch (error) {
    if (isNew) await rm(yamlPath, { force: true });
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (await exists(path)) {
      throw new WinceError('dataset-exists', `${path} already exists.`, {
        hint: 'Use it as it is, or give --force to replace it. Changes that were made by hand are then lost.',
      });
    }
  }
}

/** One row a file, with the fields of its name and of the table. Where both are given, a file needs both. */
function joinFields(
  recordings: readonly string[],
  fromNames: ReadonlyMap<string, KnownFields> | undefined,
  fromTable: ReadonlyMap<string, KnownFields> | undefined,
): { readonly path: string; readonly fields: KnownFields }[] {
  const rows: { path: string; fields: KnownFields }[] = [];
  for (const path of recordings) {
    const named = fromNames ? fromNames.get(path) : {};
    const listed = fromTable ? fromTable.get(path) : {};
    if (!named || !listed) continue;
    for (const [name, value] of Object.entries(named)) {
      if (name in listed && plainName(listed[name]) !== plainName(value)) {
        throw new WinceError(
          'field-conflict',
          `The name of ${path} gives the ${name} "${value}", but the table gives "${listed[name]}".`,
          { hint: 'Correct the table, or give the field of the pattern another name.' },
        );
      }
    }
    rows.push({ path, fields: { ...listed, ...named } });
  }
  return rows;
}

function nothingMatched(
  folder: string,
  recordings: readonly string[],
  pattern: string | undefined,
  table: string | undefined,
): WinceError {
  const by = [pattern && `the pattern ${pattern}`, table && `the table ${table}`]
    .filter(Boolean)
    .join(' and ');
  return new WinceError(
    'nothing-matched',
    `None of the ${howMany(recordings.length, 'recording')} in ${folder} fits ${by}.`,
    {
      hint: `The first ones are: ${few(recordings, 3)}.`,
    },
  );
}

function describe(options: CreateOptions, folder: string): DatasetDescription {
  const { scale, scoreColumn, bands, labelsFrom, positive, leftOut, source, licence } = options;
  const labels =
    scale === undefined
      ? { from: labelsFrom ?? 'not stated' }
      : {
          from: 'scale',
          scale,
          column: scoreColumn ?? scale,
          bands: bands ?? scales.get(scale).bandings[0].id,
        };
  const given = {
    schema: DATASET_SCHEMA,
    name: options.name ?? basename(folder),
    folder: options.out === undefined ? undefined : folder,
    positive,
    left_out: leftOut ?? [],
    source,
    licence,
    labels,
  };
  return parseDescription(JSON.parse(JSON.stringify(given)), 'the description');
}

/** `dataset.yaml`: one label stands without a list; source and licence are written empty, to be filled in. */
function formatYaml({
  folder,
  positive,
  left_out,
  source,
  licence,
  labels,
  schema,
  name,
}: DatasetDescription): string {
  const { blind_to, ...others } = labels;
  const written = {
    schema,
    name,
    ...(folder === undefined ? {} : { folder }),
    ...(positive ? { positive: positive.length === 1 ? positive[0] : positive } : {}),
    left_out,
    source: source ?? '',
    licence: licence ?? '',
    labels: { ...others, blind_to },
  };
  const header = '# This file describes the rows of dataset.csv. docs/guide/datasets.md explains each key.\n';
  return header + stringify(written, { lineWidth: 100 });
}

type NamedRows = readonly { readonly path: string; readonly fields: KnownFields }[];

interface NamedColumns {
  readonly subjectColumn: string;
  readonly labelColumn: string;
  readonly scoreColumn?: string;
}

/**
 * The fields that hold subject, label and score: as they are called, else as they look, as `NIPS` for `nips`.
 *
 * @throws WinceError `missing-column`
 */
function namedColumns(
  rows: NamedRows,
  { subjectColumn = 'subject', labelColumn = 'label', scale, scoreColumn = scale }: CreateOptions,
): NamedColumns {
  const names = fieldNames(rows);
  const find = (needed: string): string => {
    const alike = names.filter((name) => plainName(name) === plainName(needed));
    if (names.includes(needed)) return needed;
    if (alike.length === 1) return alike[0];
    throw new WinceError(
      'missing-column',
      `Neither the pattern nor the table gives "${needed}".${didYouMean(needed, names)}`,
      {
        hint: `They give: ${names.join(', ')}. Name it in the pattern, or with --subject, --label, --score-column or --column ${needed}=NAME.`,
      },
    );
  };
  const subject = find(subjectColumn);
  if (scale === undefined) return { subjectColumn: subject, labelColumn: find(labelColumn) };
  return { subjectColumn: subject, labelColumn, scoreColumn: find(scoreColumn ?? scale) };
}

function fieldNames(rows: NamedRows): readonly string[] {
  return [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
}

/** The columns of `dataset.csv`, and its rows in their order. */
function layOut(
  rows: NamedRows,
  description: DatasetDescription,
  { subjectColumn, labelColumn }: NamedColumns,
  { place, lines }: { readonly place?: string; readonly lines?: ReadonlyMap<string, number> },
): { columns: readonly string[]; rows: readonly (readonly string[])[] } {
  const names = fieldNames(rows);
  const score = description.labels.from === 'scale' ? (description.labels.column ?? '') : null;
  const renamed = new Set([subjectColumn, 'path', ...(score === null ? [labelColumn] : ['label'])]);
  const known: readonly string[] = sampleColumns;
  const further = names.filter((name) => !renamed.has(name) && name !== 'subject' && name !== 'label');
  further.sort((a, b) => rank(known, a) - rank(known, b));
  const laidOut = rows.map(({ path, fields }) => {
    const line = lines?.get(path);
    const where = line === undefined ? `The name of ${path}` : `Line ${line} of ${place}`;
    const subject = tidyName(fields[subjectColumn] ?? '');
    const label =
      score === null ? tidyName(fields[labelColumn] ?? '') : bandLabel(path, fields, description, where);
    for (const [name, value] of [
      [subjectColumn, subject],
      [labelColumn, score === null ? label : '-'],
    ] as const) {
      if (value === '') {
        throw new WinceError('empty-field', `${where} has no ${name} for ${path}.`, {
          hint: `Fill in the column "${name}" of the table.`,
        });
      }
    }
    return [path, subject, label, ...further.map((name) => fields[name] ?? '')];
  });
  return { columns: ['path', 'subject', 'label', ...further], rows: laidOut };
}

function rank(known: readonly string[], name: string): number {
  const at = known.indexOf(name);
  return at < 0 ? known.length : at;
}

function bandLabel(
  path: string,
  columns: KnownFields,
  description: DatasetDescription,
  where: string,
): string {
  const sample = {
    line: 0,
    path,
    subject: '',
    label: '',
    session: null,
    period: null,
    start: null,
    end: null,
    role: null,
  };
  return labelOf(description, { ...sample, columns }, where).label;
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort())
    counts[word === '' ? '(no score)' : word] = (counts[word === '' ? '(no score)' : word] ?? 0) + 1;
  return counts;
}
