/**
 * Leave one subject out with and without ReliefF (W2, W2b), through the function and the executor that `wince evaluate` uses,
 * side by side with a peer that prints the same JSON.
 *
 *     npx node bench/protocol/run.ts INPUTS [--no-selection] [--threads 2] [--folds N] [--peer-json FILE]
 *
 * INPUTS holds `features.bin`, `labels.i8`, `subjects.i16` and `features.json`. The clock covers reading them and all that
 * follows: the start of the threads, Platt scaling of the support vector machines on inner folds (the peer has none), and
 * keeping the fits in a store on disk that is empty. With `--peer-json` the agreement rules are checked and the ratio is
 * printed; the exit status is 1 where a rule is broken. Times of a loaded machine mean little.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { areaUnderCurve } from '@wince/core';
import { type Executor, openThreads, withWorkplace } from '../../packages/runtime/src/execute/index.ts';
import { fitFolds } from '../../packages/runtime/src/experiments/fit-folds.ts';
import { someFittedCells } from '../../packages/runtime/src/experiments/fitted-cells.ts';
import type { FoldResult } from '../../packages/runtime/src/experiments/fold-task.ts';
import { compare, peerReport } from './agreement.ts';
import { type Compared, cellsOf } from './cells.ts';
import { leaveOneOut, readSizes, readTables } from './inputs.ts';
import { linearObjective } from './objective.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'no-selection': { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    folds: { type: 'string', default: '0' },
    'peer-json': { type: 'string' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('name the folder with the inputs');
const select = !values['no-selection'];
const workers = Number(values.threads);
const compared = cellsOf(select);
const { subjects: foldsTotal, planted } = readSizes(folder);
const foldsRun = Number(values.folds) || foldsTotal;

const cache = mkdtempSync(join(tmpdir(), 'wince-bench-'));
const start = performance.now();
const tables = readTables(folder);
const folds = leaveOneOut(tables, foldsRun);
const stages: Record<string, number> = {};
const outcomes = await withWorkplace(
  { cache, workers, open: (place) => timed(openThreads(place)) },
  ({ store, executor }) =>
    fitFolds(
      compared.map(({ cell }) => cell),
      folds,
      tables,
      { store, executor },
    ),
);
const results = someFittedCells(outcomes, folds.length).results;
const measured = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage();
rmSync(cache, { recursive: true });

const linear = compared.find(({ compared }) => compared.peer === 'linear_svm');
if (!linear) throw new Error('the linear machine is part of the workload');
const selected = select ? selectedColumns(results) : undefined;
const known = new Set(planted);
const report = {
  workload: select ? 'protocol' : 'protocol-noselect',
  machine: cpus()[0]?.model,
  node: process.version,
  threads: workers,
  seconds: (measured * foldsTotal) / foldsRun,
  peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  result: {
    folds_run: foldsRun,
    folds_total: foldsTotal,
    measured_seconds: measured,
    stage_seconds: stages,
    cpu_seconds: (user + system) / 1e6,
    classifiers: Object.fromEntries(
      compared.map(({ cell, compared }) => [compared.peer, pooled(cell.id, compared)]),
    ),
    linear_svm_objective_fold0: linearObjective(linear.cell, tables, folds[0]),
    selected_fold0: selected,
    planted_in_selected_fold0: selected?.filter((column) => known.has(column)).length,
  },
};
console.log(JSON.stringify(report, null, 1));
if (values['peer-json']) {
  const peer = peerReport.parse(JSON.parse(readFileSync(values['peer-json'], 'utf8')));
  const broken = compare(report.result, peer.result, select);
  console.log(
    `peer ${peer.seconds.toFixed(1)} s, wince ${report.seconds.toFixed(1)} s: ${(peer.seconds / report.seconds).toFixed(2)} times as fast`,
  );
  for (const rule of broken) console.log(`BROKEN: ${rule}`);
  if (broken.length > 0) process.exitCode = 1;
  else console.log('all agreement rules hold');
}

/** The same executor, which notes the wall time of each kind of units. */
function timed(executor: Executor): Executor {
  return {
    async run(units, options) {
      const began = performance.now();
      const found = await executor.run(units, options);
      for (const kind of new Set(units.map((unit) => unit.kind))) {
        stages[kind] = (stages[kind] ?? 0) + (performance.now() - began) / 1000;
      }
      return found;
    },
    close: () => executor.close(),
  };
}

/** Accuracy and AUC over the test rows of all folds, by the sign of the decision as the peer has it. */
function pooled(cell: string, { middle }: Compared): { accuracy: number; auc: number | null } {
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
