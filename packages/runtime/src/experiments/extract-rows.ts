import type { WorkListener } from '@wince/core';
import type { Executor } from '../execute/index.ts';
import { extractFeatures, type FamilyTable } from '../measure/extract.ts';
import type { RowFinding } from '../measure/extraction.ts';
import type { PreparedExperiment, RunRow } from './prepare.ts';

/** A row of a run with what was found in its picture. */
export interface ExtractedRow extends RunRow {
  readonly found: RowFinding;
}

/** Rows whose pictures were looked at, and the values of every family in the same order. */
export interface ExtractedRows {
  readonly rows: readonly ExtractedRow[];
  readonly families: readonly FamilyTable[];
}

/** Faces and features of every row that may be scored, shown (the middle band) or serve as reference. */
export async function extractRows(
  { rows, families, specification }: PreparedExperiment,
  options: {
    readonly executor: Executor;
    readonly signal?: AbortSignal;
    readonly onEvent?: WorkListener;
  },
): Promise<ExtractedRows> {
  const wanted = rows.filter((row) => row.status !== 'left-out' || row.band === 'middle');
  const recordings = wanted.map(({ name, sample, path, status, from }) => ({
    name,
    // Two data sets may hold subjects of the same name.
    subject: from === 'test' ? `test:${sample.subject}` : sample.subject,
    path,
    start: sample.start,
    end: sample.end,
    reference: status === 'reference',
  }));
  const extracted = await extractFeatures(recordings, families, {
    ...options,
    face: specification.face,
    clips: specification.clips,
    spreads: specification.reference_normalisation !== false,
  });
  return {
    rows: wanted.map((row, i) => ({ ...row, found: extracted.found[i] })),
    families: extracted.families,
  };
}
