import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { asFloat64 } from '../../numbers/source-rows.ts';
import { checkFinite, checkTwoClasses, noColumns, noRows } from '../selection/labelled-rows.ts';
import type { TrainingRows } from './classifier.ts';

/**
 * Refuses rows that no classifier can learn from.
 *
 * @throws WinceError `no-rows`, `no-columns`, `not-finite` (names row and column), `one-class` or `bad-row-weight`
 */
export function checkTrainingRows({ x, y, subjects, weights }: TrainingRows<Matrix>): void {
  if (y.length !== x.rows || subjects.length !== x.rows || (weights && weights.length !== x.rows)) {
    throw new RangeError(
      `${x.rows} rows, but ${y.length} labels, ${subjects.length} subjects, ${weights?.length} weights`,
    );
  }
  if (x.rows === 0) throw noRows();
  if (x.columns === 0) throw noColumns();
  checkFinite(x);
  const other = y.find((label) => label > 1);
  if (other !== undefined) throw new RangeError(`classifiers take the labels 0 and 1, not ${other}`);
  checkTwoClasses(y);
  if (!weights) return;
  for (let r = 0; r < weights.length; r++) {
    if (weights[r] > 0 && weights[r] < Infinity) continue;
    throw new WinceError('bad-row-weight', `Row ${r} has the weight ${weights[r]}.`, {
      hint: 'The weight of a row must be a number above 0.',
    });
  }
}

/** The same rows in double precision. */
export function inDouble(rows: TrainingRows<Matrix>): TrainingRows {
  return { ...rows, x: asFloat64(rows.x) };
}

/** @throws WinceError `wrong-columns` or `not-finite` */
export function checkNewRows(x: Matrix, columns: number): void {
  if (x.columns !== columns) {
    throw new WinceError(
      'wrong-columns',
      `The model was trained on ${columns} columns, but these rows have ${x.columns}.`,
      {
        hint: 'Extract the same feature families with the same parameters as in training.',
      },
    );
  }
  checkFinite(x);
}

/** Numbers of a model: finite, since JSON holds no others. */
export const numbers = z.array(z.number());

/** The same, where each must be above 0. */
export const positiveNumbers = z.array(z.number().positive());

/** What a schema says of a model whose arrays are longer or shorter than others of its arrays. */
export const LENGTHS = 'its arrays do not have the lengths that belong together';

/** The numbers of a typed array as JSON holds them. (`Array.from` asks an iterator for each one.) */
export function plain(values: Float64Array | Int32Array): number[] {
  const copy = new Array<number>(values.length).fill(0);
  for (let i = 0; i < values.length; i++) copy[i] = values[i];
  return copy;
}
