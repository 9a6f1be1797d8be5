import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFrom, shuffle } from '@wince/core';

/** A data set of numbers that no recording belongs to, and its table of features. */
export interface WrittenTable {
  readonly dataset: string;
  readonly table: string;
}

/**
 * A random offset for each subject and period, and one label a period: rows of a period are alike, and nothing tells the label of a
 * period that was not seen.
 */
export function periodsOfNoise(folder: string, subjects: number, seed: number): Promise<WrittenTable> {
  const random = randomFrom('periods of noise', seed);
  const normal = () => random.normal();
  const rows: Row[] = [];
  for (let s = 0; s < subjects; s++) {
    for (let period = 0; period < 4; period++) {
      const offset = Array.from({ length: 10 }, () => 3 * normal());
      for (let r = 0; r < 4; r++) {
        rows.push({
          ...{ subject: `s${s}`, period: `p${period}`, pain: (period + s) % 2 === 0 },
          values: offset.map((centre) => centre + normal()),
        });
      }
    }
  }
  return write(folder, rows);
}

/** Very many columns of noise, few rows. */
export function columnsOfNoise(
  folder: string,
  { columns, subjects, seed }: { readonly columns: number; readonly subjects: number; readonly seed: number },
): Promise<WrittenTable> {
  const random = randomFrom('columns of noise', seed);
  const rows = Array.from({ length: subjects }, (_, s) =>
    shuffle([true, true, false, false], random).map((pain) => ({
      ...{ subject: `s${s}`, period: '', pain },
      values: Array.from({ length: columns }, () => random.normal()),
    })),
  ).flat();
  return write(folder, rows);
}

/** A face for each subject, and both labels: what is seen is who it is, and nothing else. */
export function identityAlone(folder: string, subjects: number, seed: number): Promise<WrittenTable> {
  const random = randomFrom('identity alone', seed);
  const normal = () => random.normal();
  const rows: Row[] = [];
  for (let s = 0; s < subjects; s++) {
    const face = Array.from({ length: 20 }, () => 3 * normal());
    for (const pain of shuffle([true, false], random)) {
      rows.push({
        ...{ subject: `s${s}`, period: '', pain },
        values: face.map((centre) => centre + 0.3 * normal()),
      });
    }
  }
  return write(folder, rows);
}

interface Row {
  readonly subject: string;
  readonly period: string;
  readonly pain: boolean;
  readonly values: readonly number[];
}

async function write(folder: string, rows: readonly Row[]): Promise<WrittenTable> {
  const [dataset, table] = [join(folder, 'dataset.csv'), join(folder, 'noise.csv')];
  const lines = rows.map(
    ({ subject, period, pain }, i) => `${i}.jpg,${subject},${pain ? 'pain' : 'rest'},${period}`,
  );
  const values = rows.map((row, i) => `${i}.jpg,${row.values.map((value) => value.toFixed(4)).join(',')}`);
  const names = rows[0].values.map((_, c) => `f${c}`).join(',');
  await mkdir(folder, { recursive: true });
  await writeFile(dataset, `path,subject,label,period\n${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: noise\n');
  await writeFile(table, `sample,${names}\n${values.join('\n')}\n`);
  return { dataset, table };
}
