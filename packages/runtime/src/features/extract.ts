import { Piscina } from 'piscina';
import { faceParametersOf } from '../faces/index.ts';
import { type Outcome, runToEnd, workerUrl } from '../workers.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import type { FamilyPlan } from './families.ts';
import { type SharedFamily, sharedFloats } from './shared-family.ts';

export interface ExtractOptions {
  readonly cache: string;
  readonly workers: number;
  /** Parameters of the face analyser as the user wrote them. */
  readonly face: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was found in each picture, and the values of each family, in the order of the pictures. */
export interface Extracted {
  readonly found: readonly FoundFace[];
  readonly families: readonly SharedFamily[];
}

/**
 * Finds the face of each picture and computes the families on it, in worker threads; what was computed before comes from
 * the cache. A picture's values do not depend on the others, nor on the number of workers.
 *
 * Families that are tables need no picture: where there are no others, none is opened.
 *
 * @throws WinceError `bad-parameter` for parameters of the face analyser, `interrupted`, `disk-full`
 */
export async function extractFeatures(
  pictures: readonly { readonly name: string; readonly path: string }[],
  families: readonly FamilyPlan[],
  options: ExtractOptions,
): Promise<Extracted> {
  const shared = families.map(
    ({ record, columns }): SharedFamily => ({
      name: record.name,
      columns,
      values: sharedFloats(pictures.length * columns.length),
    }),
  );
  const setup: ExtractionSetup = {
    cacheFolder: options.cache,
    face: faceParametersOf(options.face),
    families: families.flatMap(({ request, columns, record }, i) =>
      request
        ? [{ request, columns: columns.length, identity: record.identity, values: shared[i].values }]
        : [],
    ),
  };
  const found =
    setup.families.length > 0 ? await findFaces(pictures, setup, options) : pictures.map(() => NOT_LOOKED_AT);
  const complete = found.map((face, row) => {
    const lacking = families.find(({ table }) => table && !table.has(pictures[row].name));
    if (!lacking || face.status !== 'used') return face;
    return { ...face, status: 'no-features' as const, reason: `no row in ${lacking.record.name}` };
  });
  families.forEach(({ table }, i) => {
    if (!table) return;
    const { values, columns } = shared[i];
    pictures.forEach(({ name }, row) => {
      const own = table.get(name);
      if (own) values.set(own, row * columns.length);
    });
  });
  return { found: complete, families: shared };
}

/** Where all features come from tables nobody opens the pictures. */
const NOT_LOOKED_AT: FoundFace = { status: 'used', reason: '', sha256: null, confidence: null };

async function findFaces(
  pictures: readonly { readonly path: string }[],
  setup: ExtractionSetup,
  { workers, signal, onProgress }: ExtractOptions,
): Promise<readonly FoundFace[]> {
  const pool = new Piscina<ExtractionTask, Outcome<FoundFace>>({
    filename: workerUrl('./features/extraction-worker'),
    workerData: setup,
    maxThreads: Math.max(1, Math.min(workers, pictures.length)),
    // One picture at a time: a worker waits for its networks, not for its neighbours.
    concurrentTasksPerWorker: 1,
  });
  try {
    return await runToEnd(
      pool,
      pictures.map(({ path }, row) => ({ path, row })),
      { signal, onDone: (done) => onProgress?.(done, pictures.length) },
    );
  } finally {
    await pool.destroy();
  }
}
