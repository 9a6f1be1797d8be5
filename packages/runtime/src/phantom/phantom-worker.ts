import { workerData } from 'node:worker_threads';
import { type Outcome, outcomeOf } from '../workers.ts';
import { drawTask } from './draw-subject-pictures.ts';
import type { PhantomTask, PhantomWork, Thumbnail } from './subject-task.ts';

// Piscina hands its own data in front of ours.
const work: PhantomWork = workerData[1];

export default function run(task: PhantomTask): Promise<Outcome<Thumbnail[]>> {
  return outcomeOf(() => drawTask(work, task));
}
