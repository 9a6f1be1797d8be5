import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type DatasetDescription,
  defaultDescription,
  didYouMean,
  lookAlikes,
  parseDescription,
  type Sample,
  sampleColumns,
  sampleName,
  scoreColumn,
  WinceError,
} from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { parseYaml } from '../files/yaml.ts';
import { type CsvTable, parseCsv } from '../tables/csv.ts';
import type { Dataset } from './dataset.ts';
import { pathResolver } from './file-finder.ts';
import { pathsInside } from './folder.ts';

/** How `dataset.csv` is read. */
export interface ReadOptions {
  /** The column that names the subject. Default: `subject`. */
  readonly subjectColumn?: string;
  /**
   * `refuse` (the default) throws for a path that leaves the folder and for subjects that look alike; `keep` is for a check that
   * lists them all.
   */
  readonly escapes?: 'refuse' | 'keep';
}

/**
 * Reads a data set and checks its tables. The recordings themselves are not opened; `checkDataset` does that.
 *
 * @param place a `dataset.csv`, or the folder that holds one
 * @throws WinceError `no-such-dataset`, `not-utf8`, `broken-csv`, `empty-table`, `repeated-column`, `missing-column`,
 *   `no-rows`, `empty-field`, `bad-interval`, `unknown-role`, `repeated-row`, `path-leaves-folder`, `similar-subjects`,
 *   `no-such-folder`, and all that
 *   `parseDescription` throws
 */
export async function readDataset(
  place: string,
  { subjectColumn = 'subject', escapes = 'refuse' }: ReadOptions = {},
): Promise<Dataset> {
  const csvPath = await findTable(resolve(place));
  const beside = dirname(csvPath);
  const csv = await readFile(csvPath).catch((cause: unknown) => {
    throw noDataset(csvPath, cause);
  });
  const { yaml, yamlPath, description } = await readDescription(beside);
  const folder = resolve(beside, description.folder ?? '.');
  if (description.folder !== undefined) await refuseMissingFolder(folder, yamlPath ?? csvPath);
  const written = readSamples(parseCsv(csv, csvPath), csvPath, description, subjectColumn);
  const find = pathResolver(folder);
  const samples: Sample[] = [];
  for (const sample of written) samples.push({ ...sample, path: await find(sample.path) });
  refuseRepeats(samples, csvPath);
  if (escapes === 'refuse') {
    await refuseEscapes(samples, folder, csvPath);
    refuseAlike(samples, csvPath);
  }
  const hash = sha256Of(`${csv.length} `, csv, yaml);
  return { folder, csvPath, yamlPath, description, subjectColumn, samples, hash };
}

async function findTable(place: string): Promise<string> {
  const found = await stat(place).catch((cause: unknown) => {
    throw noDataset(place, cause);
  });
  return found.isDirectory() ? join(place, 'dataset.csv') : place;
}

function noDataset(path: string, cause: unknown): WinceError {
  const code = systemCode(cause);
  const why =
    code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : `cannot be read (${systemReason(cause)})`;
  return new WinceError('no-such-dataset', `The data set ${path} ${why}.`, {
    hint: 'Name a dataset.csv or its folder; `wince dataset create FOLDER --pattern ...` makes one.',
    cause,
  });
}

async function readDescription(
  folder: string,
): Promise<{ yaml: Uint8Array; yamlPath: string | null; description: DatasetDescription }> {
  const yamlPath = join(folder, 'dataset.yaml');
  let yaml: Uint8Array;
  try {
    yaml = await readFile(yamlPath);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') {
      throw new WinceError('unreadable-description', `${yamlPath} cannot be read (${systemReason(cause)}).`, {
        hint: 'Check that it is a file and that you may read it.',
        cause,
      });
    }
    return { yaml: new Uint8Array(), yamlPath: null, description: defaultDescription() };
  }
  const hint = 'Correct the line; `wince dataset create --force` writes a new one.';
  const stated = await parseYaml(decodeText(yaml, yamlPath), yamlPath, hint);
  return { yaml, yamlPath, description: parseDescription(stated, yamlPath) };
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WinceError('not-utf8', `${file} is not UTF-8 text.`, { hint: 'Save it as UTF-8.', cause });
  }
}

function readSamples(
  table: CsvTable,
  file: string,
  description: DatasetDescription,
  subjectColumn: string,
): readonly Sample[] {
  const score = scoreColumn(description);
  const at = columnPlaces(table, file, subjectColumn, score);
  if (table.rows.length === 0) {
    throw new WinceError('no-rows', `${file} has a header, but no rows.`, {
      hint: 'Add a row for each picture or clip.',
    });
  }
  const known = new Set<string>(sampleColumns);
  const further = table.columns.filter((name) => name !== subjectColumn && !known.has(name));
  // A column called "subject" that does not name the subject here is a column like any other.
  if (subjectColumn !== 'subject' && table.columns.includes('subject')) further.push('subject');
  return table.rows.map(({ line, values }): Sample => {
    const text = (name: string) => values[at.get(name) ?? -1]?.trim() ?? '';
    const orNull = (name: string) => (text(name) === '' ? null : text(name));
    const required = (name: string) => {
      if (text(name) !== '') return text(name);
      throw new WinceError('empty-field', `Line ${line} of ${file} has no ${name}.`, {
        hint: `Fill in the column "${name}", or remove the row.`,
      });
    };
    const [start, end] = readInterval(text('start'), text('end'), line, file);
    return {
      line,
      path: required('path'),
      subject: required(subjectColumn),
      label: score === null ? required('label') : text('label'),
      session: orNull('session'),
      period: orNull('period'),
      start,
      end,
      role: readRole(text('role'), line, file),
      columns: Object.fromEntries(further.map((name) => [name, values[at.get(name) ?? -1]])),
    };
  });
}

/** Where each column stands, after checking that the needed ones do. */
function columnPlaces(
  { columns }: CsvTable,
  file: string,
  subjectColumn: string,
  score: string | null,
): ReadonlyMap<string, number> {
  const needed = ['path', subjectColumn, score ?? 'label'];
  const missing = needed.find((name) => !columns.includes(name));
  if (missing !== undefined) {
    const hint = `Its columns are: ${columns.join(', ')}.${missing === subjectColumn ? ' Name another column with --subject COLUMN.' : ''}`;
    const near = didYouMean(missing, columns);
    throw new WinceError('missing-column', `${file} has no column "${missing}".${near}`, { hint });
  }
  return new Map(columns.map((name, i) => [name, i]));
}

function readInterval(
  start: string,
  end: string,
  line: number,
  file: string,
): [number | null, number | null] {
  const [from, to] = [start, end].map((text) => (text === '' ? null : Number(text)));
  const valid = [from, to].every((value) => value === null || (Number.isFinite(value) && value >= 0));
  if (!valid || (to !== null && to <= (from ?? 0))) {
    throw new WinceError('bad-interval', `Line ${line} of ${file} has the interval "${start}" to "${end}".`, {
      hint: 'start and end must be seconds from the beginning of the recording, and end must be after start.',
    });
  }
  return [from, to];
}

function readRole(role: string, line: number, file: string): 'reference' | null {
  if (role === '') return null;
  if (role === 'reference') return role;
  const near = didYouMean(role, ['reference']);
  throw new WinceError('unknown-role', `Line ${line} of ${file} has the role "${role}".${near}`, {
    hint: 'A role must be empty or "reference". A reference row is used for normalisation and gets no score.',
  });
}

function refuseRepeats(samples: readonly Sample[], file: string): void {
  const lines = new Map<string, number>();
  for (const sample of samples) {
    const name = sampleName(sample);
    const earlier = lines.get(name);
    if (earlier !== undefined) {
      throw new WinceError(
        'repeated-row',
        `Lines ${earlier} and ${sample.line} of ${file} are both ${name}.`,
        {
          hint: 'Each picture or interval can be in only one row: remove one of the rows.',
        },
      );
    }
    lines.set(name, sample.line);
  }
}

async function refuseEscapes(samples: readonly Sample[], folder: string, file: string): Promise<void> {
  const follow = pathsInside(folder);
  for (const { path, line } of samples) {
    const found = await follow(path);
    if (found.is === 'inside') continue;
    throw new WinceError(
      'path-leaves-folder',
      `Line ${line} of ${file}: ${path} is outside the folder: ${found.why}.`,
      {
        hint: `Copy the file under ${folder} and write its path relative to that folder, or name another "folder" in dataset.yaml.`,
      },
    );
  }
}

async function refuseMissingFolder(folder: string, yamlPath: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new WinceError('no-such-folder', `${yamlPath} names the folder ${folder}, which is not there.`, {
    hint: 'Connect the disk or share that holds the recordings, or correct "folder" in dataset.yaml.',
  });
}

/** @throws WinceError `similar-subjects`: one child under two names is in training and in the test */
export function refuseAlike(samples: readonly Pick<Sample, 'subject'>[], file: string): void {
  const [alike] = lookAlikes(samples.map(({ subject }) => subject));
  if (!alike) return;
  const quoted = alike.map((name) => JSON.stringify(name)).join(' and ');
  throw new WinceError('similar-subjects', `${file} has the subjects ${quoted}, which look the same.`, {
    hint: 'If they are one child, give all its rows one name: otherwise it is in training and in the test. If they are two, give one of them another name.',
  });
}
