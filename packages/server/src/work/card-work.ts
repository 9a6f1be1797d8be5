import { describeModel, pseudonymiseModel, readModel } from '@wince/runtime';
import type { ModelEntry } from '@wince/workbench';
import type { CardTask, ModelCopyTask } from './tasks.ts';

/** What a model says of itself, in words. */
export async function cardWork({ model: path }: CardTask): Promise<NonNullable<ModelEntry['card']>> {
  const model = await readModel(path);
  const { cell, version, positive, synthetic, score_means, note } = describeModel(model);
  const { rows, subjects, samples } = model.manifest;
  return { cell, version, positive, synthetic, score_means, note, rows, subjects: subjects.length, samples };
}

/** A copy of a model for others. @throws WinceError those of `pseudonymiseModel` */
export async function modelCopyWork({ model, out, key }: ModelCopyTask): Promise<unknown> {
  return pseudonymiseModel(model, { out, key });
}
