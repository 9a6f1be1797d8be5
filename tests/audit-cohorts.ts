import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFrom, shuffle } from '@wince/core';
import { type CONFOUNDS, makeCohort } from '@wince/phantom';
import { cohortTable } from '../packages/runtime/src/phantom/cohort-files.ts';
import { samplePaths } from '../packages/runtime/src/phantom/draw-subject-pictures.ts';

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

/** A leak that is planted into a table. */
export const PLANTED = [
  'none',
  'subject-mean',
  'ward-mean',
  'overall-mean',
  'next-label',
  'label',
  'copies',
] as const;
type Planted = (typeof PLANTED)[number];

/** A row of a table with a leak: ten columns of noise, and the one that may have leaked. */
export interface LeakyRow {
  readonly subject: string;
  readonly ward: string;
  readonly pain: boolean;
  readonly values: readonly number[];
}

/**
 * Noise of 40 subjects in 8 wards with 4 to 8 rows each, and one more column that was made from the labels of all rows, as the simulations of audits of tables
 * have it: the mean label of the subject, of the ward, of all rows; the label of the next row, where labels last for some rows; the label itself with little
 * noise. `copies` has no such column, but rows of one subject again under another name.
 */
export function rowsWithLeak(leak: Planted, seed: number): readonly LeakyRow[] {
  const random = randomFrom('table with a leak', seed);
  const rows = Array.from({ length: 40 }, (_, s) => {
    let pain = random.next() < 0.5;
    return Array.from({ length: 4 + random.below(5) }, () => {
      pain = random.next() < 0.35 ? !pain : pain;
      const noise = Array.from({ length: 10 }, () => random.normal());
      return { subject: `s${s}`, ward: `w${s % 8}`, pain, noise };
    });
  }).flat();
  const mean = (of: (row: (typeof rows)[number]) => boolean) => {
    const own = rows.filter(of);
    return own.filter(({ pain }) => pain).length / own.length;
  };
  const leaked = ({ subject, ward, pain }: (typeof rows)[number], i: number): number => {
    if (leak === 'subject-mean') return mean((row) => row.subject === subject);
    if (leak === 'ward-mean') return mean((row) => row.ward === ward);
    if (leak === 'overall-mean') return mean(() => true);
    if (leak === 'next-label') return Number(rows[i + 1]?.subject === subject ? rows[i + 1].pain : pain);
    if (leak === 'label') return Number(pain) + 0.2 * random.normal();
    return random.normal();
  };
  const all = rows.map((row, i): LeakyRow => ({ ...row, values: [...row.noise, leaked(row, i)] }));
  const copied = all.filter(({ subject }) => leak === 'copies' && subject === 's0');
  return [...all, ...copied.map((row) => ({ ...row, subject: 'copied' }))];
}

/** Names of the columns of a table with a leak. */
export const LEAKY_COLUMNS = [...Array.from({ length: 10 }, (_, c) => `f${c}`), 'leak'];

/** A table with a leak, written. */
export async function tableWithLeak(folder: string, leak: Planted, seed: number): Promise<WrittenTable> {
  const rows = rowsWithLeak(leak, seed);
  const [dataset, table] = [join(folder, 'dataset.csv'), join(folder, 'noise.csv')];
  const lines = rows.map(
    ({ subject, ward, pain }, i) => `${i}.jpg,${subject},${pain ? 'pain' : 'rest'},${ward}`,
  );
  const values = rows.map((row, i) => `${i}.jpg,${row.values.join(',')}`);
  await mkdir(folder, { recursive: true });
  await writeFile(dataset, `path,subject,label,ward\n${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: noise\n');
  await writeFile(table, `sample,${LEAKY_COLUMNS.join(',')}\n${values.join('\n')}\n`);
  return { dataset, table };
}

/** The table of a confounded cohort of the phantom, without its pictures, and a column of noise. */
export async function confoundedNoise(
  folder: string,
  confound: (typeof CONFOUNDS)[number],
  subjects: number,
): Promise<WrittenTable> {
  const cohort = makeCohort({ subjects, seed: 5, confound });
  const random = randomFrom('noise of a confounded cohort', confound);
  const [dataset, table] = [join(folder, 'dataset.csv'), join(folder, 'noise.csv')];
  const lines = cohort.samples.map((sample) => `${samplePaths(sample).picture},${random.normal()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(dataset, cohortTable(cohort));
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nname: noise\n');
  await writeFile(table, `sample,f0\n${lines.join('\n')}\n`);
  return { dataset, table };
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
