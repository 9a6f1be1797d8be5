import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  drawSubjects,
  percentileInterval,
  pooledDraws,
} from '../../packages/core/src/evaluation/intervals.ts';
import { areaUnderCurve } from '../../packages/core/src/evaluation/metrics.ts';
import { type PredictionRow, scoredRows } from '../../packages/core/src/evaluation/predictions.ts';
import { parseExperiment } from '../../packages/core/src/index.ts';
import { defaultWorkers, evaluate } from '../../packages/runtime/src/index.ts';

/**
 * Cries that parents gave away with a guess at their reason: for each pair of reasons, whether the sound tells them apart on installations of the app
 * that were left out. The labels are guesses and every clip is a cry, so a figure at chance is no defect: the table is printed as it is, and nothing is held.
 *
 * Each pair stands there twice: with all of the sound, and with the cry alone (`cry_only`), whose cost is the difference of both AUCs on the clips that have a score with both.
 *
 * Of a label with fewer than ten installations the interval is shown, and nothing is concluded.
 */
const FOLDER = fileURLToPath(new URL('../../../shared/data/donateacry/', import.meta.url));
const LABELS = ['belly_pain', 'discomfort', 'hungry', 'tired', 'burping'];

/** What all pairs have in common: the experiment file. The recordings have 8 kHz, so all that is above 4 kHz is missing. */
const EXPERIMENT = {
  dataset: FOLDER,
  subject: 'instance',
  features: ['cry?rate=8000'],
  selection: ['none'],
  classifiers: ['logistic', 'random-forest'],
  class_weights: 'balanced',
  protocol: 'stratified-k-folds?folds=5',
};

/** The AUC with all of the sound less that with the cry alone, on the clips that have a score with both; the interval by bootstrap over installations. */
function costOf(bySound: readonly (readonly PredictionRow[])[], cell: string, positive: string): string {
  const own = bySound.map(
    (rows) => new Map(rows.filter((row) => row.cell === cell).map((row) => [row.sample, row])),
  );
  const shared = [...own[0].keys()].filter((sample) => own[1].has(sample)).toSorted();
  const scored = own.map((rows) =>
    scoredRows(
      shared.flatMap((sample) => rows.get(sample) ?? []),
      positive,
    ),
  );
  const [all, alone] = scored.map((rows) => areaUnderCurve(rows.truth, rows.score));
  if (shared.length === 0 || all === null || alone === null) return `${shared.length} clips | not defined`;
  const draws = scored.map((rows) => pooledDraws(rows, drawSubjects(rows.subjects, 2000, 'cost')).auc);
  const { ci95 } = percentileInterval(draws[0].map((value, i) => value - draws[1][i]));
  return `${shared.length} clips | ${(all - alone).toFixed(2)} (${ci95?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval'})`;
}

if (!existsSync(FOLDER)) {
  console.log('donateacry: skipped, no ../shared beside this checkout');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-donateacry-'));
  try {
    console.log(
      'pair | sound | classifier | clips | installations | without a score | AUC | balanced accuracy',
    );
    for (const [i, positive] of LABELS.entries()) {
      for (const negative of LABELS.slice(i + 1)) {
        const bySound: PredictionRow[][] = [];
        for (const cryOnly of [false, true]) {
          const sound = cryOnly ? 'cry alone' : 'all';
          const { metrics, predictions } = await evaluate(
            parseExperiment(
              { ...EXPERIMENT, positive, negative, clips: { cry_only: cryOnly } },
              'donateacry',
            ),
            {
              ...{ out: join(folder, `${positive}-${negative}-${sound}`), cache: join(folder, 'cache') },
              ...{ workers: defaultWorkers(), faces: false },
            },
          );
          bySound.push([...predictions]);
          for (const { classifier, samples, subjects, missing_counted_wrong, ...cell } of metrics.cells) {
            const figure = (metric: 'auc' | 'balanced_accuracy') => {
              const bounds =
                cell.ci95[metric]?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval';
              return `${cell[metric]?.toFixed(2) ?? 'none'} (${bounds})`;
            };
            const few = [positive, negative].includes('burping')
              ? ' | 8 clips of burping: nothing is concluded'
              : '';
            console.log(
              `${positive}, ${negative} | ${sound} | ${classifier} | ${samples} | ${subjects} | ${missing_counted_wrong.missing} | ${figure('auc')} | ${figure('balanced_accuracy')}${few}`,
            );
          }
        }
        for (const cell of new Set(bySound[0].map((row) => row.cell)))
          console.log(
            `${positive}, ${negative} | cost of the cry alone, same clips | ${cell} | ${costOf(bySound, cell, positive)}`,
          );
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
