import { z } from 'zod';
import { type Catalogue, type CatalogueEntry, defineCatalogue } from '../../catalogue.ts';
import { WinceError } from '../../errors.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import type { LeftOutScores } from '../out-of-fold/left-out-scores.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { OutsideRows } from '../outside/outside.ts';
import type { Cell, Setting } from './cell.ts';
import type { JoinedRows } from './joined-rows.ts';

/** Rows on their way through the stages of a cell. All arrays have one entry a row of `x`. */
export interface RowState {
  /** Their values as they came, before any stage. */
  readonly given: Matrix;
  /** Their values, as the stages before left them. A stage never writes into it. */
  readonly x: Matrix;
  /** Null before the classifier. */
  readonly scores: Scores | null;
  /** Light and sharpness of the faces, `FACE_LOOK` to a row, NaN where they are not known; null where nobody asked. */
  readonly look: Matrix | null;
  /** 1 where a row is decided positive; null before the threshold. */
  readonly decision: Uint8Array | null;
  /** The labels that are not ruled out for a row, as `labelSet` has them; null where the cell does not abstain. */
  readonly labels: Uint8Array | null;
  /** How unlike the training rows each row is; null where the cell does not tell. */
  readonly outside: OutsideRows | null;
}

/** A fit, with rows of subjects that it has not seen. All arrays have one entry a row. */
export interface UnseenPart {
  /** The fitted stages up to the scores; null for those of the cell itself. */
  readonly stages: readonly FittedStage[] | null;
  readonly y: Uint8Array;
  /** The name of each row's subject. */
  readonly subjects: readonly string[];
  /** The decision values that the fit gives them. */
  readonly raw: Float64Array;
}

/** What a stage is fitted on. */
export interface StageTraining {
  readonly cell: Cell;
  /** What tuning chose, or the cell's own values. */
  readonly setting: Setting;
  /** The training rows, and no others. */
  readonly rows: JoinedRows;
  /** The selector's weight of each column of the rows. */
  readonly weights: Float64Array;
  /** Fixes every random choice. */
  readonly seed: string;
  /**
   * The training rows as the stages before leave them. Behind the classifier their scores are those of fits that have not
   * seen the row's subject, as a model flatters the rows that it was fitted on. Computed when it is asked for.
   *
   * @throws WinceError `one-subject`, `one-class-fold` behind the classifier, where there are no such fits
   */
  state(): RowState;
  /** The training rows as the classifier sees them. */
  inputs(): Matrix;
  /** The scores of that state: of rows left out, which alone a stage behind the classifier may learn from. @throws WinceError as `state` does */
  leftOut(): LeftOutScores;
  /**
   * Fits with rows that they have not seen: those of the inner folds, or the cell's own with the subjects that were held out for it. What says
   * how far a new row may be from such rows is learned from them.
   *
   * @throws WinceError as `state` does
   */
  parts(): readonly UnseenPart[];
}

/**
 * A stage of a cell's pipeline: `fit` gives a plain JSON value, `apply` reads it. What a stage does may be done by one of
 * several methods (a selector, a classifier), whose id and version stand in the fitted stage.
 */
export interface Stage<Model = unknown> extends CatalogueEntry {
  readonly title: string;
  /** The methods that can do the stage's work; the stage alone where it names none. */
  readonly methods?: readonly CatalogueEntry[];
  /** Whether the stage gives scores: those behind it are then fitted on scores of rows left out. */
  readonly givesScores?: true;
  /** The id of the method by which a cell does this stage; null where the cell has no such stage. */
  methodOf(cell: Cell): string | null;
  /** Reads a model back from JSON, refusing what is not one. @param method the id of the method that made it */
  model(method: string): z.ZodType<Model>;
  fit(training: StageTraining): Model;
  /** What becomes of rows, whatever other rows are with them. @param method the id of the method that made the model */
  apply(model: Model, state: RowState, method: string): RowState;
}

/** The scores of rows that the classifier has seen already: what a stage behind it works on. */
export function scoresOf({ scores }: RowState): Scores {
  if (scores) return scores;
  throw new Error('a stage that needs scores is before the classifier');
}

/** Declares a stage: fixes its type, nothing else. */
export function defineStage<Model>(stage: Stage<Model>): Stage<Model> {
  return stage;
}

/** Lists stages in the order in which rows go through them. */
export function defineStages(stages: readonly Stage[]): Catalogue<Stage> {
  return defineCatalogue('stage', stages);
}

/** A stage fitted on training rows: plain JSON. */
export const fittedStage = z.object({
  stage: z.string(),
  /** The method that did the stage's work. */
  id: z.string(),
  version: z.int(),
  model: z.unknown(),
});
/** A stage that was fitted: its method, its version, and its model as plain JSON. */
export type FittedStage = z.infer<typeof fittedStage>;

/**
 * The version that a stage has when a method does its work: rises with the stage's own version and with the method's.
 *
 * @returns undefined for a method that the stage does not have
 */
export function versionOf({ id, version, methods = [{ id, version: 1 }] }: Stage, method: string) {
  const found = methods.find((candidate) => candidate.id === method);
  // Neither falls, so equal sums are equal versions.
  return found && version + found.version - 1;
}

/**
 * The stage that a fitted stage was made by.
 *
 * @throws WinceError `unknown-stage` where this program has no such stage or method, `model-version` where it has another version
 */
export function stageOf(catalogue: Catalogue<Stage>, { stage: name, id, version }: FittedStage): Stage {
  const what = id === name ? `the stage "${name}"` : `the stage "${name}" by "${id}"`;
  const stage = catalogue.has(name) ? catalogue.get(name) : undefined;
  const own = stage && versionOf(stage, id);
  if (!stage || own === undefined) {
    throw new WinceError('unknown-stage', `The model has ${what}, which this program does not have.`, {
      hint: 'Use the version of wince that trained the model, or train the model again with this one.',
    });
  }
  if (own === version) return stage;
  throw new WinceError(
    'model-version',
    `The model was fitted by version ${version} of ${what}, but this program has version ${own}.`,
    { hint: 'Use the version of wince that trained the model, or train the model again with this one.' },
  );
}
