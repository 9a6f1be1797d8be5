import { workerData } from 'piscina';
import { type Outcome, outcomeOf } from '../execute/index.ts';
import { drawClips } from './draw-clip.ts';
import { drawPlateRow, drawSubjectPictures } from './draw-subject-pictures.ts';
import type { PhantomTask, PhantomWork, Thumbnail } from './subject-task.ts';

const work: PhantomWork = workerData;

export default function run(task: PhantomTask): Promise<Outcome<Thumbnail[]>> {
  return outcomeOf(() => {
    if (task.kind === 'plate') return drawPlateRow(work, task.monk);
    if (task.kind === 'clips') return drawClips(work, task.subject);
    return drawSubjectPictures(work, task.subject);
  });
}
