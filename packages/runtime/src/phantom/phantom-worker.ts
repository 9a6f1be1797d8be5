import { workerData } from 'piscina';
import { type Outcome, outcomeOf } from '../workers.ts';
import { drawTask } from './draw-subject-pictures.ts';
import type { PhantomTask, PhantomWork, Thumbnail } from './subject-task.ts';

const work: PhantomWork = workerData;

export default function run(task: PhantomTask): Promise<Outcome<Thumbnail[]>> {
  return outcomeOf(() => drawTask(work, task));
}
