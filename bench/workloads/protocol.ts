import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areaUnderCurve } from '@wince/core';
import { type Executor, openThreads, withWorkplace } from '../../packages/runtime/src/execute/index.ts';
import { fitFolds } from '../../packages/runtime/src/experiments/fit-folds.ts';
import { someFittedCells } from '../../packages/runtime/src/experiments/fitted-cells.ts';
import type { FoldResult, FoldTables } from '../../packages/runtime/src/experiments/fold-task.ts';
import { type BenchOptions, reportOf, timed, type Workload } from '../report.ts';
import { type Compared, cellsOf } from './protocol-cells.ts';
import { leaveOneOut, readSizes, readTables } from './protocol-inputs.ts';
import { linearObjective } from './protocol-objective.ts';

/** Columns that ReliefF keeps. */
const KEEP = 100;

type CellsOf = ReturnType<typeof cellsOf>;

/**
 * W2, and W2b without selection: leave one subject out through the function and the executor that `wince evaluate` uses. The clock
 * covers reading the files and all that follows: the start of the threads, Platt scaling of the support vector machines on inner folds
 * (the peer has none), and keeping the fits in a store on disk that is empty. Afterwards the same is timed once more where all rows are one
 * subject's for Platt scaling, which then has no inner folds: the work that the peer does.
 */
function protocol(workload: string, select: boolean): Workload {
  return async (options) => {
    const compared = cellsOf(select ? KEEP : null);
    const { subjects: foldsTotal, planted } = readSizes(options.inputs);
    const foldsRun = options.folds || foldsTotal;
    const passes = await timed(options.repeat, () => pass(compared, foldsRun, options));
    const without = await timed(options.repeat, () =>
      pass(compared, foldsRun, options, { innerFolds: false }),
    );
    const { tables, folds, results, stages } = passes.value;
    const linear = compared.find((each) => each.compared.peer === 'linear_svm');
    if (!linear) throw new Error('the linear machine is part of the workload');
    const selected = select ? selectedColumns(results) : undefined;
    const known = new Set(planted);
    const share = foldsTotal / foldsRun;
    const extrapolated = { ...passes, seconds: passes.seconds.map((seconds) => seconds * share) };
    return reportOf(workload, foldsTotal, options, extrapolated, {
      ...{ folds_run: foldsRun, folds_total: foldsTotal, extrapolated: foldsRun < foldsTotal },
      ...{ measured_seconds: Math.min(...passes.seconds), rows_tested: testedRows(results) },
      stage_seconds: stages.wall,
      stage_cpu_seconds: stages.cpu,
      seconds_without_inner_fits: share * Math.min(...without.seconds),
      cpu_seconds_without_inner_fits: without.cpu,
      classifiers: Object.fromEntries(
        compared.map(({ cell, compared }) => [compared.peer, pooled(cell.id, compared, results, tables)]),
      ),
      linear_svm_objective_fold0: linearObjective(linear.cell, tables, folds[0]),
      selected_fold0: selected,
      planted_in_selected_fold0: selected?.filter((column) => known.has(column)).length,
    });
  };
}

export const protocolWithSelection = protocol('protocol', true);
export const protocolWithoutSelection = protocol('protocol-noselect', false);

/** @param innerFolds whether Platt scaling is fitted on inner folds, as a user has it */
async function pass(
  compared: CellsOf,
  foldsRun: number,
  { inputs, threads }: BenchOptions,
  { innerFolds }: { readonly innerFolds: boolean } = { innerFolds: true },
) {
  const cache = mkdtempSync(join(tmpdir(), 'wince-bench-'));
  try {
    const tables = readTables(inputs);
    const folds = leaveOneOut(tables, foldsRun);
    const stages: Stages = { wall: {}, cpu: {} };
    const outcomes = await withWorkplace(
      { cache, workers: threads, open: (place) => clocked(openThreads(place), stages) },
      (place) =>
        fitFolds(
          compared.map(({ cell }) => cell),
          folds,
          innerFolds ? tables : { ...tables, subjects: new Int32Array(tables.subjects.length) },
          place,
        ),
    );
    return { tables, folds, stages, results: someFittedCells(outcomes, folds.length).results };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** Seconds by the kind of units: of the clock, and of the processor in all threads. */
interface Stages {
  readonly wall: Record<string, number>;
  readonly cpu: Record<string, number>;
}

/** The same executor, which notes the time of each kind of units. */
function clocked(executor: Executor, { wall, cpu }: Stages): Executor {
  return {
    async run(units, options) {
      const began = performance.now();
      const before = process.cpuUsage();
      const found = await executor.run(units, options);
      const { user, system } = process.cpuUsage(before);
      for (const kind of new Set(units.map((unit) => unit.kind))) {
        wall[kind] = (wall[kind] ?? 0) + (performance.now() - began) / 1000;
        cpu[kind] = (cpu[kind] ?? 0) + (user + system) / 1e6;
      }
      return found;
    },
    close: () => executor.close(),
  };
}

function testedRows(results: readonly FoldResult[]): number {
  const first = results[0]?.cell;
  return results.reduce((sum, { cell, rows }) => sum + (cell === first ? rows.length : 0), 0);
}

/** Accuracy and AUC over the test rows of all folds, by the sign of the decision as the peer has it. */
function pooled(
  cell: string,
  { middle }: Compared,
  results: readonly FoldResult[],
  tables: FoldTables,
): { accuracy: number; auc: number | null } {
  const own = results.filter((result) => result.cell === cell);
  const truth = Uint8Array.from(
    own.flatMap(({ rows }) => rows),
    (row) => tables.y[row],
  );
  const raw = Float64Array.from(own.flatMap((result) => result.raw));
  const right = raw.reduce((count, value, i) => count + (value > middle === (truth[i] === 1) ? 1 : 0), 0);
  return { accuracy: right / raw.length, auc: areaUnderCurve(truth, raw) };
}

/** The columns that fold 0 keeps, best first. */
function selectedColumns(found: readonly FoldResult[]): readonly number[] {
  const first = found.find(({ fold }) => fold === '0');
  return first?.selected.map(({ feature }) => Number(feature)) ?? [];
}
