import { type ClipParameters, type FaceParameters, median } from '@wince/core';
import { Piscina } from 'piscina';
import { type Outcome, workerUrl } from '../execute/index.ts';
import { runToEnd } from '../execute/pool.ts';
import type { Store } from '../store/index.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import type { FamilyPlan } from './families.ts';
import { type SharedFamily, sharedFloats } from './shared-family.ts';

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
  readonly onProgress?: (done: number, total: number) => void;
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

/** What was found in each row, and the values of each family, in the order of the rows. */
export interface Extracted {
  readonly found: readonly FoundFace[];
  readonly families: readonly SharedFamily[];
}

/**
 * Finds the face of each picture or clip and computes the families on it, in worker threads; what was computed before comes
 * from the store. A row's values depend on its file, its interval and the reference rows of the same file, and for `change` on
 * the reference rows of its subject; on no other row, nor on the number of workers.
 *
 * Families that are tables need no recording: where there are no others, none is opened.
 *
 * @throws WinceError `interrupted`, `disk-full`
 */
export async function extractFeatures(
  recordings: readonly Recording[],
  families: readonly FamilyPlan[],
  options: ExtractOptions,
): Promise<Extracted> {
  const shared = families.map(({ record, columns, request }): SharedFamily => {
    const table = () => sharedFloats(recordings.length * columns.length);
    return {
      name: record.name,
      columns,
      values: table(),
      spreads: options.spreads && request ? table() : null,
    };
  });
  const setup: ExtractionSetup = {
    store: options.store.address(),
    face: options.face,
    clips: options.clips,
    families: families.flatMap(({ request, columns, record }, i) => {
      const { values, spreads } = shared[i];
      return request
        ? [{ request, columns: columns.length, identity: record.identity, values, spreads }]
        : [];
    }),
  };
  const found =
    setup.families.length > 0
      ? await findFaces(recordings, setup, options)
      : recordings.map(() => NOT_LOOKED_AT);
  const complete = found.map((face, row) => {
    const without = families.find(({ table }) => table && !table.has(recordings[row].name));
    if (!without || face.status !== 'used') return face;
    return { ...face, status: 'no-features' as const, reason: `no row in ${without.record.name}` };
  });
  const lacking = families.flatMap(({ table, request }, i) => {
    const { values, columns } = shared[i];
    if (request?.kind === 'change') return subtractBaseline(recordings, complete, shared[i]);
    if (!table) return [];
    recordings.forEach(({ name }, row) => {
      const own = table.get(name);
      if (own) values.set(own, row * columns.length);
    });
    return [];
  });
  for (const { row, reason } of lacking) complete[row] = { ...complete[row], status: 'no-features', reason };
  return { found: complete, families: shared };
}

/** Where all features come from tables nobody opens the recordings. */
const NOT_LOOKED_AT: FoundFace = { status: 'used', reason: '', sha256: null, confidence: null, clip: null };

async function findFaces(
  recordings: readonly Recording[],
  setup: ExtractionSetup,
  { workers, signal, onProgress }: ExtractOptions,
): Promise<readonly FoundFace[]> {
  const tasks = tasksOf(recordings);
  const pool = new Piscina<ExtractionTask, Outcome<readonly FoundFace[]>>({
    filename: workerUrl('measure/extraction-worker'),
    workerData: setup,
    maxThreads: Math.max(1, Math.min(workers, tasks.length)),
    // One file at a time: a worker waits for its networks, not for its neighbours.
    concurrentTasksPerWorker: 1,
  });
  try {
    const results = await runToEnd(pool, tasks, {
      signal,
      onDone: (done) => onProgress?.(done, tasks.length),
    });
    const found: FoundFace[] = [];
    tasks.forEach(({ rows }, t) => {
      rows.forEach(({ row }, i) => {
        found[row] = results[t][i];
      });
    });
    return found;
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
 * Takes from each row of `change` the median over the medians of its subject's reference rows.
 *
 * @returns the rows of subjects without one
 */
function subtractBaseline(
  recordings: readonly Recording[],
  found: readonly FoundFace[],
  { name, columns, values }: SharedFamily,
): readonly { readonly row: number; readonly reason: string }[] {
  const width = columns.length;
  const lacking: { row: number; reason: string }[] = [];
  const used = [...recordings.keys()].filter((row) => found[row].status === 'used');
  for (const [subject, rows] of Map.groupBy(used, (row) => recordings[row].subject)) {
    const references = rows.filter((row) => recordings[row].reference);
    if (references.length === 0) {
      const reason = `${name} is the change from a reference row, and ${subject} has no usable one`;
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
