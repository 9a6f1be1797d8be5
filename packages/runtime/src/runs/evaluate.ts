import { join } from 'node:path';
import {
  computeMetrics,
  type ExperimentSpecification,
  isWrong,
  type PredictionRow,
  type RunManifest,
} from '@wince/core';
import { type ExtractedRows, extractRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { prepareExperiment } from '../experiments/prepare.ts';
import { foldRows, usableRows } from '../experiments/rows.ts';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { openStore } from '../store/index.ts';
import { clipRows, writeClips } from './clip-tables.ts';
import { foldTables } from './fold-tables.ts';
import { buildManifest } from './manifest.ts';
import type { EvaluatedRun } from './read-run.ts';
import { renderRunReport } from './run-report.ts';
import { writeRunTables } from './run-tables.ts';
import { faceThumbnails } from './thumbnails.ts';
import { evaluateTreatments } from './treatments.ts';

export interface EvaluateOptions {
  /** The run folder. An earlier run that stands there is replaced when this one is complete. */
  readonly out: string;
  readonly cache: string;
  readonly workers: number;
  /** Whether the report may hold pictures of faces. */
  readonly faces: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/**
 * Runs an experiment: faces and features from the cache or anew, every cell in every fold, and the run folder with its
 * tables, metrics, manifest and report. The folder takes its name when everything in it is complete.
 *
 * @throws WinceError for whatever the user can mend
 */
export async function evaluate(
  specification: ExperimentSpecification,
  options: EvaluateOptions,
): Promise<EvaluatedRun> {
  const began = new Date();
  const folder = await beginFolder(options.out, 'manifest.json');
  try {
    const store = await openStore(options.cache);
    const prepared = await prepareExperiment(specification, store);
    const extracted = await extractRows(prepared, { ...options, store });
    const usable = usableRows(prepared, extracted);
    const results = await fitFolds(prepared.cells, foldRows(prepared, usable), usable.tables, {
      store,
      workers: options.workers,
      signal: options.signal,
      onProgress: (done, total) => options.onProgress?.('fitting cells', done, total),
    });
    const tables = foldTables(prepared, extracted, usable, results);
    await writeRunTables(folder.path, tables);
    const clips = clipRows(extracted.rows.map(({ name, found }) => ({ sample: name, clip: found.clip })));
    await writeClips(folder.path, clips);
    const treatments = await evaluateTreatments(prepared, extracted, tables, { ...options, store });
    const metrics = computeMetrics(tables, {
      positive: prepared.positive,
      primary: specification.primary ?? null,
      comparisons: specification.comparisons,
      treatments,
    });
    await writeAtomically(join(folder.path, 'metrics.json'), `${JSON.stringify(metrics, null, 1)}\n`);
    const manifest = buildManifest(prepared, {
      rows: kindOfRows(extracted),
      began,
      workers: options.workers,
    });
    await writeAtomically(join(folder.path, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    options.onProgress?.('writing the report', 0, 1);
    const wrong = wrongSamples(tables.predictions, prepared.positive);
    const faces = options.faces ? await faceThumbnails(wrong, extracted, store, specification) : null;
    const report = await renderRunReport({ manifest, metrics, ...tables, faces });
    await writeAtomically(join(folder.path, 'report.html'), report);
    options.onProgress?.('writing the report', 1, 1);
    await folder.commit();
    return { folder: options.out, manifest, metrics, ...tables, clips, monitoring: null };
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

/** What the rows are. A file that cannot be read is neither. */
function kindOfRows({ rows }: ExtractedRows): RunManifest['rows'] {
  const seen = rows.filter(({ found }) => found.status !== 'unreadable');
  const clips = seen.filter(({ found }) => found.clip !== null).length;
  if (clips === 0) return 'pictures';
  return clips === seen.length ? 'clips' : 'mixed';
}

/** The samples that at least one cell decided wrongly. */
function wrongSamples(predictions: readonly PredictionRow[], positive: readonly string[]): readonly string[] {
  return [...new Set(predictions.filter((row) => isWrong(row, positive)).map((row) => row.sample))];
}
