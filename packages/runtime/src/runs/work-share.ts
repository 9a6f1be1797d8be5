import { join } from 'node:path';
import {
  beginStage,
  type ExperimentSpecification,
  type ExtractionSpecification,
  isReference,
  sampleName,
  type WorkListener,
  withNeededRegions,
} from '@wince/core';
import { readDataset } from '../datasets/index.ts';
import { type OpenExecutor, openShard, type Shard, withWorkplace } from '../execute/index.ts';
import { extractRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { someFittedCells } from '../experiments/fitted-cells.ts';
import { prepareExperiment } from '../experiments/prepare.ts';
import { foldRows, usableRows } from '../experiments/usable-rows.ts';
import { extractFeatures } from '../measure/extract.ts';
import { openFamilyPlanner, planFamilies } from '../measure/families/planner.ts';
import { foldTables } from './fold-tables.ts';
import { testAgainstChance } from './permutation.ts';
import { evaluateTreatments } from './treatments.ts';

/** A share of the work of a command, for batch systems. */
export interface ShareOptions {
  readonly shard: Shard;
  /** The store that all shares have in common. */
  readonly cache: string;
  readonly workers: number;
  /** Seconds without a new result of another share after which this one does what is missing. Default: 600. */
  readonly patience?: number;
  /** Where the own work is carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

const PATIENCE = 600;

/**
 * Computes the features of a share of the files of a data set into the store, and writes nothing else: `extract` gathers them when all
 * shares are done. No share waits for another.
 *
 * @returns how many files the share had
 */
export async function extractShare(given: ExtractionSpecification, options: ShareOptions): Promise<number> {
  const specification = withNeededRegions(given);
  const { subject, face, clips } = specification;
  const { shard } = options;
  return withWorkplace(options, async ({ store, executor }) => {
    const dataset = await readDataset(specification.dataset, { subjectColumn: subject });
    const planner = await openFamilyPlanner(clips, store);
    const { families } = await planFamilies(specification, planner);
    const files = [...new Set(dataset.samples.map(({ path }) => path))];
    const own = new Set(files.filter((_, i) => i % shard.count === shard.index));
    const recordings = dataset.samples
      .filter(({ path }) => own.has(path))
      .map((sample) => ({
        name: sampleName(sample),
        subject: sample.subject,
        path: join(dataset.folder, sample.path),
        ...{ start: sample.start, end: sample.end, reference: isReference(dataset.description, sample) },
      }));
    const { signal, onEvent } = options;
    await extractFeatures(recordings, families, { store, executor, face, clips, signal, onEvent });
    return own.size;
  });
}

/**
 * Does a share of all that an experiment computes into the store, and writes nothing else: `evaluate` gathers it when the shares are
 * done. Each stage needs the one before it: shares wait for each other, and do what one that died has left.
 */
export async function evaluateShare(
  specification: ExperimentSpecification,
  options: ShareOptions,
): Promise<void> {
  const open = openShard({ patience: PATIENCE, ...options });
  await withWorkplace({ ...options, open }, async ({ store, executor }) => {
    const work = { store, executor, signal: options.signal, onEvent: options.onEvent };
    const prepared = await prepareExperiment(specification, store);
    const extracted = await extractRows(prepared, work);
    const usable = usableRows(prepared, extracted);
    const folds = foldRows(prepared, usable);
    const outcomes = await fitFolds(prepared.cells, folds, usable.tables, {
      ...work,
      onProgress: beginStage(options.onEvent, 'fit-cells', prepared.cells.length * folds.length),
    });
    const { results } = someFittedCells(outcomes, folds.length);
    await evaluateTreatments(prepared, extracted, foldTables(prepared, extracted, usable, results), work);
    await testAgainstChance(prepared, usable, folds, results, work);
  });
}
