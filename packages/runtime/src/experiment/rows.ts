import { type SampleRow, WinceError } from '@wince/core';
import type { ExtractedRow, ExtractedRows } from '../features/extract.ts';
import { sharedFloats } from '../features/shared.ts';
import type { FoldRows, RunTables, SharedFamily } from './fold-task.ts';
import { hashOf } from './hash.ts';
import { foldsOf, type PreparedExperiment, type RunRow } from './prepare.ts';
import { normaliseByReference } from './reference.ts';

/** The rows that enter folds or are shown beside them, with their tables. */
export interface UsableRows {
  readonly rows: readonly RunRow[];
  readonly folds: readonly FoldRows[];
  readonly tables: RunTables;
}

/**
 * Rows with a usable face that have a side in the task, and those of the middle band, which are scored with the fold
 * of their subject and count nowhere. Reference rows leave here: they serve normalisation alone.
 */
export function usableRows(prepared: PreparedExperiment, extracted: ExtractedRows): UsableRows {
  const families = prepared.specification.reference_normalisation
    ? normaliseByReference(extracted)
    : extracted.families;
  const kept: number[] = [];
  extracted.rows.forEach((row, i) => {
    if (row.found.status === 'used' && row.status !== 'reference') kept.push(i);
  });
  const rows = kept.map((i): RunRow => extracted.rows[i]);
  const scored = Int32Array.from(rows.keys()).filter((row) => rows[row].truth !== null);
  if (scored.length === 0) throw nothingUsable(extracted);
  const shown = Int32Array.from(rows.keys()).filter((row) => rows[row].truth === null);
  const folds = foldsOf(
    prepared,
    Array.from(scored, (row) => rows[row]),
  ).map(({ id, training, test }): FoldRows => {
    const tested = new Set(Array.from(test, (i) => subjectKey(rows[scored[i]])));
    return {
      id,
      training: training.map((i) => scored[i]),
      test: test.map((i) => scored[i]),
      shown: shown.filter((row) => tested.has(subjectKey(rows[row]))),
    };
  });
  const subjectKeys = [...new Set(rows.map(subjectKey))];
  return {
    rows,
    folds,
    tables: {
      families: families.map((family) => takeFamily(family, kept)),
      y: Uint8Array.from(rows, (row) => row.truth ?? 0),
      subjects: Int32Array.from(rows, (row) => subjectKeys.indexOf(subjectKey(row))),
      subjectNames: subjectKeys.map((key) => JSON.parse(key)[1]),
      seed: prepared.specification.seed,
    },
  };
}

/** One row for each row of the data set, with what became of it. */
export function sampleRows({ rows }: PreparedExperiment, extracted: ExtractedRows): readonly SampleRow[] {
  const found = new Map(extracted.rows.map((row) => [row.name, row.found]));
  return rows.map((row): SampleRow => {
    const { name: sample, label } = row;
    const { subject } = row.sample;
    const seen = found.get(sample);
    if (row.status === 'eligible' && seen) return { sample, subject, label, status: seen.status, reason: seen.reason };
    if (row.status === 'reference') {
      const unusable = seen && seen.status !== 'used' ? `; ${seen.reason}` : '';
      return { sample, subject, label, status: 'reference', reason: row.reason + unusable };
    }
    const middle = row.band === 'middle' && seen?.status === 'used';
    return { sample, subject, label, status: middle ? 'middle' : 'left-out', reason: row.reason };
  });
}

/** Subjects are told apart by data set, too: whether two of one name may be the same is the protocol's question. */
function subjectKey({ from, sample }: RunRow): string {
  return JSON.stringify([from, sample.subject]);
}

function takeFamily({ name, columns, values }: SharedFamily, rows: readonly number[]): SharedFamily {
  const width = columns.length;
  const taken = sharedFloats(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { name, columns, values: taken, hash: hashOf(name, Buffer.from(taken.buffer)) };
}

function nothingUsable({ rows }: ExtractedRows): WinceError {
  const reasons = Map.groupBy(rows, (row: ExtractedRow) => row.found.reason);
  const [[reason, most]] = [...reasons].sort(([, a], [, b]) => b.length - a.length);
  return new WinceError(
    'nothing-usable',
    `None of the ${rows.length} pictures can be used; for ${most.length} of them: ${reason || 'they are no part of the task'}.`,
    { hint: 'Run `wince dataset check` on the data set, or loosen the limits of quality under `face`.' },
  );
}
