import type { Degradation, WorkListener } from '@wince/core';
import { refuseForgotten } from '../datasets/forgotten.ts';
import type { Executor } from '../execute/index.ts';
import { extractFeatures, type FamilyTable } from '../measure/extract.ts';
import type { RowFinding } from '../measure/extraction.ts';
import type { Store } from '../store/index.ts';
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
    readonly store: Store;
    readonly executor: Executor;
    readonly signal?: AbortSignal;
    readonly onEvent?: WorkListener;
    /** What is done to each picture before anything is looked for. Default: nothing. */
    readonly degradation?: Degradation;
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

/** For both data sets of an experiment; see `refuseForgotten`. @throws WinceError `dataset-changed` */
export async function refuseForgottenRows(
  { dataset, testDataset }: PreparedExperiment,
  { rows }: ExtractedRows,
  store: Store,
): Promise<void> {
  for (const [own, from] of [
    [dataset, 'training'],
    [testDataset, 'test'],
  ] as const) {
    const worked = rows.filter((row) => row.from === from);
    if (own)
      await refuseForgotten(
        own,
        worked.map(({ sample, found }) => ({ sample, sha256: found.sha256 })),
        store,
      );
  }
}
