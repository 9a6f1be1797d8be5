import {
  beginStage,
  type ClipParameters,
  type FaceParameters,
  type FamilyValues,
  type LostValues,
  median,
  type PlannedFamily,
  type WorkListener,
} from '@wince/core';
import { Piscina } from 'piscina';
import { type Outcome, workerUrl } from '../execute/index.ts';
import { runToEnd } from '../execute/pool.ts';
import type { Store } from '../store/index.ts';
import type { ExtractionSetup, ExtractionTask, ObservedRow, RowFinding } from './extraction.ts';
import { signalsOf } from './row-finding.ts';

export interface ExtractOptions {
  readonly store: Store;
  readonly workers: number;
  /** Parameters of the face analyser. */
  readonly face: FaceParameters;
  /** How clips become rows. */
  readonly clips: ClipParameters;
  /** Whether the spread of reference clips is wanted beside their values. */
  readonly spreads?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: WorkListener;
}

/** A row of a data set: a picture, a clip, or an interval of a recording. */
export interface Recording {
  readonly name: string;
  /** The subject's name: what `change` compares with is the subject's own. */
  readonly subject: string;
  readonly path: string;
  /** Seconds; null for the whole file. */
  readonly start: number | null;
  readonly end: number | null;
  /** Whether it serves normalisation alone. Of a clip it also says where the subject is at rest. */
  readonly reference: boolean;
}

/** The values of one feature family over all rows. */
export interface FamilyTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** `rows x columns` float32, row-major; rows without values hold zeros that nobody reads. */
  readonly values: Float32Array;
  /** 1 for each row that has values. */
  readonly present: Uint8Array;
  /**
   * `rows x columns`: for reference rows that are clips, the median absolute deviation of each column over their frames; 0
   * elsewhere. Null where nothing is normalised.
   */
  readonly spreads: Float32Array | null;
}

/** What was found in each row, and the values of each family, in the order of the rows. */
export interface Extracted {
  readonly found: readonly RowFinding[];
  readonly families: readonly FamilyTable[];
}

/**
 * Observes each recording for all families, in worker threads; what was computed before comes from the store. A row's values
 * depend on its file, its interval and the reference rows of the same file, and for `change` on the reference rows of its subject;
 * on no other row, nor on the number of workers. A row is lost only where every family is.
 *
 * Families that are tables need no recording: where there are no others, none is opened.
 *
 * @throws WinceError `interrupted`, `disk-full`
 */
export async function extractFeatures(
  recordings: readonly Recording[],
  families: readonly PlannedFamily[],
  options: ExtractOptions,
): Promise<Extracted> {
  const observed = families.filter(({ table }) => !table);
  const setup: ExtractionSetup = {
    store: options.store.address(),
    face: options.face,
    clips: options.clips,
    features: observed.map(({ specification }) => specification),
  };
  const rows = observed.length > 0 ? await observeAll(recordings, setup, options) : null;
  const valuesOf = (family: PlannedFamily, row: number): FamilyValues | LostValues => {
    if (!family.table) {
      const place = observed.indexOf(family);
      const own = rows?.[row].values[place];
      return own ?? { reason: rows?.[row].finding.lost[place] ?? '' };
    }
    const values = family.table.get(recordings[row].name);
    return values ? { values, spread: null } : { reason: `no row in ${family.record.name}` };
  };
  const lost: (string | null)[][] = recordings.map(() => []);
  const tables = families.map((family) => {
    const width = family.columns.length;
    const values = new Float32Array(recordings.length * width);
    const spreads = options.spreads && !family.table ? new Float32Array(values.length) : null;
    const present = new Uint8Array(recordings.length);
    recordings.forEach((_, row) => {
      const own = valuesOf(family, row);
      lost[row].push('reason' in own ? own.reason : null);
      if ('reason' in own) return;
      present[row] = 1;
      values.set(own.values, row * width);
      if (own.spread) spreads?.set(own.spread, row * width);
    });
    return { name: family.record.name, columns: family.columns, values, spreads, present };
  });
  families.forEach(({ sinceReference }, i) => {
    if (!sinceReference) return;
    for (const { row, reason } of subtractBaseline(recordings, tables[i])) lost[row][i] = reason;
  });
  const found = recordings.map((_, row) =>
    withTables(rows ? rows[row].finding : NOT_OPENED, lost[row], families),
  );
  return { found, families: tables };
}

/** Where all features come from tables nobody opens the recordings. */
const NOT_OPENED: RowFinding = {
  ...{ status: 'used', reason: '', sha256: null, confidence: null, clip: null, lost: [] },
  signals: signalsOf([], new Map()),
};

/** What became of a row, with what its tables and its subject's references lack. */
function withTables(
  finding: RowFinding,
  lost: readonly (string | null)[],
  families: readonly PlannedFamily[],
): RowFinding {
  if (finding.status !== 'used' && lost.every((reason) => reason !== null)) return { ...finding, lost };
  const missing = lost.flatMap((reason, i) => (reason === null ? [] : [{ reason, family: families[i] }]));
  if (missing.length === families.length)
    return { ...finding, lost, status: 'no-features', reason: missing[0]?.reason ?? '' };
  const partial = finding.clip?.partial;
  const reasons = [
    ...(partial ? [`partial: ${partial}`] : []),
    ...missing.map(({ reason, family }) => `no ${family.record.name}: ${reason}`),
  ];
  return { ...finding, lost, status: 'used', reason: reasons.join('; ') };
}

async function observeAll(
  recordings: readonly Recording[],
  setup: ExtractionSetup,
  { workers, signal, onEvent }: ExtractOptions,
): Promise<readonly ObservedRow[]> {
  const tasks = tasksOf(recordings);
  const pool = new Piscina<ExtractionTask, Outcome<readonly ObservedRow[]>>({
    filename: workerUrl('measure/extraction-worker'),
    workerData: setup,
    maxThreads: Math.max(1, Math.min(workers, tasks.length)),
    // One file at a time: a worker waits for its networks, not for its neighbours.
    concurrentTasksPerWorker: 1,
  });
  try {
    const results = await runToEnd(pool, tasks, {
      signal,
      onDone: beginStage(onEvent, 'read-recordings', tasks.length),
    });
    const observed: ObservedRow[] = [];
    tasks.forEach(({ rows }, t) => {
      rows.forEach(({ row }, i) => {
        observed[row] = results[t][i];
      });
    });
    return observed;
  } finally {
    await pool.destroy();
  }
}

/** One task a file, in the order of their first rows. */
function tasksOf(recordings: readonly Recording[]): readonly ExtractionTask[] {
  const ofFile = Map.groupBy(recordings.keys(), (row) => recordings[row].path);
  return Array.from(ofFile, ([path, rows]): ExtractionTask => {
    const reference = rows.map((row) => recordings[row]).find((recording) => recording.reference);
    return {
      path,
      rows: rows.map((row) => {
        const { start, end, reference: isReference } = recordings[row];
        return { row, start, end, reference: isReference };
      }),
      rest: reference ? { start: reference.start ?? 0, end: reference.end } : null,
    };
  });
}

/**
 * Takes from each row the median over the medians of its subject's reference rows.
 *
 * @returns the rows of subjects without one, which have no values then
 */
function subtractBaseline(
  recordings: readonly Recording[],
  { name, columns, values, present }: FamilyTable,
): readonly { readonly row: number; readonly reason: string }[] {
  const width = columns.length;
  const lacking: { row: number; reason: string }[] = [];
  const used = [...recordings.keys()].filter((row) => present[row] === 1);
  for (const [subject, rows] of Map.groupBy(used, (row) => recordings[row].subject)) {
    const references = rows.filter((row) => recordings[row].reference);
    if (references.length === 0) {
      const reason = `${name} is the change from a reference row, and ${subject} has no usable one`;
      for (const row of rows) present[row] = 0;
      lacking.push(...rows.map((row) => ({ row, reason })));
      continue;
    }
    for (let column = 0; column < width; column++) {
      const baseline = median(references.map((row) => values[row * width + column]));
      for (const row of rows) values[row * width + column] -= baseline;
    }
  }
  return lacking;
}
