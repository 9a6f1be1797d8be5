import { parentPort, workerData } from 'node:worker_threads';
import { fillDistances } from '../../packages/core/src/learning/selection/relieff/distances.ts';
import { relieffBlock } from '../../packages/core/src/learning/selection/relieff/folds.ts';
import type { RelieffSums, RelieffTable } from '../../packages/core/src/learning/selection/relieff/table.ts';
import { type FoldResult, runFold } from './fold.ts';
import type { Inputs } from './inputs.ts';

export type Task =
  | {
      readonly kind: 'inputs';
      readonly inputs: Inputs;
      readonly table?: RelieffTable;
      readonly distances?: Float64Array;
    }
  | { readonly kind: 'distances'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'sums';
      readonly from: number;
      readonly to: number;
      readonly training: readonly Int32Array[];
    }
  | { readonly kind: 'fold'; readonly fold: number; readonly columns: Int32Array; readonly withRbf: boolean };

export type Answer = { readonly sums?: RelieffSums[]; readonly result?: FoldResult };

if (!parentPort) throw new Error('this file runs in a worker thread');
const port = parentPort;
let inputs: Inputs | undefined;
let table: RelieffTable | undefined;
let distances: Float64Array | undefined;

port.on('message', (task: Task) => port.postMessage(answer(task)));

function answer(task: Task): Answer {
  if (task.kind === 'inputs') {
    ({ inputs, table, distances } = task);
    return {};
  }
  if (!inputs) throw new Error(`worker ${workerData} has no inputs yet`);
  if (task.kind === 'fold') return { result: runFold(inputs, task.fold, task.columns, task.withRbf) };
  if (!table || !distances) throw new Error(`worker ${workerData} has no table yet`);
  if (task.kind === 'sums')
    return { sums: relieffBlock(table, task.training, task.from, task.to, distances) };
  fillDistances(table.grid, task.from, task.to, distances);
  return {};
}
