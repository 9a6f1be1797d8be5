import { z } from 'zod';
import { WinceError } from '../../../errors.ts';
import { rowWeights } from '../../classifiers/row-weights.ts';
import { type JoinedRows, takeRows } from '../joined-rows.ts';
import type { LateFusion } from '../late-fusion.ts';
import { defineStage, type FittedStage, fittedStage, type StageTraining, stageOf } from '../stage.ts';
import { classify } from './classify.ts';
import {
  type Combination,
  combineScores,
  fitStack,
  meanScores,
  type ScoresOfModalities,
  type StackRows,
  weightsBySkill,
} from './fusion/combine-scores.ts';
import { fitModality, scoreModality, stagesOfModality } from './fusion/fit-modality.ts';
import { columnsOfModalities } from './fusion/modality-columns.ts';
import { modalityScoresLeftOut } from './fusion/scores-left-out.ts';
import { select } from './select.ts';

const stages = z
  .array(fittedStage)
  .min(1)
  .transform((own): FittedStage[] =>
    own.map((each) => ({
      ...each,
      model: stageOf(stagesOfModality, each).model(each.id).parse(each.model),
    })),
  )
  .refine(
    (own) => [select, classify].every(({ id }) => own.some(({ stage }) => stage === id)),
    'a stage is missing that scoring needs',
  );

const fused = z
  .object({
    modalities: z
      .array(
        z.object({
          name: z.string(),
          /** Its columns of the joined table: from `start` up to, but not including, `end`. */
          start: z.int().nonnegative(),
          end: z.int().positive(),
          /** The first column of each of its families. */
          firsts: z.array(z.int().nonnegative()).min(1),
          /** Selection, missing values, scaling and classifier, fitted on the rows that have it. */
          stages,
        }),
      )
      .min(2),
    weights: z.array(z.number().nonnegative()),
    intercept: z.number().nullable(),
    filler: z.array(z.number().min(0).max(1)).nullable(),
  })
  .refine(
    ({ modalities, weights, filler }) =>
      weights.length === modalities.length && (filler ?? weights).length === modalities.length,
    'it does not have a weight for each modality',
  )
  .refine(
    ({ modalities }) =>
      modalities.every(
        ({ start, end, firsts }, m) =>
          start === (modalities[m - 1]?.end ?? 0) &&
          start < end &&
          firsts.every((first) => first >= start && first < end),
      ),
    'its modalities are not side by side',
  );
/** What a fitted cell needs to score its modalities and to put their scores together. */
export type FittedFusion = z.infer<typeof fused>;

/**
 * Late fusion: each modality has a selection and a classifier of its own, and their scores become one. A row that lacks a modality is a state of its own:
 * the score is left out and the weights of the others are renormalised, or the mean score of the training rows stands in for it.
 *
 * Weights that are learned come from scores of inner folds by subject, within the rows that the cell is fitted on.
 */
export const fuse = defineStage({
  id: 'fuse',
  version: 1,
  title: 'Fusion of the scores of modalities',
  methods: [
    { id: 'mean', version: 1 },
    { id: 'stack', version: 1 },
  ],
  givesScores: true,
  methodOf: (cell) => cell.features.late?.by ?? null,
  model: () => fused,
  fit(training): FittedFusion {
    const { modalities: named, late } = training.cell.features;
    if (!named || !late) throw new Error('a cell without modalities has no such stage');
    const columns = columnsOfModalities(named, training.rows.families);
    const fitted = columns.map((own) => {
      const found = fitModality({ ...training, seed: `${training.seed}/${own.name}` }, own);
      if (!found) throw oneLabel(own.name);
      return { ...own, firsts: [...own.firsts], stages: [...found] };
    });
    const { weights, intercept, filler } = combinationOf(late, training, () =>
      modalityScoresLeftOut(training, columns),
    );
    return { modalities: fitted, weights: [...weights], intercept, filler: filler && [...filler] };
  },
  apply(model, state, method) {
    const scores = model.modalities.map(({ stages: own, ...columns }) =>
      scoreModality(own, state.x, columns),
    );
    return { ...state, scores: combineScores(method === 'stack' ? 'stack' : 'mean', model, scores) };
  },
});

/** @param leftOut scores of the training rows by fits that have not seen their subject: asked for where something is learned of them */
function combinationOf(
  { by, weights, missing }: LateFusion,
  training: StageTraining,
  leftOut: () => ScoresOfModalities,
): Combination {
  const { cell, rows } = training;
  const names = (cell.features.modalities ?? []).map(({ name }) => name);
  if (by === 'mean' && weights !== 'skill' && missing === 'left-out') {
    return { weights: givenWeights(names, weights), intercept: null, filler: null };
  }
  const scores = leftOut();
  const filler = missing === 'imputed' ? meanScores(scores) : null;
  if (by === 'mean') {
    const own = weights === 'skill' ? weightsBySkill(scores, rows.y) : givenWeights(names, weights);
    return { weights: own, intercept: null, filler };
  }
  const whole = Int32Array.from(rows.y.keys()).filter(
    (row) => filler !== null || scores.every((own) => !Number.isNaN(own[row])),
  );
  const taken = scores.map((own, m) =>
    Float64Array.from(whole, (row) => (Number.isNaN(own[row]) ? (filler?.[m] ?? Number.NaN) : own[row])),
  );
  const used = takeRows(rows, whole);
  if (new Set(used.y).size < 2) throw tooFewWhole(names, whole.length);
  return { ...fitStack(taken, stackRows(training, used)), filler };
}

function givenWeights(names: readonly string[], weights: LateFusion['weights']): readonly number[] {
  if (weights === null || typeof weights === 'string') return names.map(() => 1);
  return names.map((name) => weights[name] ?? 0);
}

/** The rows as a classifier of the cell learns of them, their values left out. */
function stackRows(
  { cell, seed }: Pick<StageTraining, 'cell' | 'seed'>,
  { y, subjects, soft }: JoinedRows,
): StackRows {
  const weights = cell.classWeights === 'none' ? undefined : rowWeights(cell.classWeights, y, subjects);
  return { y, subjects, weights, seed: `${seed}/stack`, ...(soft ? { soft } : {}) };
}

function oneLabel(name: string): WinceError {
  return new WinceError(
    'too-few-to-fuse',
    `The training rows that have the modality "${name}" do not hold both labels, so it cannot be learned alone.`,
    { hint: 'Leave the modality out, add rows that have it, or join its columns with `how: [early]`.' },
  );
}

function tooFewWhole(names: readonly string[], rows: number): WinceError {
  return new WinceError(
    'too-few-to-fuse',
    `A stack is fitted on the training rows that have all of ${names.join(', ')}. There are ${rows}, and they do not hold both labels.`,
    { hint: 'Use `missing: imputed`, or `how: [mean]`.' },
  );
}
