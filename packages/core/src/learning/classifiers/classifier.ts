import type { z } from 'zod';
import type { CatalogueEntry } from '../../catalogue.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { LeftOutFold, SharedRows } from './left-out-rows.ts';

/** What a classifier learns from. All arrays have one entry a row of `x`, whose numbers may be of either precision where nothing else is said. */
export interface TrainingRows<X extends Matrix = Matrix<Float64Array>> {
  /** Feature values, already standardised where the classifier asks for it (`standardise`). */
  readonly x: X;
  /** 1 for the positive label (pain), 0 for the negative one. */
  readonly y: Uint8Array;
  /** The subject of each row: inner folds (Platt scaling) never split one. */
  readonly subjects: Int32Array;
  /** Weight of each row, mean 1; absent, all rows weigh the same. */
  readonly weights?: Float64Array;
  /** `linearGram(x)` where it is there already, so that several classifiers of a fold share it. Never changes a result. */
  readonly gram?: Float64Array;
  /** Fixes every random choice. Comes from content, never from the number of a fold. */
  readonly seed: string;
}

/** A learning method: `fit` gives a plain JSON value, `predict` reads it. No state is kept anywhere else. */
export interface Classifier<Parameters = unknown, Model = unknown> extends CatalogueEntry {
  readonly title: string;
  readonly source: string;
  /** What the score is, which the decision is taken on: a reader of a table must know. */
  readonly scoreIs: string;
  readonly parameters: z.ZodType<Parameters>;
  /** Whether columns must be standardised first (z-scores of the training rows). */
  readonly standardise: boolean;
  /** Reads a model back from JSON, refusing what is no such model. */
  readonly model: z.ZodType<Model>;
  /** Rows in single precision are learnt from as if each number stood in double precision. @throws WinceError on NaN or infinity, on one class, on no rows or columns. */
  fit(rows: TrainingRows<Matrix>, parameters: Parameters): Model;
  /** @throws WinceError on NaN or infinity, or another number of columns than in training. */
  predict(model: Model, x: Matrix): Scores;
  /**
   * Scores of many folds that each leave a few of the same rows out, where folds can share work. Equal, but for rounding, to `fit` on z-scores of
   * each fold's training rows and `predict`; null for a fold that must be fitted alone. @throws WinceError as `fit` does
   */
  scoresOfFolds?(rows: SharedRows, folds: readonly LeftOutFold[], parameters: Parameters): (Scores | null)[];
}

/** Declares a classifier: fixes its type, nothing else. */
export function defineClassifier<Parameters, Model>(
  classifier: Classifier<Parameters, Model>,
): Classifier<Parameters, Model> {
  return classifier;
}
