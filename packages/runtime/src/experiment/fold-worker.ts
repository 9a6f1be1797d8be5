import { workerData } from 'node:worker_threads';
import type { FoldResult, FoldTask, RunTables } from './fold-task.ts';
import { runFolds } from './run-folds.ts';

// Piscina hands its own data in front of ours.
const tables: RunTables = workerData[1];

export default function work(task: FoldTask): readonly FoldResult[] {
  return runFolds(tables, task);
}
