import type { Catalogue } from '../../catalogue.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { asLeftOut } from '../out-of-fold/left-out-scores.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import {
  type FittedStage,
  type RowState,
  type Stage,
  type StageTraining,
  scoresOf,
  stageOf,
  type UnseenPart,
  versionOf,
} from './stage.ts';

/** What is known of rows by fits that have not seen their subject: asked for when a stage behind the classifier asks for it. */
export interface UnseenScores {
  /** Scores of the training rows. */
  scores(): Scores;
  /** The fits with the rows that they have not seen. @param fitted the stages that are fitted so far */
  parts(fitted: readonly FittedStage[]): readonly UnseenPart[];
}

/**
 * Fits stages one after the other, each on what the ones before make of the training rows.
 *
 * @param stages in order
 */
export function fitStages(
  stages: readonly Stage[],
  training: Omit<StageTraining, 'state' | 'inputs' | 'leftOut' | 'parts'>,
  unseen: UnseenScores,
): readonly FittedStage[] {
  const { cell, rows } = training;
  let state = (): RowState => startOf(rows.x, rows.look ?? null);
  const fitted: FittedStage[] = [];
  let atClassifier: (() => RowState) | undefined;
  for (const stage of stages) {
    const method = stage.methodOf(cell);
    if (method === null) continue;
    const before = state;
    const model = stage.fit({
      ...training,
      state: before,
      inputs: () => (atClassifier ?? before)().x,
      leftOut: () => asLeftOut(scoresOf(before())),
      parts: () => unseen.parts(fitted),
    });
    state = onceAsked(() =>
      stage.givesScores ? { ...before(), scores: unseen.scores() } : stage.apply(model, before(), method),
    );
    if (stage.givesScores) atClassifier = before;
    const version = versionOf(stage, method);
    if (version === undefined) throw new Error(`the stage ${stage.id} has no method ${method}`);
    fitted.push({ stage: stage.id, id: method, version, model });
  }
  return fitted;
}

/** Takes rows through fitted stages. @throws WinceError `unknown-stage`, `model-version` */
export function applyStages(
  catalogue: Catalogue<Stage>,
  fitted: readonly FittedStage[],
  x: Matrix,
  look: Matrix | null = null,
): RowState {
  return fitted.reduce(
    (state, each) => stageOf(catalogue, each).apply(each.model, state, each.id),
    startOf(x, look),
  );
}

/** Rows as the classifier of fitted stages gets them: kept columns, without gaps, scaled. @throws WinceError as `applyStages` does */
export function classifierRows(
  catalogue: Catalogue<Stage>,
  fitted: readonly FittedStage[],
  x: Matrix,
): Matrix {
  const scoring = fitted.findIndex((each) => stageOf(catalogue, each).givesScores);
  return applyStages(catalogue, scoring < 0 ? fitted : fitted.slice(0, scoring), x).x;
}

/** The stages up to the scores of the classifier: what is fitted anew in each inner fold. */
export function stagesToScores({ entries }: Catalogue<Stage>): readonly Stage[] {
  return entries.slice(0, entries.findLastIndex(({ givesScores }) => givesScores) + 1);
}

function startOf(x: Matrix, look: Matrix | null): RowState {
  return { given: x, x, look, scores: null, decision: null, labels: null, outside: null };
}

function onceAsked<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
