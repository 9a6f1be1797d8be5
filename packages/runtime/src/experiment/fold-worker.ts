import { workerData } from 'node:worker_threads';
import { type Outcome, outcomeOf } from '../workers.ts';
import type { FoldResult, FoldTask, RunTables } from './fold-task.ts';
import { runFolds } from './run-folds.ts';

// Piscina hands its own data in front of ours.
const tables: RunTables = workerData[1];

export default function work(task: FoldTask): Promise<Outcome<readonly FoldResult[]>> {
  return outcomeOf(() => runFolds(tables, task));
}
