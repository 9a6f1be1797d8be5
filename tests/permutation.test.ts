import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, randomFrom } from '@wince/core';
import { evaluate, readRun } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * A run against chance, and sites left out. Features are a table: no recording is opened.
 */

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-permutation-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Drawn {
  readonly subjects: number;
  /** Periods of a subject; the first half of them is pain. */
  readonly periods: number;
  readonly rows: number;
  /** What pain adds to a value, beside the accident of the period. */
  readonly signal: number;
}

/** A data set whose values are an accident of each period, the same for all its rows, and what pain adds. */
async function write(name: string, { subjects, periods, rows, signal }: Drawn) {
  const random = randomFrom('permutation', name);
  const lines = ['path,subject,label,period,site'];
  const values = ['sample,a,b,c'];
  for (let s = 0; s < subjects; s++) {
    for (let p = 0; p < periods; p++) {
      const label = p < periods / 2 ? 'pain' : 'rest';
      const own = [0, 1, 2].map(() => random.normal() + (label === 'pain' ? signal : 0));
      for (let r = 0; r < rows; r++) {
        const path = `s${s}-p${p}-${r}.jpg`;
        lines.push(`${path},S${s},${label},p${p},${s % 3 === 0 ? 'north' : 'south'}`);
        values.push([path, ...own.map((value) => (value + 0.1 * random.normal()).toFixed(6))].join(','));
      }
    }
  }
  const [dataset, table] = [join(folder, `${name}.csv`), join(folder, `${name}-values.csv`)];
  await writeFile(dataset, `${lines.join('\n')}\n`);
  await writeFile(table, `${values.join('\n')}\n`);
  return { dataset, table: `table:${table}` };
}

function run(name: string, { dataset, table }: { dataset: string; table: string }, more: object = {}) {
  const specification = parseExperiment(
    {
      dataset,
      positive: 'pain',
      features: [table],
      selection: ['none'],
      classifiers: ['logistic', 'knn'],
      permutations: 19,
      ...more,
    },
    'a test',
  );
  const options = { out: join(folder, name), cache: join(folder, 'cache'), workers: 1, faces: false };
  return evaluate(specification, options);
}

test('what pain adds is told from chance, and stands in the run, its report and its JSON', async () => {
  const data = await write('signal', { subjects: 6, periods: 4, rows: 2, signal: 2.5 });
  const found = await run('signal', data);
  expect(found.permutation).toMatchObject({
    ...{ picked: true, permutations: 19, subjects: 6, one_unit: 0, arrangements: 6 ** 6 },
    units: { period: 24, clip: 0, row: 0 },
    metrics: { auc: { b: 0, p: 1 / 20 } },
  });
  expect(found.permutation?.metrics.auc?.observed).toBe(
    Math.max(...found.metrics.cells.map(({ auc }) => auc ?? 0)),
  );
  expect(await readRun(join(folder, 'signal'))).toEqual(found);
  const report = await readFile(join(folder, 'signal', 'report.html'), 'utf8');
  expect(report).toContain('Permutation test,');
  expect(report).toContain('Every p value is approximate');
});

test('the accident of a period alone is chance, for the declared cell too', async () => {
  const data = await write('noise', { subjects: 6, periods: 4, rows: 3, signal: 0 });
  const primary = `${data.table}/none/logistic`;
  const { permutation } = await run('noise', data, { primary });
  expect(permutation).toMatchObject({ picked: false, cells: [primary] });
  // With rows in the place of periods the accident would be taken for knowledge.
  expect(permutation?.metrics.auc?.p).toBeGreaterThan(0.05);
});

test('where subjects have one period only there is no test, and the run says why', async () => {
  const data = await write('single', { subjects: 8, periods: 1, rows: 2, signal: 0 });
  const text = (await readFile(data.dataset, 'utf8')).replaceAll(/^(s[0-3]-.*),pain,/gm, '$1,rest,');
  await writeFile(data.dataset, text);
  const { permutation } = await run('single', data, { classifiers: ['knn'] });
  expect(permutation).toMatchObject({ permutations: 0, one_unit: 8, metrics: { auc: null } });
  expect(permutation?.notes[0]).toContain('8 subjects of 8 have one period (or clip, or row) only');
});

test('a site is left out whole, and its scores are shown before and after recalibration', async () => {
  const data = await write('sites', { subjects: 30, periods: 2, rows: 1, signal: 1 });
  const more = { protocol: 'leave-site-out', permutations: 0, classifiers: ['logistic'] };
  const { predictions, metrics } = await run('sites', data, more);
  for (const { subject, fold } of predictions) {
    expect(fold).toBe(Number(subject.slice(1)) % 3 === 0 ? 'north' : 'south');
  }
  expect(metrics.transported).toMatchObject([
    {
      sites: [
        { site: 'north', subjects: 10, after: {} },
        { site: 'south', subjects: 20, after: {} },
      ],
    },
  ]);
  await expect(run('none', data, { ...more, protocol: 'leave-site-out?column=ward' })).rejects.toMatchObject({
    code: 'missing-column',
  });
  await expect(
    run('none', data, { ...more, protocol: 'leave-site-out?column=period' }),
  ).rejects.toMatchObject({
    code: 'subject-in-two-sites',
  });
  await expect(run('none', data, { ...more, protocol: 'leave-site-out?column=role' })).rejects.toMatchObject({
    code: 'missing-column',
  });
});

test('soft labels of raters change what is learned, and neither truth nor labels', async () => {
  const data = await write('raters', { subjects: 8, periods: 2, rows: 2, signal: 1 });
  const [head, ...lines] = (await readFile(data.dataset, 'utf8')).trim().split('\n');
  const rated = lines.map(
    (line, i) => `${line},${line.split(',')[2]},${i % 3 === 0 ? 'pain' : i % 3 === 1 ? 'rest' : ''}`,
  );
  await writeFile(data.dataset, `${[`${head},anna,ben`, ...rated].join('\n')}\n`);
  const more = { permutations: 0, classifiers: ['logistic'] };
  const plain = await run('plain', data, more);
  const soft = await run('soft', data, { ...more, soft_labels: ['anna', 'ben'] });
  const alone = await run('alone', data, { ...more, soft_labels: ['anna'] });
  const [a, b, c] = [plain, soft, alone].map(({ predictions }) => predictions);
  expect(b.map(({ sample, truth }) => [sample, truth])).toEqual(
    a.map(({ sample, truth }) => [sample, truth]),
  );
  expect(b.some(({ score }, i) => Math.abs(score - a[i].score) > 0.01)).toBe(true);
  // A rater who says what the labels say teaches the same.
  for (const [i, { score }] of c.entries()) expect(score).toBeCloseTo(a[i].score, 6);
  await expect(run('none', data, { ...more, soft_labels: ['bert'] })).rejects.toMatchObject({
    code: 'missing-column',
    message: expect.stringContaining('Did you mean "ben"?'),
  });
});
