import { join } from 'node:path';
import { COMPARED_UNDER, defaultGrid, parseExperiment, WinceError, type WorkListener } from '@wince/core';
import { type WrittenCohort, writeCohort } from '../phantom/write-cohort.ts';
import { planExperiment } from './dry-run.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluatedRun } from './read-run.ts';

/** What the demo draws and runs, and where. */
export interface DemoOptions {
  /** The folder that gets two others: `cohort`, the data set, and `run`, its run. */
  readonly out: string;
  /** Replaces any earlier demo that stands there. Default: it is not replaced. */
  readonly overwrite?: boolean;
  /** How many neonates are drawn, 2 or more. */
  readonly subjects: number;
  readonly seed: number;
  /** Whether the report may hold pictures of faces. */
  readonly faces: boolean;
  readonly cache: string;
  readonly workers: number;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/** What the demo made. */
export interface Demo {
  readonly cohort: WrittenCohort;
  readonly run: EvaluatedRun;
}

/**
 * The paper's experiment from nothing to a report: draws synthetic neonates and evaluates the default grid on them. Its rows are
 * compared two by two under one classifier.
 *
 * @throws WinceError `too-few-subjects`, those of `writeCohort` and `evaluate`
 */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const { out, subjects, seed, faces, ...work } = options;
  if (subjects < 2) {
    throw new WinceError('too-few-subjects', 'The demo leaves whole subjects out, so it needs 2 or more.', {
      hint: 'Give --subjects 2 or more; reliable intervals need at least 20 subjects.',
    });
  }
  const cohort = await writeCohort({ subjects, seed, out: join(out, 'cohort'), ...work });
  if (cohort.dataset === null) throw new Error('the cohort of a demo is a data set');
  const grid = parseExperiment({ ...defaultGrid, dataset: cohort.dataset, seed }, 'the demo');
  const { cells } = await planExperiment(grid, work.cache);
  const comparisons = pairs(cells.filter((cell) => cell.endsWith(`/${COMPARED_UNDER}`)));
  const run = await evaluate({ ...grid, comparisons }, { ...work, out: join(out, 'run'), faces });
  return { cohort, run };
}

/** Every pair, each once. */
function pairs(cells: readonly string[]): [string, string][] {
  return cells.flatMap((a, i) => cells.slice(i + 1).map((b): [string, string] => [a, b]));
}
