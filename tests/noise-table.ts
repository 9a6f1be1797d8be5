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
  /** Put in front of the subjects' names. */
  readonly prefix?: string;
}

/**
 * A data set of features that say nothing of the label, and much of the subject: each subject has a place of its own,
 * each row noise about it. No recordings belong to it.
 */
export async function writeNoise(
  folder: string,
  { subjects, rows, seed, columns = 30, oneClassEach = false, reference = 0, prefix = 's' }: NoiseOptions,
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
      const pain = oneClassEach ? s % 2 === 0 : r % 2 === 0;
      lines.push(`${path},${name},${pain ? 'pain' : 'rest'},${r < rows ? '' : 'reference'}`);
      values.push(`${path},${place.map((centre) => (centre + normal()).toFixed(5)).join(',')}`);
    }
  }
  const table = join(folder, 'noise.csv');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'dataset.csv'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: noise\n');
  await writeFile(table, `${values.join('\n')}\n`);
  return { dataset: join(folder, 'dataset.csv'), table };
}
