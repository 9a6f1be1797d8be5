import {
  howMany,
  type SampleRow,
  seenColumn,
  signalColumns,
  type Task,
  WinceError,
  zerosLike,
} from '@wince/core';
import type { FamilyTable } from '../measure/extract.ts';
import type { RowFinding } from '../measure/extraction.ts';
import type { ExtractedRow, ExtractedRows } from './extract-rows.ts';
import { type FoldRows, type FoldTables, rowsWithout, type TableOfFamily } from './fold-task.ts';
import { modalitiesColumn, modalitiesOfCells } from './modalities.ts';
import { foldsOf, type PreparedExperiment, type RunRow } from './prepare.ts';
import { normalisedFamilies } from './reference.ts';

/** The rows that are trained on, scored or shown, with their tables. */
export interface UsableRows {
  readonly rows: readonly RunRow[];
  readonly tables: FoldTables;
}

/**
 * Rows with a usable face that have a side in the task, and those of the middle band, which are scored with the fold
 * of their subject and count nowhere. Reference rows leave here: they serve normalisation alone.
 *
 * @throws WinceError `nothing-usable` when no row of the task is left
 */
export function usableRows(
  { specification, task }: PreparedExperiment,
  extracted: ExtractedRows,
): UsableRows {
  const families = normalisedFamilies(extracted, specification.reference_normalisation);
  const kept: number[] = [];
  extracted.rows.forEach((row, i) => {
    if (row.found.status === 'used' && row.status !== 'reference') kept.push(i);
  });
  const rows = kept.map((i): RunRow => extracted.rows[i]);
  if (rows.every((row) => row.truth === null)) throw nothingUsable(extracted);
  const ofRows = rows.map(subjectKey);
  const places = new Map([...new Set(ofRows)].map((key, place) => [key, place]));
  const names: string[] = [];
  rows.forEach((row, i) => {
    names[places.get(ofRows[i]) ?? 0] = row.sample.subject;
  });
  return {
    rows,
    tables: {
      families: families.map((family) => takeFamily(family, kept)),
      y: Uint8Array.from(rows, (row) => row.truth ?? 0),
      subjects: Int32Array.from(ofRows, (key) => places.get(key) ?? -1),
      subjectNames: names,
      seed: specification.seed,
      ...softLabels(rows, specification.soft_labels, task),
    },
  };
}

/** What the raters of an experiment say of each row: the share who call it positive, of those who gave a label of the task. */
function softLabels(
  rows: readonly RunRow[],
  raters: readonly string[],
  task: Task,
): { readonly soft?: Float64Array } {
  if (raters.length === 0) return {};
  const [positive, negative] = [new Set(task.positive), new Set(task.negative)];
  return {
    soft: Float64Array.from(rows, ({ sample }) => {
      const said = raters.map((rater) => (sample.columns[rater] ?? '').trim());
      const yes = said.filter((label) => positive.has(label)).length;
      const no = said.filter((label) => negative.has(label)).length;
      return yes / (yes + no);
    }),
  };
}

/** The folds of the protocol over the usable rows; rows of the middle band go with their subject. */
export function foldRows(prepared: PreparedExperiment, { rows }: UsableRows): readonly FoldRows[] {
  const scored = Int32Array.from(rows.keys()).filter((row) => rows[row].truth !== null);
  const shown = Int32Array.from(rows.keys()).filter((row) => rows[row].truth === null);
  const folds = foldsOf(
    prepared,
    Array.from(scored, (row) => rows[row]),
  );
  return folds.map(({ id, training, test }) => {
    const tested = new Set(shown.length > 0 ? Array.from(test, (i) => subjectKey(rows[scored[i]])) : []);
    return {
      id,
      without: rowsWithout(
        training.map((i) => scored[i]),
        rows.length,
      ),
      test: test.map((i) => scored[i]),
      shown: shown.filter((row) => tested.has(subjectKey(rows[row]))),
    };
  });
}

/** One row for each row of the data set, with what became of it. */
export function sampleRows(
  { rows, families, cells }: PreparedExperiment,
  extracted: ExtractedRows,
): readonly SampleRow[] {
  const found = new Map(extracted.rows.map((row) => [row.name, row.found]));
  // A row that nobody looked at may be an interval of a file that another row opened.
  const hashes = new Map(extracted.rows.map((row) => [row.path, row.found.sha256]));
  const modalities = modalitiesOfCells(cells);
  return rows.map((row): SampleRow => {
    const seen = found.get(row.name);
    return {
      sample: row.name,
      subject: row.sample.subject,
      label: row.label,
      ...becameOf(row, seen),
      sha256: seen?.sha256 ?? hashes.get(row.path) ?? '',
      ...signalColumns(seen?.signals ?? null),
      ...seenColumn(families, seen?.status === 'used' ? seen.lost : null),
      ...modalitiesColumn(modalities, families, seen?.status === 'used' ? seen.lost : null),
    };
  });
}

function becameOf(row: RunRow, seen: RowFinding | undefined): Pick<SampleRow, 'status' | 'reason'> {
  if (row.status === 'eligible' && seen) return { status: seen.status, reason: seen.reason };
  if (row.status === 'reference') {
    const unusable = seen && seen.status !== 'used' ? `; ${seen.reason}` : '';
    return { status: 'reference', reason: row.reason + unusable };
  }
  if (row.band !== 'middle' || !seen) return { status: 'left-out', reason: row.reason };
  return seen.status === 'used'
    ? { status: 'middle', reason: row.reason }
    : { status: 'middle-not-scored', reason: seen.reason };
}

/** Subjects are told apart by data set, too: whether two of one name may be the same is the protocol's question. */
function subjectKey({ from, sample }: RunRow): string {
  return JSON.stringify([from, sample.subject]);
}

function takeFamily({ name, columns, values, present }: FamilyTable, rows: readonly number[]): TableOfFamily {
  const width = columns.length;
  const taken = zerosLike(values, rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { name, columns, values: taken, present: Uint8Array.from(rows, (row) => present[row]) };
}

function nothingUsable({ rows }: ExtractedRows): WinceError {
  const reasons = Map.groupBy(rows, (row: ExtractedRow) => row.found.reason);
  const [[reason, most]] = [...reasons].sort(([, a], [, b]) => b.length - a.length);
  return new WinceError(
    'nothing-usable',
    `None of the ${howMany(rows.length, 'row')} can be used. The most frequent reason (${most.length} of ${howMany(rows.length, 'row')}): ${reason || 'they are not part of the task'}.`,
    {
      hint: 'Run `wince dataset check` on the data set, or make the limits of quality under `face` less strict.',
    },
  );
}
