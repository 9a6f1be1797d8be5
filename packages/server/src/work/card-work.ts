import { describeModel, readModel } from '@wince/runtime';
import type { ModelEntry } from '@wince/workbench';
import type { CardTask } from './tasks.ts';

/** What a model says of itself, in words. */
export async function cardWork({ model: path }: CardTask): Promise<NonNullable<ModelEntry['card']>> {
  const model = await readModel(path);
  const { cell, version, positive, synthetic, score_means, note } = describeModel(model);
  const { rows, subjects, samples } = model.manifest;
  return { cell, version, positive, synthetic, score_means, note, rows, subjects: subjects.length, samples };
}
