import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareRuns, positiveTest, WinceError } from '@wince/core';
import { renderPaper } from '@wince/pages';
import {
  explainRun,
  planExperiment,
  pseudonymiseRun,
  readRun,
  readSpecification,
  writeExplanation,
} from '@wince/runtime';
import type { ComparedRuns, RunPlan, WrongRows } from '@wince/workbench';
import type { RunViewTask } from './tasks.ts';

/** Rows that are listed as wrong at most: a page is read by people. */
const MOST_WRONG = 200;

/** What a page shows of an experiment or a run beside its table. */
export async function runViewWork(task: RunViewTask, signal: AbortSignal): Promise<unknown> {
  switch (task.view) {
    case 'plan':
      return planOf(task);
    case 'compare':
      return compared(task.first, task.second);
    case 'wrong':
      return wrongOf(task.run, task.cell);
    case 'methods':
      return methodsOf(task.run);
    case 'copy':
      return pseudonymiseRun(task.run, task);
    case 'explanation':
      return explanationOf(task, signal);
  }
}

async function planOf({
  experiment,
  dataset,
  cache,
}: Extract<RunViewTask, { view: 'plan' }>): Promise<RunPlan> {
  const asked = await readSpecification(experiment);
  const plan = await planExperiment(dataset === null ? asked : { ...asked, dataset }, cache);
  return {
    ...{ task: plan.task, rows: plan.samples.eligible, left_out: plan.samples.left_out },
    ...{ subjects: plan.subjects, cells: [...plan.cells], families: [...plan.families] },
    ...{ folds: plan.folds.length, recordings: plan.cost.pictures, fits: plan.cost.fits },
  };
}

async function compared(first: string, second: string): Promise<ComparedRuns> {
  const found = compareRuns(await readRun(first), await readRun(second));
  const short = ({
    first: a,
    second: b,
    difference,
    ci95,
    p_exchange,
  }: (typeof found.cells)[number]['auc']) => ({
    ...{ first: a, second: b, difference, p_exchange },
    ci95: ci95 && ([...ci95] as [number, number]),
  });
  return {
    ...{ differences: [...found.differences], rows: found.rows, note: found.note },
    cells: found.cells.map((cell) => ({
      ...{ first: cell.first, second: cell.second, rows: cell.rows, subjects: cell.subjects },
      ...{ accuracy: short(cell.accuracy), auc: short(cell.auc) },
    })),
    only_first: [...found.only_first],
    only_second: [...found.only_second],
  };
}

async function wrongOf(
  folder: string,
  cell: string,
): Promise<Omit<WrongRows, 'dataset'> & { dataset: string }> {
  const { manifest, predictions } = await readRun(folder);
  const own = predictions.filter((row) => row.cell === cell);
  if (own.length === 0) {
    throw new WinceError('unknown-cell', `The run has no cell "${cell.slice(0, 300)}".`, {
      hint: 'Its cells are those of its table.',
    });
  }
  const isPositive = positiveTest(manifest.positive_labels);
  const wrong = own
    .filter(({ truth, decision }) => (isPositive(truth) === 1) !== (decision === manifest.positive))
    .toSorted((a, b) => Math.abs(b.score - b.threshold) - Math.abs(a.score - a.threshold));
  return {
    ...{ cell, rows: own.length, wrong: wrong.length, dataset: manifest.specification.dataset },
    list: wrong.slice(0, MOST_WRONG).map(({ sample, subject, truth, decision, score, threshold, fold }) => ({
      ...{ sample, subject, truth, decision, score, threshold, fold },
    })),
  };
}

async function methodsOf(folder: string): Promise<string> {
  const files = await renderPaper(await readRun(folder));
  const methods = files.find(({ path }) => path === 'methods.md');
  if (!methods) throw new Error('the paper has no methods');
  return String(methods.text);
}

/** The page that says why a row of a run has its score. Nothing of it is kept. */
async function explanationOf(
  { run, cell, sample, cache }: Extract<RunViewTask, { view: 'explanation' }>,
  signal: AbortSignal,
): Promise<string> {
  const explained = await explainRun(run, { cell, samples: [sample], cache, workers: 1, signal });
  const scratch = await mkdtemp(join(tmpdir(), 'wince-explanation-'));
  try {
    const out = join(scratch, 'explanation');
    await writeExplanation(explained, { out });
    return await readFile(join(out, 'explanation.html'), 'utf8');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
