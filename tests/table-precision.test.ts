import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, randomFrom } from '@wince/core';
import { evaluate } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Columns far from zero, or very small, give what the same columns give near to 1. */

/** Support vector machines stop at a violation of 1e-3 by default, not at the last digit: here nearly there. */
const EXACT = 'tolerance=0.0000001';
const CLASSIFIERS = [
  ...['naive-bayes', 'knn', `svm-linear?${EXACT}`, `svm-rbf?${EXACT}`, 'logistic', 'random-forest'],
];
const SUBJECTS = 8;
const ROWS = 8;

let folder: string;
beforeAll(async () => {
  // Always the same folder: seeds are made from the names of cells, which have the path of the table in them.
  folder = join(tmpdir(), 'wince-table-precision');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const lines = ['path,subject,label'];
  for (const { path, subject, label } of samples()) lines.push(`${path},${subject},${label}`);
  await writeFile(join(folder, 'dataset.csv'), `${lines.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

function samples() {
  return Array.from({ length: SUBJECTS * ROWS }, (_, i) => ({
    path: `${i}.jpg`,
    subject: `S${Math.floor(i / ROWS)}`,
    label: i % 2 ? 'pain' : 'rest',
  }));
}

/** Three columns that know something of the label, each value changed in the same way. */
async function scoresOf(name: string, change: (value: number) => number) {
  const random = randomFrom('precision', 1);
  // Multiples of 1/1024 keep all their digits beside 1e8.
  const noisy = (mean: number) => Math.round(1024 * (mean + random.normal())) / 1024;
  const lines = ['sample,a,b,c'];
  for (const { path, label } of samples()) {
    const mean = label === 'pain' ? 1.8 : 0;
    lines.push([path, ...[1, 0.8, 0.6].map((share) => change(noisy(share * mean)))].join(','));
  }
  // Always the same name: seeds are made from the names of cells.
  const table = join(folder, 'table.csv');
  await writeFile(table, `${lines.join('\n')}\n`);
  const specification = parseExperiment(
    {
      ...{ dataset: folder, positive: 'pain', features: [`table:${table}`], classifiers: CLASSIFIERS },
      selection: ['none', 'relieff', 'anova-f', 'symmetric-uncertainty'],
      keep: [2],
    },
    'a test',
  );
  const run = await evaluate(specification, {
    ...{ out: join(folder, name), cache: join(folder, 'cache'), workers: 1, faces: false },
  });
  return {
    auc: run.metrics.cells.map(({ auc }) => auc),
    scores: run.predictions.map(({ cell, score }) => ({ cell, score })),
  };
}

test('three columns that tell something, near to 1, far from 0 and very small', async () => {
  const plain = await scoresOf('plain', (value) => value);
  expect(Math.min(...plain.auc.map((auc) => auc ?? 0))).toBeGreaterThan(0.7);
  const far = await scoresOf('far', (value) => value + 1e8);
  const small = await scoresOf('small', (value) => value * 2 ** -166);
  for (const other of [far, small]) {
    expect(other.scores.length).toBe(plain.scores.length);
    other.scores.forEach(({ cell, score }, i) => {
      expect(Math.abs(score - plain.scores[i].score), cell).toBeLessThan(1e-5);
    });
    expect(other.auc).toEqual(plain.auc);
  }
}, 120_000);
