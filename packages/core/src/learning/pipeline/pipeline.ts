import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { type Matrix, submatrix } from '../../numbers/matrix.ts';
import { classifiers } from '../classifiers/catalogue.ts';
import type { Scores } from '../classifiers/classifier.ts';
import { rowWeights } from '../classifiers/row-weights.ts';
import { selectors } from '../selection/catalogue.ts';
import { keepBest } from '../selection/keep-best.ts';
import type { LabelledRows } from '../selection/selector.ts';
import type { Cell, Setting } from './cell.ts';
import type { JoinedRows } from './joined-rows.ts';

/** A cell fitted on training rows: all that scoring a new row takes, as plain JSON. */
export const fittedCell = z.object({
  /** The kept columns of the joined table, best first. */
  columns: z.array(z.int().nonnegative()),
  /** The selector's weight of each kept column. */
  weights: z.array(z.number().nullable()),
  /** Mean and standard deviation of each kept column over the training rows, where the classifier asks for z-scores. */
  scaling: z.object({ mean: z.array(z.number()), deviation: z.array(z.number()) }).nullable(),
  classifier: z.object({
    id: z.string(),
    version: z.int(),
    parameters: z.record(z.string(), z.unknown()),
    model: z.unknown(),
  }),
  /** A score at or above it is decided positive. */
  threshold: z.number(),
  /** What tuning chose inside the training rows; null where nothing was tuned. */
  tuned: z.record(z.string(), z.number()).nullable(),
});
export type FittedCell = z.infer<typeof fittedCell>;

/** Scores and decisions of rows under a fitted cell. */
export interface CellScores extends Scores {
  /** 1 where the score reaches the threshold. */
  readonly decision: Uint8Array;
}

/** Fits one setting of a cell, with a threshold of 0.5: the step that tuning repeats inside the training rows. */
export function fitSetting(
  cell: Cell,
  setting: Setting,
  rows: JoinedRows,
  weights: Float64Array,
  seed: string,
): FittedCell {
  const columns = keptColumns(cell, setting.keep, rows, weights);
  const classifier = classifiers.get(cell.classifier.id);
  const x = submatrix(rows.x, allRows(rows), columns);
  const scaling = classifier.standardise ? measureScaling(x) : null;
  if (scaling) applyScaling(x, scaling);
  const model = classifier.fit(
    {
      x,
      y: rows.y,
      subjects: rows.subjects,
      weights:
        cell.classWeights === 'none' ? undefined : rowWeights(cell.classWeights, rows.y, rows.subjects),
      seed,
    },
    setting.parameters,
  );
  return {
    columns: [...columns],
    weights: Array.from(columns, (column) => finiteOrNull(weights[column])),
    scaling,
    classifier: {
      id: classifier.id,
      version: classifier.version,
      parameters: { ...setting.parameters },
      model,
    },
    threshold: 0.5,
    tuned: null,
  };
}

/** Scores rows of the joined table under a fitted cell. @throws WinceError when the model is of another version. */
export function applyCell(fitted: FittedCell, x: Matrix): CellScores {
  const classifier = classifiers.get(fitted.classifier.id);
  if (classifier.version !== fitted.classifier.version) {
    throw new WinceError(
      'model-version',
      `The model was fitted by version ${fitted.classifier.version} of ${classifier.id}; this program has version ${classifier.version}.`,
      { hint: 'Train the model again with this program.' },
    );
  }
  const rows = Int32Array.from({ length: x.rows }, (_, row) => row);
  const kept = submatrix(x, rows, fitted.columns);
  if (fitted.scaling) applyScaling(kept, fitted.scaling);
  const scores = classifier.predict(fitted.classifier.model, kept);
  const decision = Uint8Array.from(scores.score, (score) => (score >= fitted.threshold ? 1 : 0));
  return { ...scores, decision };
}

function keptColumns(cell: Cell, keep: number | null, rows: JoinedRows, weights: Float64Array): Int32Array {
  if (keep === null) return Int32Array.from({ length: rows.x.columns }, (_, column) => column);
  const { least } = selectors.get(cell.selection.id);
  const columns =
    cell.features.selected === 'each'
      ? Int32Array.from(
          rows.families.flatMap(({ start, end }) =>
            Array.from(keepBest(weights.subarray(start, end), keep, least), (column) => column + start),
          ),
        )
      : keepBest(weights, keep, least);
  if (columns.length > 0) return columns;
  throw new WinceError(
    'no-columns-kept',
    `In the cell ${cell.id} the selection keeps no column: none tells the labels apart in the training rows.`,
    { hint: 'Use another selection (`relieff`, `anova-f` or `none`), or another feature family.' },
  );
}

function measureScaling(x: Matrix<Float64Array>): { mean: number[]; deviation: number[] } {
  const mean = new Array<number>(x.columns).fill(0);
  const deviation = new Array<number>(x.columns).fill(0);
  for (let r = 0; r < x.rows; r++) for (let c = 0; c < x.columns; c++) mean[c] += x.data[r * x.columns + c];
  for (let c = 0; c < x.columns; c++) mean[c] /= x.rows;
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++) deviation[c] += (x.data[r * x.columns + c] - mean[c]) ** 2;
  }
  // A column that does not vary carries nothing: 1 leaves it at 0 instead of dividing by 0.
  for (let c = 0; c < x.columns; c++) deviation[c] = Math.sqrt(deviation[c] / x.rows) || 1;
  return { mean, deviation };
}

function applyScaling(
  x: Matrix<Float64Array>,
  { mean, deviation }: { mean: number[]; deviation: number[] },
): void {
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.columns; c++) {
      const i = r * x.columns + c;
      x.data[i] = (x.data[i] - mean[c]) / deviation[c];
    }
  }
}

function allRows(rows: LabelledRows): Int32Array {
  return Int32Array.from({ length: rows.x.rows }, (_, row) => row);
}

/** JSON has no infinity: a selector that does not rank (`none`) leaves the weight out. */
function finiteOrNull(weight: number): number | null {
  return Number.isFinite(weight) ? weight : null;
}
