import type { z } from 'zod';
import type { CatalogueEntry } from '../../catalogue.ts';
import type { LeftOutScores } from '../out-of-fold/left-out-scores.ts';
import type { Scores } from '../out-of-fold/scores.ts';

/** What a calibrator learns from: scores of training rows by fits that have not seen the row's subject. One entry a row. */
export interface CalibrationRows extends LeftOutScores {
  /** 1 for the positive label (pain), 0 for the negative one. */
  readonly y: Uint8Array;
  /** The subject of each row. */
  readonly subjects: Int32Array;
}

/** A map from scores to probabilities: `fit` gives a plain JSON value, `apply` reads it. It never turns the order of rows round. */
export interface Calibrator<Parameters = unknown, Model = unknown> extends CatalogueEntry {
  readonly title: string;
  readonly source: string;
  /** What it maps: the classifier's decision value, or its score in [0, 1]. */
  readonly maps: 'raw' | 'score';
  readonly parameters: z.ZodType<Parameters>;
  /** Reads a model back from JSON, refusing what is no such model. */
  readonly model: z.ZodType<Model>;
  /** @throws WinceError `too-few-to-calibrate` where there are fewer rows or subjects than the method needs */
  fit(rows: CalibrationRows, parameters: Parameters): Model;
  /** Probabilities of pain, in [0, 1]: one for each score. */
  apply(model: Model, scores: Scores): Float64Array;
}

/** Declares a calibrator: fixes its type, nothing else. */
export function defineCalibrator<Parameters, Model>(
  calibrator: Calibrator<Parameters, Model>,
): Calibrator<Parameters, Model> {
  return calibrator;
}
