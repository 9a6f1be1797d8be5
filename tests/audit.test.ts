import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditDocument, auditDocument, copiedRows, labelColumns, parseExperiment } from '@wince/core';
import { audit } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInLine } from '../packages/runtime/src/execute/in-line.ts';
import { unitKinds } from '../packages/runtime/src/unit-kinds.ts';
import {
  columnsOfNoise,
  confoundedNoise,
  identityAlone,
  LEAKY_COLUMNS,
  periodsOfNoise,
  rowsWithLeak,
  tableWithLeak,
  type WrittenTable,
} from './audit-cohorts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-audit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function audited(
  name: string,
  { dataset, table }: WrittenTable,
  cell: Record<string, unknown>,
): Promise<AuditDocument> {
  const specification = parseExperiment(
    { dataset, features: [`table:${table}`], protocol: 'leave-one-subject-out', ...cell },
    'the test',
  );
  return audit(specification, {
    ...{ out: join(folder, name, 'audit'), cache: join(folder, 'cache'), workers: 1 },
    open: ({ store }) => openInLine(unitKinds, store),
  });
}

/** The AUC of the only cell under a protocol. */
function aucUnder({ cells: [{ strict, leaks }] }: AuditDocument, protocol: string) {
  const metrics = protocol === 'strict' ? strict : leaks.find((leak) => leak.protocol === protocol)?.metrics;
  return metrics?.auc.value ?? Number.NaN;
}

describe('an audit of noise', () => {
  it('with an offset for each period, and one label a period: strict is near chance, folds by picture are not', async () => {
    const cohort = await periodsOfNoise(join(folder, 'periods'), 12, 3);
    const found = await audited('periods', cohort, { selection: ['none'], classifiers: ['knn?k=3'] });
    expect(Math.abs(aucUnder(found, 'strict') - 0.5)).toBeLessThan(0.15);
    expect(aucUnder(found, 'folds-by-picture')).toBeGreaterThan(0.9);
    expect(aucUnder(found, 'neighbours-in-time')).toBeGreaterThan(0.9);
    expect(found.findings.join()).toMatch(/raises the AUC.*folds by picture/);
  });

  it('in very many columns: selection on all rows finds what is not there', async () => {
    const cohort = await columnsOfNoise(join(folder, 'columns'), { columns: 500, subjects: 15, seed: 5 });
    const found = await audited('columns', cohort, {
      ...{ selection: ['anova-f'], keep: [20], classifiers: ['svm-linear'] },
    });
    expect(Math.abs(aucUnder(found, 'strict') - 0.5)).toBeLessThan(0.2);
    expect(aucUnder(found, 'selection-on-all-rows')).toBeGreaterThan(0.7);
    expect(aucUnder(found, 'all-of-them')).toBeGreaterThan(0.7);
    expect(found.controls.filter(({ above_chance }) => above_chance)).toEqual([]);
  });

  it('of identity alone: folds by picture fall far below chance, and the report says why', async () => {
    const cohort = await identityAlone(join(folder, 'identity'), 24, 1);
    const found = await audited('identity', cohort, { selection: ['none'], classifiers: ['knn?k=1'] });
    expect(Math.abs(aucUnder(found, 'strict') - 0.5)).toBeLessThan(0.15);
    expect(aucUnder(found, 'folds-by-picture')).toBeLessThan(0.25);
    expect(found.findings[0]).toMatch(
      /fall below chance.*not a fault.*24 subjects of 24 have rows of both labels/,
    );
    expect(found.warnings.join()).toMatch(/identifies subjects: .* in 100 % of the rows \(chance 2 %\)/);
  });
});

describe('a table with a planted leak', () => {
  /** What is planted, and what the column is called; null where it says nothing of labels. */
  it.each([
    ['none', null],
    ['subject-mean', 'the share of positive labels of each subject'],
    ['ward-mean', 'the share of positive labels of each ward'],
    ['overall-mean', null],
    ['next-label', 'the label of the next row of the subject'],
    ['label', 'the label'],
    ['copies', null],
  ] as const)('%s is told by its column, or by rows that are there twice', (leak, like) => {
    const rows = rowsWithLeak(leak, 1);
    const columns = LEAKY_COLUMNS;
    const checked = {
      x: {
        rows: rows.length,
        columns: columns.length,
        data: Float64Array.from(rows.flatMap(({ values }) => values)),
      },
      ...{ columns, y: Uint8Array.from(rows, ({ pain }) => Number(pain)) },
      subjects: rows.map(({ subject }) => subject),
      groupings: [{ name: 'ward', groups: rows.map(({ ward }) => ward) }],
    };
    expect(labelColumns(checked).map((each) => [each.column, each.like])).toEqual(
      like ? [['leak', like]] : [],
    );
    const copied = copiedRows(checked).map(({ first, second }) => [
      rows[first].subject,
      rows[second].subject,
    ]);
    const own = rows.filter(({ subject }) => subject === 'copied');
    expect(copied).toEqual(own.map(() => ['s0', 'copied']));
    expect(own.length > 0).toBe(leak === 'copies');
  });

  it('stands on top of the audit, since no protocol takes it away', async () => {
    const cell = { selection: ['none'], classifiers: ['logistic'], protocol: 'stratified-k-folds?folds=5' };
    const cohort = await tableWithLeak(join(folder, 'subject-mean'), 'subject-mean', 1);
    const found = await audited('subject-mean', cohort, cell);
    expect(aucUnder(found, 'strict')).toBeGreaterThan(0.65);
    expect(found.findings[0]).toMatch(/“leak” is all but the share of positive labels of each subject/);
    const twice = await audited('copies', await tableWithLeak(join(folder, 'copies'), 'copies', 1), cell);
    expect(twice.findings.join()).not.toContain('made from the labels');
    expect(twice.warnings.join()).toMatch(
      /pairs of rows of different subjects have the same values.* of s0 and .* of copied/,
    );
  });
});

it('soft labels of raters are learned from under every protocol, and change no truth', async () => {
  const cohort = await tableWithLeak(join(folder, 'raters'), 'label', 2);
  const [head, ...lines] = (await readFile(cohort.dataset, 'utf8')).trim().split('\n');
  const rated = lines.map((line, i) => `${line},${line.split(',')[2]},${i % 2 === 0 ? 'pain' : 'rest'}`);
  await writeFile(cohort.dataset, `${[`${head},anna,ben`, ...rated].join('\n')}\n`);
  const cell = { selection: ['none'], classifiers: ['logistic'], protocol: 'stratified-k-folds?folds=3' };
  const [plain, same, soft] = [
    await audited('plain', cohort, cell),
    await audited('same', cohort, { ...cell, soft_labels: ['anna'] }),
    await audited('soft', cohort, { ...cell, soft_labels: ['anna', 'ben'] }),
  ];
  for (const protocol of ['strict', 'scaling-on-all-rows', 'folds-by-picture', 'tuning-on-the-test-fold']) {
    // A rater who says what the labels say teaches the same; one who guesses teaches something else.
    expect(aucUnder(same, protocol)).toBeCloseTo(aucUnder(plain, protocol), 3);
    expect(aucUnder(soft, protocol)).toBeGreaterThan(0.5);
  }
  expect(soft.cells[0].strict).not.toEqual(plain.cells[0].strict);
  expect(soft.samples).toBe(plain.samples);
  expect(soft.label_columns).toEqual(plain.label_columns);
});

/** What is tied to the label, and the control that must name it. `light` needs pictures: tests/long/audit.ts. */
it.each([
  ['session', 'time'],
  ['sex', 'subject'],
  ['tube', 'column:tube'],
] as const)('the control that names a label tied to %s is %s', async (confound, culprit) => {
  const name = `confound-${confound}`;
  const cohort = await confoundedNoise(join(folder, name), confound, 24);
  const found = await audited(name, cohort, {
    ...{ selection: ['none'], classifiers: ['naive-bayes'], breakdown: ['tube'] },
  });
  const above = found.controls.filter(({ above_chance }) => above_chance).map(({ id }) => id);
  // Labels stand in the order of sessions, so the order of files tells them, too.
  expect(above.filter((id) => id !== 'order')).toEqual([culprit]);
  const { title } = found.controls.find(({ id }) => id === culprit) ?? {};
  expect(found.findings[0]).toContain(`The control "${title}" tells the label of new subjects`);
});

it('an audit is written whole: the document, and a page with its findings on top', async () => {
  const out = join(folder, 'identity', 'audit');
  expect((await readdir(out)).filter((name) => !name.startsWith('.')).sort()).toEqual([
    'audit.html',
    'audit.json',
  ]);
  const document = auditDocument.parse(JSON.parse(await readFile(join(out, 'audit.json'), 'utf8')));
  const page = await readFile(join(out, 'audit.html'), 'utf8');
  expect(page.indexOf('fall below chance')).toBeGreaterThan(0);
  expect(page.indexOf('fall below chance')).toBeLessThan(page.indexOf('Nuisance controls'));
  for (const { title } of document.protocols) expect(page).toContain(title);
  expect(page).toContain('Signed differences of AUC');
  expect(page).toContain('its line the 95&nbsp;% interval');
  expect(document.paragraph).toMatch(/knn\?k=1\) was evaluated on 48 samples of 24 subjects/);
});
