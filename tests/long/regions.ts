import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, type RunMetrics } from '../../packages/core/src/index.ts';
import { evaluate } from '../../packages/runtime/src/index.ts';
import { drawCoveredCohort, randomCover } from '../../tools/covered-cohort.ts';

/**
 * Partly covered faces, scored from what can be seen: drawn neonates of whom a third have a soother, a mask, a blanket up to the nose or
 * a cap, whatever the label. Whole faces beside regions, and each region hidden in turn.
 *
 * By region a twentieth more of the pictures are used at least, and with any one region hidden the AUC is at least 0.9.
 */
const MORE = 1 / 20;
const AUC = 0.9;
const SUBJECTS = Number(process.env.WINCE_REGIONS_SUBJECTS ?? 24);

const folder = await mkdtemp(join(tmpdir(), 'wince-long-regions-'));
try {
  await drawCoveredCohort(folder, {
    ...{ subjects: SUBJECTS, pictures: 8, seed: 808, coverOf: randomCover(808, 1 / 3) },
  });
  const pictures = 8 * SUBJECTS;
  const short: string[] = [];
  let usedWhole = 0;
  for (const regions of ['whole', 'per'] as const) {
    const { metrics, samples } = await evaluate(
      parseExperiment(
        {
          ...{ dataset: folder, positive: 'pain', features: ['hog', 'lbp', 'gabor', 'nfcs'], regions },
          ...{ selection: ['none'], classifiers: ['svm-linear'], breakdown: ['cover'] },
        },
        'a long test',
      ),
      { out: join(folder, regions), cache: join(folder, 'cache'), workers: 2, faces: false },
    );
    const used = samples.filter(({ status }) => status === 'used').length;
    console.log(`\nregions: ${regions}; used ${used} of ${pictures}`);
    const lost = Map.groupBy(
      samples.filter(({ status }) => status !== 'used'),
      ({ reason }) => reason,
    );
    for (const [reason, rows] of lost) console.log(`  not used: ${rows.length}, ${reason}`);
    for (const { cell, auc, accuracy, missing_counted_wrong } of metrics.cells)
      console.log(
        `  ${cell}: AUC ${text(auc)}, accuracy ${text(accuracy)}, ${text(missing_counted_wrong.accuracy)} with missing ones counted as wrong`,
      );
    if (regions === 'whole') {
      usedWhole = used;
      continue;
    }
    if (used - usedWhole < MORE * pictures)
      short.push(`${used} pictures are used, ${usedWhole} of whole faces`);
    show(metrics);
    for (const { group, auc } of metrics.by_region[0]?.hidden ?? [])
      if (!((auc ?? 0) >= AUC)) short.push(`without ${group} the AUC is ${text(auc)}`);
  }
  for (const line of short) console.log(line);
  if (short.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function show({ by_region, breakdowns }: RunMetrics): void {
  for (const { cell, seen, hidden } of by_region) {
    const cover = breakdowns.filter((own) => own.cell === cell && own.column === 'cover');
    for (const [title, groups] of [
      ['seen', seen],
      ['hidden', hidden],
      ...cover.map((own) => ['cover', own.groups] as const),
    ] as const) {
      console.log(`  ${cell}, by what is ${title}:`);
      for (const { group, samples, subjects, accuracy, auc, ci95 } of groups)
        console.log(
          `    ${group.padEnd(24)} ${samples} pictures of ${subjects} subjects, accuracy ${text(accuracy)} ${interval(ci95.accuracy)}, AUC ${text(auc)} ${interval(ci95.auc)}`,
        );
    }
  }
}

function text(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function interval(bounds: readonly [number, number] | null): string {
  return bounds ? `(${bounds[0].toFixed(2)} to ${bounds[1].toFixed(2)})` : '';
}
