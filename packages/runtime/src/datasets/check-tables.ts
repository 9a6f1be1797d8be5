import { howMany, sampleKey, sampleName, WinceError } from '@wince/core';
import { readFeatureTable } from '../tables/feature-table.ts';
import type { Dataset } from './dataset.ts';
import { type Finding, few } from './finding.ts';
import { refuseColumnsOfAnswers } from './given-away.ts';

/** Checks tables of features that are to be used with a data set, as `evaluate` and `extract` do before they begin. */
export async function checkTables(dataset: Dataset, paths: readonly string[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths) findings.push(...(await checkTable(dataset, path)));
  return findings;
}

async function checkTable(dataset: Dataset, path: string): Promise<readonly Finding[]> {
  try {
    const { columns, rows } = await readFeatureTable(path);
    refuseColumnsOfAnswers(dataset, path, columns, rows);
    const { samples } = dataset;
    const names = samples.map(sampleName);
    const without = names.filter((name) => !rows.has(sampleKey(name)));
    const known = new Set(names.map(sampleKey));
    const strangers = [...rows.keys()].filter((name) => !known.has(name));
    return [...lacking(path, without, samples.length), ...unknown(path, strangers)];
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    const { code, message, hint } = error;
    return [{ level: 'error', code, message, hint }];
  }
}

function lacking(path: string, without: readonly string[], total: number): readonly Finding[] {
  if (without.length === 0) return [];
  return [
    {
      level: without.length === total ? 'error' : 'warning',
      code: 'samples-without-features',
      message: `${path} has no row for ${howMany(without.length, 'sample')} of ${total}: ${few(without)}.`,
      hint: 'The column "sample" must hold paths as dataset.csv has them. Samples without a row are left out.',
    },
  ];
}

function unknown(path: string, strangers: readonly string[]): readonly Finding[] {
  if (strangers.length === 0) return [];
  return [
    {
      level: 'warning',
      code: 'features-without-sample',
      message: `${path} has ${howMany(strangers.length, 'row')} that the data set does not have: ${few(strangers)}.`,
      hint: 'These rows are not used. Check how their samples are written.',
    },
  ];
}
