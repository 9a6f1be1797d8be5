import { type Matrix, submatrix } from '../../../../numbers/matrix.ts';
import type { Cell, Setting } from '../../cell.ts';
import { columnWeights } from '../../column-weights.ts';
import { columnRange, type JoinedRows, takeRows } from '../../joined-rows.ts';
import { applyStages, fitStages } from '../../run-stages.ts';
import { defineStages, type FittedStage } from '../../stage.ts';
import { classify } from '../classify.ts';
import { impute } from '../impute.ts';
import { scale } from '../scale.ts';
import { select } from '../select.ts';
import { type ModalityColumns, rowsWithModality } from './modality-columns.ts';

/** The stages that give a modality its own scores. */
export const stagesOfModality = defineStages([select, impute, scale, classify]);

/** What a modality is fitted on. */
export interface ModalityTraining {
  readonly cell: Cell;
  readonly setting: Setting;
  readonly rows: JoinedRows;
  readonly seed: string;
}

/**
 * Fits the selection and the classifier of a cell to one modality, on the training rows that have it.
 *
 * @returns null where these rows do not hold both labels
 */
export function fitModality(
  { cell, setting, rows, seed }: ModalityTraining,
  columns: ModalityColumns,
): readonly FittedStage[] | null {
  const own = rowsOfModality(rows, columns);
  const positive = own.y.reduce((sum, label) => sum + label, 0);
  if (positive === 0 || positive === own.y.length) return null;
  const families = own.families.map(({ family }) => family);
  const alone: Cell = { ...cell, features: { name: columns.name, families, selected: 'together' } };
  const training = { cell: alone, setting, rows: own, weights: columnWeights(alone, own), seed };
  return fitStages(stagesOfModality.entries, training, { scores: noScores, parts: noScores });
}

/** The scores that a fitted modality gives to rows of the joined table; NaN for a row that lacks it. */
export function scoreModality(
  stages: readonly FittedStage[],
  x: Matrix,
  columns: ModalityColumns,
): Float64Array {
  const which = rowsWithModality(x, columns);
  const all = new Float64Array(x.rows).fill(Number.NaN);
  if (which.length === 0) return all;
  const { start, end } = columns;
  const own = submatrix(
    x,
    which,
    Int32Array.from({ length: end - start }, (_, column) => start + column),
  );
  const { scores } = applyStages(stagesOfModality, stages, own);
  if (!scores) throw new Error('the stages of a modality have no classifier');
  which.forEach((row, i) => {
    all[row] = scores.score[i];
  });
  return all;
}

function rowsOfModality(rows: JoinedRows, columns: ModalityColumns): JoinedRows {
  const own = takeRows(rows, rowsWithModality(rows.x, columns));
  const { start, end } = columns;
  const families = rows.families
    .filter((block) => block.start >= start && block.end <= end)
    .map(({ family, ...block }) => ({ family, start: block.start - start, end: block.end - start }));
  return { ...own, x: columnRange(own.x, start, end), families };
}

function noScores(): never {
  throw new Error('a stage of a modality needs scores');
}
