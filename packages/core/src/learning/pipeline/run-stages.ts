import type { Catalogue } from '../../catalogue.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import type { Scores } from '../classifiers/classifier.ts';
import {
  type FittedStage,
  type RowState,
  type Stage,
  type StageTraining,
  stageOf,
  versionOf,
} from './stage.ts';

/**
 * Fits stages one after the other, each on what the ones before make of the training rows.
 *
 * @param stages in order
 * @param scoresLeftOut scores of the training rows by fits that have not seen the row's subject: asked for when a stage behind
 * the classifier asks for the state of its rows
 */
export function fitStages(
  stages: readonly Stage[],
  training: Omit<StageTraining, 'state'>,
  scoresLeftOut: () => Scores,
): readonly FittedStage[] {
  const { cell, rows } = training;
  let state = (): RowState => startOf(rows.x);
  return stages.flatMap((stage) => {
    const method = stage.methodOf(cell);
    if (method === null) return [];
    const before = state;
    const model = stage.fit({ ...training, state: before });
    state = onceAsked(() =>
      stage.givesScores ? { ...before(), scores: scoresLeftOut() } : stage.apply(model, before(), method),
    );
    const version = versionOf(stage, method);
    if (version === undefined) throw new Error(`the stage ${stage.id} has no method ${method}`);
    return [{ stage: stage.id, id: method, version, model }];
  });
}

/** Takes rows through fitted stages. @throws WinceError `unknown-stage`, `model-version` */
export function applyStages(
  catalogue: Catalogue<Stage>,
  fitted: readonly FittedStage[],
  x: Matrix,
): RowState {
  return fitted.reduce(
    (state, each) => stageOf(catalogue, each).apply(each.model, state, each.id),
    startOf(x),
  );
}

/** The stages up to the scores of the classifier: what is fitted anew in each inner fold. */
export function stagesToScores({ entries }: Catalogue<Stage>): readonly Stage[] {
  return entries.slice(0, entries.findIndex(({ givesScores }) => givesScores) + 1);
}

function startOf(x: Matrix): RowState {
  return { x, scores: null, decision: null };
}

function onceAsked<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
