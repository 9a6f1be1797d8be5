import { workerData } from 'piscina';
import { type Outcome, outcomeOf } from '../execute/index.ts';
import type { FoldResult, FoldTask, RunTables } from './fold-task.ts';
import { runFolds } from './run-folds.ts';

const tables: RunTables = workerData;

export default function work(task: FoldTask): Promise<Outcome<readonly FoldResult[]>> {
  return outcomeOf(() => runFolds(tables, task));
}
