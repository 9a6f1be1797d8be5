/**
 * Leave one subject out with and without ReliefF (W2, W2b), side by side with a peer that prints the same JSON.
 *
 *     npx node bench/protocol/run.ts INPUTS [--no-selection] [--threads 2] [--folds N] [--peer-json FILE]
 *
 * INPUTS holds `features.bin`, `labels.i8`, `subjects.i16` and `features.json`. The clock covers reading them and all that
 * follows, not the start of the threads. With `--peer-json` the agreement rules are checked and the ratio is printed;
 * the exit status is 1 where a rule is broken. Times of a loaded machine mean little.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { keepBest } from '../../packages/core/src/learning/selection/keep-best.ts';
import { toGrid } from '../../packages/core/src/learning/selection/relieff/grid.ts';
import {
  addSums,
  type RelieffSums,
  type RelieffTable,
  relieffWeights,
} from '../../packages/core/src/learning/selection/relieff/table.ts';
import { compare, peerReport } from './agreement.ts';
import type { FoldResult } from './fold.ts';
import { type Inputs, readInputs, readSizes } from './inputs.ts';
import type { Answer, Task } from './worker.ts';

const NEIGHBOURS = 10;
const KEEP = 100;
/** Query rows whose distances are one task: small enough to even out the threads. */
const ROWS_A_TASK = 64;

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
const threads = Number(values.threads);

const workers = await startThreads(threads);
const start = performance.now();
const inputs = readInputs(folder);
const stages: Record<string, number> = {};
const folds = Number(values.folds) || inputs.folds;
const selected = select ? await selectColumns(inputs, folds) : undefined;
const everyColumn = Int32Array.from({ length: inputs.columns }, (_, c) => c);
if (!select) await each(workers.map(() => ({ kind: 'inputs', inputs })));
const results = (
  await queue(
    Array.from({ length: folds }, (_, fold) => ({
      kind: 'fold',
      fold,
      columns: selected ? selected[fold] : everyColumn,
      withRbf: select,
    })),
  )
).flatMap(({ result }) => (result ? [result] : []));
const measured = (performance.now() - start) / 1000;
for (const { stages: ofFold } of results) {
  for (const [stage, ms] of Object.entries(ofFold)) stages[stage] = (stages[stage] ?? 0) + ms / 1000;
}
await Promise.all(workers.map((worker) => worker.terminate()));

const report = {
  workload: select ? 'protocol' : 'protocol-noselect',
  machine: cpus()[0]?.model,
  node: process.version,
  threads,
  seconds: (measured * inputs.folds) / folds,
  peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  result: {
    folds_run: folds,
    folds_total: inputs.folds,
    measured_seconds: measured,
    cpu_seconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    stage_seconds: stages,
    classifiers: pooled(results, inputs.y),
    linear_svm_objective_fold0: results[0].objective,
    selected_fold0: selected ? [...selected[0]] : undefined,
    planted_in_selected_fold0: selected && planted(folder, selected[0]),
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

async function startThreads(count: number): Promise<Worker[]> {
  const started = Array.from(
    { length: count },
    (_, w) => new Worker(new URL('worker.ts', import.meta.url), { workerData: w }),
  );
  await Promise.all(started.map((worker) => new Promise((resolve) => worker.once('online', resolve))));
  return started;
}

function ask(worker: Worker, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (answer: Answer) => {
      worker.off('error', reject);
      resolve(answer);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(task);
  });
}

/** One task for each thread. */
function each(tasks: readonly Task[]): Promise<Answer[]> {
  return Promise.all(tasks.map((task, w) => ask(workers[w], task)));
}

/** Tasks handed to whichever thread is free; answers in the order of tasks. */
async function queue(tasks: readonly Task[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  await Promise.all(
    workers.map(async (worker) => {
      while (next < tasks.length) {
        const at = next++;
        answers[at] = await ask(worker, tasks[at]);
      }
    }),
  );
  return answers;
}

/** ReliefF of all folds at once: the distances of the whole table by all threads, then the sums of blocks of rows. */
async function selectColumns(given: Inputs, count: number): Promise<Int32Array[]> {
  const { rows, columns, x, y, subjects } = given;
  let clock = performance.now();
  const lap = (stage: string) => {
    stages[stage] = (performance.now() - clock) / 1000;
    clock = performance.now();
  };
  const grid = toGrid(
    { rows, columns, data: x },
    new Float64Array(new SharedArrayBuffer(8 * rows * columns)),
  );
  const distances = new Float64Array(new SharedArrayBuffer(8 * rows * rows));
  const table: RelieffTable = {
    x: { rows, columns, data: x },
    grid,
    y,
    subjects,
    neighbours: NEIGHBOURS,
    otherSubjects: false,
  };
  await each(workers.map(() => ({ kind: 'inputs', inputs: given, table, distances })));
  lap('relieff grid (wall)');
  const blocks = Array.from({ length: Math.ceil(rows / ROWS_A_TASK) }, (_, b) => b * ROWS_A_TASK);
  await queue(blocks.map((from) => ({ kind: 'distances', from, to: Math.min(from + ROWS_A_TASK, rows) })));
  lap('relieff distances (wall)');
  const all = Int32Array.from(subjects.keys());
  const training = Array.from({ length: count }, (_, fold) => all.filter((r) => subjects[r] !== fold));
  const cuts = Array.from({ length: threads + 1 }, (_, w) => Math.round((w * rows) / threads));
  const parts = await each(
    workers.map((_, w) => ({ kind: 'sums', from: cuts[w], to: cuts[w + 1], training })),
  );
  const totals: RelieffSums[] = parts[0].sums ?? [];
  for (const { sums } of parts.slice(1)) {
    sums?.forEach((sum, f) => {
      addSums(totals[f], sum);
    });
  }
  const kept = totals.map((sums) => keepBest(relieffWeights(sums, columns), KEEP));
  lap('relieff sums (wall)');
  return kept;
}

/** Accuracy and AUC over the test rows of all folds. */
function pooled(
  folds: readonly FoldResult[],
  y: Uint8Array,
): Record<string, { accuracy: number; auc: number }> {
  const truth = folds.flatMap(({ test }) => Array.from(test, (r) => y[r]));
  return Object.fromEntries(
    Object.keys(folds[0].scores).map((name) => {
      const scores = folds.flatMap(({ scores }) => [...scores[name]]);
      const right = scores.reduce((count, score, i) => count + (score > 0 === (truth[i] === 1) ? 1 : 0), 0);
      return [name, { accuracy: right / scores.length, auc: areaUnderCurve(scores, truth) }];
    }),
  );
}

function areaUnderCurve(scores: readonly number[], truth: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a] - scores[b]);
  let ranks = 0;
  let positive = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let i = from; i < to; i++) {
      if (truth[order[i]] !== 1) continue;
      positive++;
      ranks += (from + 1 + to) / 2;
    }
  }
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (scores.length - positive));
}

function planted(inputFolder: string, columns: Int32Array): number {
  const known = new Set(readSizes(inputFolder).planted);
  return columns.reduce((count, c) => count + (known.has(c) ? 1 : 0), 0);
}
