import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AuditDocument, auditDocument, parseExperiment } from '@wince/core';
import { evaluate } from '@wince/runtime';
import {
  columnsOfNoise,
  identityAlone,
  PLANTED,
  periodsOfNoise,
  tableWithLeak,
  type WrittenTable,
} from '../audit-cohorts.ts';

/**
 * The audit at full size: the three cohorts of noise, confounded phantoms whose culprit the controls must name, and london-faces
 * whole from an empty cache, within its time.
 */
const LIMIT_S = 600;
const london = fileURLToPath(new URL('../../../shared/data/london-faces/dataset.csv', import.meta.url));
const wince = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'wince-long-audit-'));

/** Controls that name a confound, by what is tied to the label. */
const CULPRITS = {
  light: ['brightness', 'background'],
  session: ['time', 'order'],
  sex: ['subject'],
  tube: ['column:tube'],
} as const;
const CONFOUNDS = ['light', 'session', 'sex', 'tube'] as const;

/** Of each planted leak, what the audit must call its column; null where there is nothing to tell. */
const LEAKS: Readonly<Record<(typeof PLANTED)[number], string | null>> = {
  none: null,
  'subject-mean': 'subject',
  'ward-mean': 'ward',
  'overall-mean': null,
  'next-label': 'next row',
  label: 'the label',
  copies: null,
};

/** Cohorts of very many columns. */
const COHORTS = 8;

const GRID = [
  '--features',
  'hog,geometry',
  '--select',
  'relieff',
  '--keep',
  '50',
  '--classifiers',
  'svm-linear',
];

try {
  await noise();
  await planted();
  for (const confound of CONFOUNDS) await confounded(confound);
  await londonFaces();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function noise(): Promise<void> {
  const periods = await tableAudit('periods', await periodsOfNoise(join(folder, 'periods'), 30, 11), {
    ...{ selection: ['none'], classifiers: ['knn'] },
  });
  holds('(i) offsets of periods, strict near chance', Math.abs(auc(periods, 'strict') - 0.5), 0.1);
  holds('(i) offsets of periods, 1 less folds by picture', 1 - auc(periods, 'folds-by-picture'), 0.1);
  for (let seed = 1; seed <= COHORTS; seed++) {
    const name = `columns-${seed}`;
    const columns = await columnsOfNoise(join(folder, name), { columns: 5000, subjects: 15, seed });
    const many = await tableAudit(name, columns, {
      ...{ selection: ['anova-f'], keep: [50], classifiers: ['svm-linear'] },
    });
    console.log(`  cohort ${seed}: strict ${auc(many, 'strict').toFixed(2)}`);
    holds(
      `(ii) 5,000 columns of noise, cohort ${seed}, 1 less selection on all rows`,
      1 - auc(many, 'selection-on-all-rows'),
      0.3,
    );
  }
  await strictNearChance();
  const identity = await tableAudit('identity', await identityAlone(join(folder, 'identity'), 60, 2), {
    ...{ selection: ['none'], classifiers: ['knn?k=1'] },
  });
  holds('(iii) identity alone, strict near chance', Math.abs(auc(identity, 'strict') - 0.5), 0.12);
  holds('(iii) identity alone, folds by picture', auc(identity, 'folds-by-picture'), 0.2);
  const isExplained = identity.findings.some((finding) => finding.includes('fall below chance'));
  holds('(iii) identity alone, the report does not explain it', isExplained ? 0 : 1, 0.5);
}

/**
 * Of 60 rows a single AUC lies anywhere from 0.2 to 0.8 by chance (deviation 0.145), so that cohorts are averaged: these are others than those that are audited
 * under every protocol. The bound is three standard errors. scikit-learn gave the same mean over 48 cohorts; of single ones the first 12 were compared, and agree to 0.01. These 48 had a mean of 0.569, the 40 that are drawn here 0.482, 80 others (seeds 141 to 220) 0.510 with a standard error of 0.015.
 */
async function strictNearChance(): Promise<void> {
  const strict: number[] = [];
  for (let seed = 101; seed <= 140; seed++) {
    const name = `strict-${seed}`;
    const { dataset, table } = await columnsOfNoise(join(folder, name), {
      columns: 5000,
      subjects: 15,
      seed,
    });
    const specification = parseExperiment(
      {
        ...{ dataset, features: [`table:${table}`], selection: ['anova-f'], keep: [50] },
        classifiers: ['svm-linear'],
      },
      name,
    );
    const place = { cache: join(folder, `cache-${name}`), out: join(folder, `run-${name}`) };
    const { metrics } = await evaluate(specification, { ...place, workers: 1, faces: false });
    strict.push(metrics.cells[0].auc ?? Number.NaN);
  }
  const mean = strict.reduce((sum, value) => sum + value, 0) / strict.length;
  console.log(`  strict: mean ${mean.toFixed(3)}: ${strict.map((value) => value.toFixed(2)).join(' ')}`);
  holds(
    `(ii) 5,000 columns of noise, strict near chance over ${strict.length} cohorts`,
    Math.abs(mean - 0.5),
    (3 * 0.145) / Math.sqrt(strict.length),
  );
}

/** Tables with one leak each, as the simulations of audits of tables plant them: what is found, and what the strict protocol makes of it. */
async function planted(): Promise<void> {
  for (const leak of PLANTED) {
    const found = { named: 0, strict: 0, copies: 0 };
    for (let seed = 1; seed <= COHORTS; seed++) {
      const name = `planted-${leak}-${seed}`;
      const audit = await tableAudit(name, await tableWithLeak(join(folder, name), leak, seed), {
        ...{ selection: ['none'], classifiers: ['logistic'], protocol: 'stratified-k-folds?folds=5' },
      });
      const like = LEAKS[leak];
      const named = audit.label_columns.map((column) => column.like);
      const isRight = like === null ? named.length === 0 : named.length === 1 && named[0].includes(like);
      found.named += Number(isRight);
      found.copies += Number(audit.copied_rows.length > 0);
      found.strict += auc(audit, 'strict') / COHORTS;
    }
    console.log(`  leak ${leak}: mean strict AUC ${found.strict.toFixed(2)}`);
    holds(
      `leak ${leak}: tables of ${COHORTS} in which its column is not named rightly`,
      COHORTS - found.named,
      0,
    );
    const copies = leak === 'copies' ? COHORTS - found.copies : found.copies;
    holds(`leak ${leak}: tables of ${COHORTS} with a wrong word on copies`, copies, 0);
  }
}

async function confounded(confound: keyof typeof CULPRITS): Promise<void> {
  const cohort = join(folder, confound);
  await run([
    'phantom',
    '--out',
    cohort,
    '--subjects',
    '16',
    '--seed',
    '5',
    '--size',
    '160',
    '--confound',
    confound,
  ]);
  const audit = await audited(confound, ['--dataset', cohort, '--breakdown', 'tube', ...GRID]);
  const above = audit.controls.filter(({ above_chance }) => above_chance).map(({ id }) => id);
  console.log(`  --confound ${confound}: above chance: ${above.join(', ') || 'none'}`);
  const named = CULPRITS[confound].some((id) => above.some((each) => each === id));
  holds(`--confound ${confound} is not named`, named ? 0 : 1, 0.5);
}

async function londonFaces(): Promise<void> {
  if (!existsSync(london)) {
    console.log('london-faces: skipped, no ../shared beside this checkout');
    return;
  }
  const began = Date.now();
  const audit = await audited('london', [
    ...['--dataset', london, '--positive', 'smiling', '--features', 'faceres,lbp,hog,geometry'],
    ...['--select', 'relieff', '--keep', '100', '--classifiers', 'naive-bayes,knn,svm-linear,random-forest'],
  ]);
  const seconds = (Date.now() - began) / 1000;
  for (const { cell, strict, leaks } of audit.cells) {
    const values = leaks.map(({ metrics }) => metrics?.auc.value?.toFixed(2) ?? '-').join(' ');
    console.log(`  ${cell}: strict ${strict?.auc.value?.toFixed(2)}; b to h ${values}`);
  }
  for (const { title, metrics } of audit.controls)
    console.log(`  ${title}: ${metrics?.auc.value?.toFixed(2) ?? '-'}`);
  holds(`london-faces whole on ${cpus().length} cores, seconds`, seconds, LIMIT_S);
}

async function tableAudit(
  name: string,
  { dataset, table }: WrittenTable,
  cells: Record<string, unknown>,
): Promise<AuditDocument> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ dataset, features: [`table:${table}`], ...cells }));
  return audited(name, [file]);
}

async function audited(name: string, args: readonly string[]): Promise<AuditDocument> {
  const out = join(folder, `audit-${name}`);
  await run(['audit', ...args, '--out', out, '--cache', join(folder, `cache-${name}`)]);
  return auditDocument.parse(JSON.parse(await readFile(join(out, 'audit.json'), 'utf8')));
}

function auc({ cells: [{ strict, leaks }] }: AuditDocument, protocol: string): number {
  const metrics = protocol === 'strict' ? strict : leaks.find((leak) => leak.protocol === protocol)?.metrics;
  return metrics?.auc.value ?? Number.NaN;
}

function holds(what: string, value: number, most: number): void {
  const isHeld = value <= most;
  console.log(`${what}: ${value.toFixed(3)} (at most ${most})${isHeld ? '' : ' FAILS'}`);
  if (!isHeld) process.exitCode = 1;
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wince, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`wince ${args[0]} ended with status ${status}`)),
    );
  });
}
