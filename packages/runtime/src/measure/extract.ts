import {
  beginStage,
  type ClipParameters,
  type CoverableRegion,
  type Degradation,
  type FaceParameters,
  type FamilyValues,
  type LostValues,
  median,
  type Numbers,
  type PlannedFamily,
  sampleKey,
  type WorkListener,
  zerosLike,
} from '@wince/core';
import { holdingMuch } from '../engine-flags.ts';
import { type Executor, interrupted, runUnits, type Unit, unitOf } from '../execute/index.ts';
import { sha256Of, sha256OfFile } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
import type { Store } from '../store/index.ts';
import { clipKey } from './clip-cache.ts';
import type { ObservedRow, RowFinding } from './extraction.ts';
import { faceKey } from './face-cache.ts';
import { observeRecordings } from './observe-unit.ts';
import { unpackRows } from './packed-rows.ts';
import { notRead } from './recording-extractor.ts';
import { missingFamilies, signalsOf } from './row-finding.ts';

export interface ExtractOptions {
  /** Keeps what is computed. */
  readonly store: Store;
  /** Carries out units on the same store. */
  readonly executor: Executor;
  /** Parameters of the face analyser. */
  readonly face: FaceParameters;
  /** How clips become rows. */
  readonly clips: ClipParameters;
  /** Whether the spread of reference clips is wanted beside their values. */
  readonly spreads?: boolean;
  /** What is done to each picture before anything is looked for. Default: nothing. */
  readonly degradation?: Degradation;
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
  /** `rows x columns`, row-major, float64 where a table of the user needs it; rows without values hold zeros that nobody reads. */
  readonly values: Numbers;
  /** 1 for each row that has values. */
  readonly present: Uint8Array;
  /** The regions of the face that the values come from; see `PlannedFamily`. */
  readonly regions: readonly CoverableRegion[];
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
 * Observes each recording for all families, by units of work; what was computed before comes from the store. A row's values
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
  const lost = families.map(() => new Array<string | null>(recordings.length).fill(null));
  const tables = families.map((family) => emptyTable(family, recordings.length, options));
  const put = (family: number, row: number, own: FamilyValues | LostValues) => {
    if ('reason' in own) {
      lost[family][row] = own.reason;
      return;
    }
    const { columns, values, spreads, present } = tables[family];
    present[row] = 1;
    values.set(own.values, row * columns.length);
    if (own.spread) spreads?.set(own.spread, row * columns.length);
  };
  const observed = [...families.keys()].filter((i) => !families[i].table);
  const findings = new Array<RowFinding>(recordings.length).fill(NOT_OPENED);
  // A row's values go into the tables at once: with many rows, nothing else is to be held of each.
  const putRow = (row: number, { finding, values }: ObservedRow) => {
    findings[row] = finding;
    observed.forEach((family, place) => {
      put(family, row, values[place] ?? { reason: finding.lost[place] ?? '' });
    });
  };
  if (observed.length > 0) {
    const own = observed.map((family) => families[family]);
    await holdingMuch(() => observeAll(recordings, own, options, putRow));
  }
  families.forEach(({ table, record }, family) => {
    if (!table) return;
    recordings.forEach(({ name }, row) => {
      const values = table.get(sampleKey(name));
      put(family, row, values ? { values, spread: null } : { reason: `no row in ${record.name}` });
    });
  });
  families.forEach(({ sinceReference }, family) => {
    if (!sinceReference) return;
    for (const { row, reason } of subtractBaseline(recordings, tables[family])) lost[family][row] = reason;
  });
  const only = openOnlyOnce();
  const found = findings.map((finding, row) =>
    withTables(finding, only(lost.map((own) => own[row])), families),
  );
  return { found, families: tables };
}

/** The table of a family before anything is known. */
function emptyTable(family: PlannedFamily, rows: number, { spreads }: ExtractOptions): FamilyTable {
  const { columns, regions } = family;
  const values = zerosLike(sampleOf(family), rows * columns.length);
  return {
    ...{ name: family.record.name, columns, regions, values },
    spreads: spreads && !family.table ? new Float32Array(values.length) : null,
    present: new Uint8Array(rows),
  };
}

/** Hands back what was handed in before where it says the same: of thousands of rows, nearly all say the same of their signals. */
function openOnlyOnce() {
  const known = new Map<string, unknown>();
  return <Value>(value: Value): Value => {
    const text = JSON.stringify(value);
    if (!known.has(text)) known.set(text, value);
    // What is known under a text was of its form.
    return known.get(text) as Value;
  };
}

/** Values of a family, for their kind. */
function sampleOf({ table }: PlannedFamily): Numbers {
  return table?.values().next().value ?? new Float32Array(0);
}

/** Where all features come from tables nobody opens the recordings. */
const NOT_OPENED: RowFinding = {
  ...{
    status: 'used',
    reason: '',
    sha256: null,
    confidence: null,
    shape: null,
    look: null,
    clip: null,
    lost: [],
  },
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
  const reasons = [...(partial ? [`partial: ${partial}`] : []), ...missingFamilies(families, (i) => lost[i])];
  return { ...finding, lost, status: 'used', reason: reasons.join('; ') };
}

/** Files whose units are held at a time: so many that no worker waits for the last of them often, so few that they take no memory. */
const FILES = 16_384;

/** Observes the rows of recordings, and tells each as soon as it is known. */
async function observeAll(
  recordings: readonly Recording[],
  families: readonly PlannedFamily[],
  { store, executor, face, clips, degradation, signal, onEvent }: ExtractOptions,
  put: (row: number, observed: ObservedRow) => void,
): Promise<void> {
  const files = [...Map.groupBy(recordings.keys(), (row) => recordings[row].path)];
  const progress = beginStage(onEvent, 'read-recordings', files.length);
  let done = 0;
  const only = openOnlyOnce();
  const depends = await dependencies(families, face, clips);
  const features = families.map(({ specification }) => specification);
  const unitFor = (path: string, sha256: string, rows: readonly number[]): Unit => {
    const changed = degradation ? { degradation } : {};
    const parameters = { face, clips, features, ...changed, ...placesIn(recordings, rows) };
    return unitOf(observeRecordings, { inputs: [{ of: 'file', path, sha256 }], parameters }, (key) => ({
      ...{ of: 'recording', sha256, key: `rows ${key} ${depends}` },
    }));
  };
  for (let start = 0; start < files.length; start += FILES) {
    const units: Unit[] = [];
    const rowsOf: (readonly number[])[] = [];
    for (const [path, rows] of files.slice(start, start + FILES)) {
      if (signal?.aborted) throw interrupted(undefined, signal.reason);
      try {
        units.push(unitFor(path, await sha256OfFile(path), rows));
        rowsOf.push(rows);
      } catch (cause) {
        if (systemCode(cause) === undefined) throw cause;
        for (const row of rows) put(row, notRead(cause, families));
        progress(++done);
      }
    }
    await runUnits(
      units,
      { executor, store },
      {
        signal,
        fits: (index, bytes) => areRows(bytes, rowsOf[index].length, families),
        lasts: (_, bytes) => observeRecordings.lasts?.(bytes) !== false,
        onDone(index, bytes) {
          for (const [i, { finding, values }] of unpackRows(bytes).entries()) {
            const told = { ...finding, signals: only(finding.signals), lost: only(finding.lost) };
            put(rowsOf[index][i], { values, finding: told });
          }
          progress(++done);
        },
      },
    );
  }
}

/** What rows depend on beside their file and what was asked: the face analysis, the tracker, decoders and weights, as a hash. */
async function dependencies(
  families: readonly PlannedFamily[],
  face: FaceParameters,
  clips: ClipParameters,
): Promise<string> {
  const identities = families.map(({ record }) => record.identity);
  return sha256Of(JSON.stringify([await faceKey(face), clipKey(face, clips), identities]));
}

/** Whether bytes of a store are so many rows of these families. */
function areRows(bytes: Uint8Array, rows: number, families: readonly PlannedFamily[]): boolean {
  try {
    const packed = unpackRows(bytes);
    return (
      packed.length === rows &&
      packed.every(
        ({ values }) =>
          values.length === families.length &&
          values.every((own, i) => own === null || own.values.length === families[i].columns.length),
      )
    );
  } catch {
    return false; // not what `packRows` writes
  }
}

/** The rows of one file, and where its subject is at rest. */
function placesIn(recordings: readonly Recording[], rows: readonly number[]) {
  const reference = rows.map((row) => recordings[row]).find((recording) => recording.reference);
  return {
    rows: rows.map((row, i) => {
      const { start, end, reference: isReference } = recordings[row];
      return { row: i, start, end, reference: isReference };
    }),
    rest: reference ? { start: reference.start ?? 0, end: reference.end } : null,
  };
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
      const reason = `${name} is the change from a reference row, but ${subject} has no usable reference row`;
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
