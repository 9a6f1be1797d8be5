import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFrom } from '@wince/core';

export interface NoiseOptions {
  readonly subjects: number;
  /** Rows of each subject, half of each class. */
  readonly rows: number;
  readonly seed: number;
  readonly columns?: number;
  /** One class per subject in place of both. */
  readonly oneClassEach?: boolean;
  /** Rows of each subject beside the others that serve as reference. */
  readonly reference?: number;
  /**
   * Lists each reference row a second time, under another name, as the only rows of rest, and scored: what must never be
   * done, and comes about where the reference interval is the one that is labelled rest.
   */
  readonly referenceScored?: boolean;
  /** Put in front of the subjects' names. */
  readonly prefix?: string;
}

/**
 * A data set of features that say nothing of the label, and much of the subject: each subject has a place of its own,
 * each row noise about it. No recordings belong to it.
 */
export async function writeNoise(
  folder: string,
  {
    subjects,
    rows,
    seed,
    columns = 30,
    oneClassEach = false,
    reference = 0,
    referenceScored = false,
    prefix = 's',
  }: NoiseOptions,
): Promise<{ dataset: string; table: string }> {
  const random = randomFrom('noise', seed);
  const normal = () => random.normal();
  const lines = ['path,subject,label,role'];
  const values = [`sample,${Array.from({ length: columns }, (_, c) => `f${c}`).join(',')}`];
  for (let s = 1; s <= subjects; s++) {
    const name = `${prefix}${String(s).padStart(2, '0')}`;
    const place = Array.from({ length: columns }, () => 3 * normal());
    for (let r = 0; r < rows + reference; r++) {
      const path = `${name}-${r}.jpg`;
      const isReference = r >= rows;
      const pain = !isReference && (referenceScored || (oneClassEach ? s % 2 === 0 : r % 2 === 0));
      const row = place.map((centre) => (centre + normal()).toFixed(5)).join(',');
      lines.push(`${path},${name},${pain ? 'pain' : 'rest'},${isReference ? 'reference' : ''}`);
      values.push(`${path},${row}`);
      if (isReference && referenceScored) {
        lines.push(`again-${path},${name},rest,`);
        values.push(`again-${path},${row}`);
      }
    }
  }
  const table = join(folder, 'noise.csv');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'dataset.csv'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: noise\n');
  await writeFile(table, `${values.join('\n')}\n`);
  return { dataset: join(folder, 'dataset.csv'), table };
}
