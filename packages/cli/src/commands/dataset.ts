import { relative } from 'node:path';
import { type Band, howMany, isOrAre, WinceError } from '@wince/core';
import {
  type CreatedDataset,
  checkDataset,
  createDataset,
  defaultCacheFolder,
  delimiterNames,
  type Encoding,
  encodings,
  type Finding,
  type Forgotten,
  few,
  folderStore,
  forgetSubject,
  groupByReason,
  readableFormats,
  readDataset,
  readModel,
} from '@wince/runtime';
import { Command, InvalidArgumentError, Option } from 'commander';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import { list } from './experiment-options.ts';

/** `wince dataset`: makes a data set, checks it, and takes a subject out of it. */
export function datasetCommand(command: Command): void {
  command.addCommand(createCommand()).addCommand(checkCommand()).addCommand(forgetCommand());
}

interface CreateFlags {
  readonly pattern?: string;
  readonly layout?: string;
  readonly table?: string;
  readonly fileColumn?: string;
  readonly encoding?: Encoding;
  readonly delimiter?: keyof typeof delimiterNames;
  readonly sheet?: string;
  readonly column?: Readonly<Record<string, string>>;
  readonly out?: string;
  readonly subject?: string;
  readonly label?: string;
  readonly scale?: string;
  readonly scoreColumn?: string;
  readonly bands?: string;
  readonly labelsFrom?: string;
  readonly name?: string;
  readonly positive?: readonly string[];
  readonly leftOut?: readonly string[];
  readonly source?: string;
  readonly licence?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

function createCommand(): Command {
  return new Command('create')
    .description('write dataset.csv and dataset.yaml for the recordings in a folder')
    .argument('<FOLDER>', 'the folder that contains the recordings')
    .option('--pattern <TEXT>', "how paths are read: '{subject}_{sex}_{label}_{index:number}.{jpg,png}'")
    .option('--layout <NAME>', 'a known layout instead of a pattern: icope, label-folders')
    .option(
      '--table <FILE>',
      'a table (CSV or XLSX) with a row for each file, alone or together with a pattern',
    )
    .option('--file-column <NAME>', 'the column of the table that names the file')
    .addOption(
      new Option('--encoding <NAME>', 'the encoding of the table, where it is not UTF-8').choices([
        ...encodings,
      ]),
    )
    .addOption(
      new Option('--delimiter <NAME>', 'what separates the fields of the table (default: found out)').choices(
        Object.keys(delimiterNames),
      ),
    )
    .option('--sheet <NAME>', 'the sheet of an XLSX table, by name or by number (default: the first)')
    .option(
      '--column <NAME=COLUMN>',
      'a column of the table under another name: period=Phase (may be repeated)',
      renamed,
      {},
    )
    .option(
      '--out <DIR>',
      'where the two files are written, for a folder that is read-only (default: FOLDER)',
    )
    .option('--subject <NAME>', 'the field or column that names the subject (default: subject)')
    .option('--label <NAME>', 'the field or column that contains the label (default: label)')
    .option('--scale <NAME>', 'labels come from this pain scale: nips, pipp-r, ...')
    .option('--score-column <NAME>', "the column with the score (default: the scale's name)")
    .option('--bands <BANDS>', 'bands of the scale: three-bands, cutoff-4, ... or 0-2,3-4,5-7 of your own')
    .option('--labels-from <WORD>', 'what decided the label: stimulus or rater (default: it is not stated)')
    .option('--name <TEXT>', "the data set's name (default: the folder's)")
    .option('--positive <LABELS>', 'the label of pain, or several joined by commas', list)
    .option('--left-out <LABELS>', 'labels that no task uses, joined by commas', list)
    .option('--source <TEXT>', 'where the recordings come from')
    .option('--licence <TEXT>', 'how they may be used')
    .option('--force', 'replace an existing dataset.csv and dataset.yaml')
    .option('--json', 'print the result as one JSON document')
    .addHelpText(
      'after',
      () =>
        `\nFiles that are read:\n${readableFormats()
          .map((line) => `  ${line}`)
          .join('\n')}`,
    )
    .action(async (folder: string, flags: CreateFlags) => {
      const { subject, label, bands, labelsFrom, delimiter, sheet, column, json, ...others } = flags;
      const created = await createDataset(folder, {
        ...others,
        columns: column,
        delimiter: delimiter === undefined ? undefined : delimiterNames[delimiter],
        sheet: sheet !== undefined && /^\d+$/.test(sheet) ? Number(sheet) : sheet,
        subjectColumn: subject,
        labelColumn: label,
        bands: bands === undefined ? undefined : readBands(bands),
        labelsFrom: labelsFrom === undefined ? undefined : readLabelsFrom(labelsFrom),
      });
      if (json) printJson(created);
      else console.log(createdText(created));
    });
}

function createdText({
  csvPath,
  yamlPath,
  rows,
  subjects,
  labels,
  files,
  unmatched,
  missing,
  others,
  links,
}: CreatedDataset): string {
  const table = columns([
    ['label', 'rows'],
    ...Object.entries(labels).map(([label, n]) => [label, String(n)]),
  ]);
  return [
    `${fromHere(csvPath)}: ${howMany(rows, 'row')} of ${howMany(subjects, 'subject')}`,
    '',
    indented(table),
    '',
    `${fromHere(yamlPath)}: read it, and fill in what is empty or not stated.`,
    ...leftOut(files, rows, [
      ...groupByReason(others),
      { reason: 'not read by the pattern, or not in the table', paths: unmatched },
      { reason: 'a link, which is not followed', paths: links },
    ]),
    ...(missing.length === 0
      ? []
      : [
          '',
          `${howMany(missing.length, 'file')} of the table ${isOrAre(missing.length)} not in the folder: ${few(missing)}`,
        ]),
    '',
    `Next: wince dataset check ${fromHere(csvPath)}`,
  ].join('\n');
}

/** Each file that is in no row, by reason, summed up where there are many. */
function leftOut(
  files: number,
  rows: number,
  groups: readonly { readonly reason: string; readonly paths: readonly string[] }[],
): readonly string[] {
  const some = groups.filter(({ paths }) => paths.length > 0);
  if (some.length === 0) return [];
  const table = some.map(({ reason, paths }) => [String(paths.length), `${reason}: ${few(paths, 3)}`]);
  return ['', `${files - rows} of ${howMany(files, 'file')} are in no row:`, indented(columns(table))];
}

/** Bands by the name of a banding, or as `0-2,3-4,5-7` (no pain, middle, pain) or `0-3,4-7` (no pain, pain). */
function readBands(text: string): string | readonly Band[] {
  const parts = text.split(',').map((part) => /^(-?\d+)-(\d+)$/.exec(part.trim()));
  if (!parts.every((part) => part !== null)) return text;
  const labels =
    parts.length === 3 ? (['no-pain', 'middle', 'pain'] as const) : (['no-pain', 'pain'] as const);
  if (parts.length !== labels.length) {
    throw new WinceError('bad-bands', `"${text}" is not two or three bands.`, {
      hint: 'Write 0-2,3-4,5-7 for no pain, middle and pain, or 0-3,4-7 for no pain and pain.',
    });
  }
  return parts.map(([, from, to], i) => ({ label: labels[i], from: Number(from), to: Number(to) }));
}

/** `period=Phase`, added to those before. */
function renamed(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, column] = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(text) ?? [];
  if (name !== undefined) return { ...before, [name]: column };
  throw new InvalidArgumentError(`"${text}" is not of the form NAME=COLUMN, as period=Phase.`);
}

function readLabelsFrom(word: string): 'stimulus' | 'rater' {
  if (word === 'stimulus' || word === 'rater') return word;
  throw new WinceError('bad-option', `--labels-from cannot be "${word}".`, {
    hint: 'Give stimulus or rater. For labels from a scale, give --scale.',
  });
}

interface CheckFlags {
  readonly subject?: string;
  readonly tables?: readonly string[];
  readonly faces: boolean;
  readonly cache: string;
  readonly json?: boolean;
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      'find what makes an evaluation wrong: problems of files, subjects and labels, duplicates, leaks',
    )
    .argument('<DATASET>', 'dataset.csv, or its folder')
    .option('--subject <COLUMN>', 'the column that names the subject (default: subject)')
    .option(
      '--tables <FILE...>',
      'feature tables (Parquet or CSV) that you will use with it: their columns are checked, too',
    )
    .option(
      '--no-faces',
      'do not look for faces: not for stretched pictures, nor for kinds of faces that are missing',
    )
    .option('--cache <DIR>', 'where found faces are kept for an evaluation', defaultCacheFolder())
    .option('--json', 'print the findings as one JSON document')
    .action(async (place: string, { subject, tables, faces, cache, json }: CheckFlags) => {
      const dataset = await readDataset(place, { subjectColumn: subject, escapes: 'keep' });
      const progress = openProgress();
      const onProgress = (done: number, total: number) => progress.update('checking files', done, total);
      const looked = (done: number, total: number) => progress.update('looking at faces', done, total);
      const findings = await progress.during(
        checkDataset(dataset, {
          onProgress,
          tables,
          faces: faces ? { store: folderStore(cache), onProgress: looked } : undefined,
        }),
      );
      const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
      const summary = { errors: count('error'), warnings: count('warning'), notes: count('note') };
      if (json) {
        const { csvPath, hash, samples } = dataset;
        printJson({ dataset: csvPath, hash, rows: samples.length, ...summary, findings });
      } else {
        for (const { level, message, hint } of findings) {
          console.log(`${level.padEnd(8)} ${message}\n${' '.repeat(9)}${hint}`);
        }
        const { errors, warnings, notes } = summary;
        const counts = [howMany(errors, 'error'), howMany(warnings, 'warning'), howMany(notes, 'note')];
        console.log(`${howMany(dataset.samples.length, 'row')}: ${counts.join(', ')}`);
      }
      if (summary.errors > 0) process.exitCode = 1;
    });
}

interface ForgetFlags {
  readonly dataset: string;
  readonly subject?: string;
  readonly cache: string;
  readonly runs?: readonly string[];
  readonly models?: readonly string[];
  readonly pictures?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function forgetCommand(): Command {
  return new Command('forget')
    .description(
      'remove a subject whose consent was withdrawn, with all computed values, and list what is not removed',
    )
    .argument('<SUBJECT>', 'the subject, as dataset.csv names it')
    .requiredOption('--dataset <DATASET>', 'dataset.csv, or its folder')
    .option('--subject <COLUMN>', 'the column that names the subject (default: subject)')
    .option('--cache <DIR>', 'the cache to remove it from', defaultCacheFolder())
    .option('--runs <DIR...>', 'folders with run folders: runs that contain the subject are removed')
    .option(
      '--models <DIR...>',
      'folders with trained models: models that were trained with the subject are listed',
    )
    .option('--pictures', 'also delete the recordings of the subject')
    .option('--dry-run', 'show what would be removed, but remove nothing')
    .option('--json', 'print the result as one JSON document')
    .action(async (subject: string, flags: ForgetFlags) => {
      const dataset = await readDataset(flags.dataset, { subjectColumn: flags.subject, escapes: 'keep' });
      const forgotten = await forgetSubject(dataset, subject, {
        store: folderStore(flags.cache),
        modelSubjects: async (path) => (await readModel(path)).manifest.subjects,
        runs: flags.runs,
        models: flags.models,
        pictures: flags.pictures,
        dryRun: flags.dryRun,
      });
      if (flags.json) printJson(forgotten);
      else console.log(forgottenText(forgotten, dataset.csvPath));
    });
}

function forgottenText(forgotten: Forgotten, csvPath: string): string {
  const { subject, dryRun, rows, rowsLeft, recordings, cacheEntries, runs, unreachable } = forgotten;
  const table = columns([
    [`rows of ${fromHere(csvPath)}`, String(rows), `(${rowsLeft} left)`],
    ['recordings', String(recordings.length), ''],
    ['entries of the cache', String(cacheEntries.length), ''],
    ['run folders', String(runs.length), ''],
  ]);
  return [
    dryRun
      ? `Nothing was removed. This would be removed for ${subject}:`
      : `This was removed for ${subject}:`,
    indented(table),
    ...[...recordings, ...runs].map((path) => `    ${path}`),
    '',
    'Not removed. Please delete these yourself:',
    ...unreachable.map((line) => `  ${line}`),
  ].join('\n');
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** A path as the user would type it here. */
function fromHere(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}
