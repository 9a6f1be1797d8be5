import { readSpecification, startRun } from '@wince/runtime';
import type { RunTask, TaskEvent } from './tasks.ts';

/** Runs an experiment, and tells how it goes. @returns the run folder */
export async function runWork(
  { experiment, dataset, out, cache, workers }: RunTask,
  signal: AbortSignal,
  tell: (event: TaskEvent) => void,
): Promise<string> {
  const asked = await readSpecification(experiment);
  const specification = dataset === null ? asked : { ...asked, dataset };
  const run = startRun(specification, { out, cache, workers, faces: true });
  const stop = () => run.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  for await (const event of run.events) tell(event);
  return (await run.done).folder;
}
