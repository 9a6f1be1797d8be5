import {
  applyCell,
  type ExperimentSpecification,
  type PredictionRow,
  parseExperiment,
  thresholdOf,
} from '@wince/core';
import { familiesOf, type TrainedModel } from '@wince/observation';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { joinFamilies } from '../experiments/shared-run-tables.ts';
import type { UsableRows } from '../experiments/usable-rows.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import { cellPredictions } from '../runs/fold-tables.ts';
import type { Store } from '../store/index.ts';
import type { VersionPredictions } from './scored-by-folds.ts';

/**
 * The rows of an experiment, with the features of a model in the place of its own.
 *
 * @throws WinceError `other-features` where this program computes other numbers than the model was trained on
 */
export async function experimentOfModel(
  { dataset, subject, task, positive, negative, middle, seed }: ExperimentSpecification,
  model: TrainedModel,
  store: Store,
): Promise<ExperimentSpecification> {
  const { manifest } = model;
  await familiesOf(model, await openFamilyPlanner(manifest.clips, store));
  return {
    ...parseExperiment(
      {
        ...{ dataset, subject, task, positive, negative, middle, seed },
        ...{ features: manifest.specifications, selection: ['none'], classifiers: ['naive-bayes'] },
      },
      'the model',
    ),
    ...{ face: manifest.face, clips: manifest.clips },
  };
}

/** Scores every version of the rows by a fitted model. */
export function scoreByModel(
  prepared: PreparedExperiment,
  versions: readonly UsableRows[],
  { manifest, fitted }: TrainedModel,
): VersionPredictions {
  const names = manifest.families.map(({ name }) => name);
  const predicted = versions.map((usable): readonly PredictionRow[] => {
    if (usable.rows.length === 0) return [];
    const { raw, score, decision } = applyCell(fitted, joinFamilies(usable.tables, names).joined.x);
    const own = {
      ...{ cell: manifest.cell, fold: 'model', rows: [...usable.rows.keys()], labels: null },
      ...{ raw: [...raw], score: [...score], decision: [...decision] },
      ...{ threshold: thresholdOf(fitted), tuned: null, selected: [], hidden: [], taken: [] },
    };
    return cellPredictions(prepared, usable, [own]).predictions;
  });
  return (version) => predicted[version];
}
