import { readRun, train } from '@wince/runtime';
import type { TaskEvent, TrainTask } from './tasks.ts';

/** Fits a cell of a run on all its subjects, and writes the model. @throws WinceError those of `readRun` and `train` */
export async function trainWork(
  { run, cell, out, dataset, cache, workers }: TrainTask,
  signal: AbortSignal,
  tell: (event: TaskEvent) => void,
): Promise<string> {
  const { manifest } = await readRun(run);
  const specification = dataset === null ? manifest.specification : { ...manifest.specification, dataset };
  await train(specification, { cell, leaveOut: [], out, cache, workers, signal, onEvent: tell });
  return out;
}
