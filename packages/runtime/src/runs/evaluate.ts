import { join } from 'node:path';
import {
  beginStage,
  type ExperimentSpecification,
  keysInSnakeCase,
  metricsOptionsOf,
  type RunManifest,
  type WorkListener,
} from '@wince/core';
import { interrupted, type OpenExecutor, type Workplace, withWorkplace } from '../execute/index.ts';
import { type ExtractedRows, extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { someFittedCells } from '../experiments/fitted-cells.ts';
import { type PreparedExperiment, prepareExperiment } from '../experiments/prepare.ts';
import { foldRows, usableRows } from '../experiments/usable-rows.ts';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { monitorDataset, planMonitoring } from '../monitoring/monitor-dataset.ts';
import { followedClips, writeClips } from './clip-tables.ts';
import { tellFinishedCells } from './finished-cells.ts';
import { foldTables } from './fold-tables.ts';
import { keptMetrics } from './kept-metrics.ts';
import { buildManifest } from './manifest.ts';
import { testAgainstChance } from './permutation.ts';
import type { EvaluatedRun } from './read-run.ts';
import { writeChain } from './run-chain.ts';
import { renderRunReport, wrongSamples } from './run-report.ts';
import { writeRunTables } from './run-tables.ts';
import { type FaceRow, faceThumbnails } from './thumbnails.ts';
import { evaluateTreatments } from './treatments.ts';

/** Where a run is written and what carries it out. */
export interface EvaluateOptions {
  /** The run folder. An earlier run of the same experiment that stands there is replaced when this one is complete. */
  readonly out: string;
  /** Replaces any earlier run that stands there, with whatever else is in its folder. Default: it is not replaced. */
  readonly overwrite?: boolean;
  readonly cache: string;
  readonly workers: number;
  /** Where units of work are carried out: in threads of this process where nothing is said. */
  readonly open?: OpenExecutor;
  /** Whether the report may hold pictures of faces. */
  readonly faces: boolean;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/**
 * Runs an experiment: faces and features from the cache or anew, every cell in every fold, a monitor over recordings where one is
 * asked for, and the run folder with its tables, metrics, manifest and report. The folder takes its name when everything in it
 * is complete. This is the simple form of `startRun`.
 *
 * @returns what `readRun` reads from the folder
 * @throws WinceError for whatever the user can correct, `folder-in-use`, `interrupted`
 */
export async function evaluate(
  specification: ExperimentSpecification,
  options: EvaluateOptions,
): Promise<EvaluatedRun> {
  return withWorkplace(options, (place) => evaluateAt(specification, { ...options, ...place }));
}

async function evaluateAt(
  specification: ExperimentSpecification,
  options: EvaluateOptions & Workplace,
): Promise<EvaluatedRun> {
  const began = new Date();
  const { signal, onEvent, workers, store, executor } = options;
  const prepared = await prepareExperiment(specification, store);
  const monitoringPlan = await planMonitoring(prepared);
  const folder = await beginFolder(options.out, {
    ...{ mark: 'manifest.json', noun: 'a run', madeOf: madeOf(prepared), overwrite: options.overwrite },
  });
  try {
    const extracted = await extractRows(prepared, options);
    refuseStopped(signal);
    const usable = usableRows(prepared, extracted);
    const folds = foldRows(prepared, usable);
    const outcomes = await fitFolds(prepared.cells, folds, usable.tables, {
      ...{ store, executor, signal },
      onProgress: beginStage(onEvent, 'fit-cells', prepared.cells.length * folds.length),
      onOutcomes: tellFinishedCells(onEvent, { prepared, usable, folds }),
    });
    const { results, failures } = someFittedCells(outcomes, folds.length);
    const tables = foldTables(prepared, extracted, usable, results);
    await writeRunTables(folder.path, tables);
    const clips = followedClips(
      extracted.rows.map(({ name, found }) => ({ sample: name, clip: found.clip })),
    );
    await writeClips(folder.path, clips);
    // The models of a monitor are fitted on the rows of the folds: a cell that failed there would fail again.
    const monitors = !failures.some(({ cell }) => cell === monitoringPlan?.cell.id);
    const monitoring =
      monitoringPlan && monitors ? await monitorDataset(monitoringPlan, extracted, options) : null;
    if (monitoring) await writeJson(join(folder.path, 'monitoring.json'), monitoring);
    refuseStopped(signal);
    const treatments = await evaluateTreatments(prepared, extracted, tables, options);
    const permutation = await testAgainstChance(prepared, usable, folds, results, options);
    if (permutation) await writeJson(join(folder.path, 'permutation.json'), permutation);
    const computed = beginStage(onEvent, 'compute-metrics', 1);
    const asked = {
      ...metricsOptionsOf(specification, prepared.positive),
      treatments: treatments.treated,
      failed: [...failures, ...treatments.failures],
    };
    const metrics = await keptMetrics(tables, asked, store);
    await writeJson(join(folder.path, 'metrics.json'), metrics);
    computed(1);
    const manifest = await buildManifest(prepared, {
      rows: kindOfRows(extracted),
      faces: extracted.rows.flatMap(({ label, truth, found: { shape } }) =>
        shape ? [{ label, truth, shape }] : [],
      ),
      began,
      workers,
    });
    const onDisk = { ...manifest, specification: keysInSnakeCase(manifest.specification) };
    await writeJson(join(folder.path, 'manifest.json'), onDisk);
    const written = beginStage(onEvent, 'write-report', 1);
    const wrong = wrongSamples(tables.predictions, prepared.positive);
    const faces = options.faces
      ? await faceThumbnails(faceRows(extracted, wrong), store, prepared.specification)
      : null;
    const report = await renderRunReport({ manifest, metrics, permutation, ...tables, faces });
    await writeAtomically(join(folder.path, 'report.html'), report);
    await writeChain(folder.path, onDisk);
    refuseStopped(signal);
    await refuseForgottenRows(prepared, extracted, store);
    await folder.commit();
    written(1);
    return { folder: options.out, manifest, metrics, ...tables, clips, monitoring, permutation };
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

/** What makes two runs runs of one experiment: what was asked, and of which data; where it lay does not matter. */
function madeOf({ specification, dataset, testDataset }: PreparedExperiment): string {
  const { dataset: _, test_dataset: __, ...asked } = specification;
  return sha256Of(JSON.stringify([asked, dataset.hash, testDataset?.hash ?? null]));
}

async function writeJson(path: string, document: unknown): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(document, null, 1)}\n`);
}

/** Between pieces of work that do not look at the signal themselves. @throws WinceError `interrupted` */
function refuseStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted(undefined, signal.reason);
}

/** What the rows are. A file that cannot be read is neither. */
function kindOfRows({ rows }: ExtractedRows): RunManifest['rows'] {
  const seen = rows.filter(({ found }) => found.status !== 'unreadable');
  const clips = seen.filter(({ found }) => found.clip !== null).length;
  if (clips === 0) return 'pictures';
  return clips === seen.length ? 'clips' : 'mixed';
}

/** The rows of some samples, as their faces are kept. */
function faceRows({ rows }: ExtractedRows, samples: ReadonlySet<string>): readonly FaceRow[] {
  return rows
    .filter(({ name }) => samples.has(name))
    .map(({ name, found, sample: { start, end } }) => ({
      ...{ sample: name, sha256: found.sha256, start, end, isClip: found.clip !== null },
    }));
}
