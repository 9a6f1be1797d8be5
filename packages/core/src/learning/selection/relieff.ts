import { z } from 'zod';
import { submatrix } from '../../numbers/matrix.ts';
import { checkLabelledRows, checkTwoClassesOf, classCount } from './labelled-rows.ts';
import { relieffBlock } from './relieff/folds.ts';
import { narrowedColumns } from './relieff/narrowed.ts';
import { relieffOfClasses } from './relieff/several-classes.ts';
import { type RelieffTable, relieffTable, relieffWeights } from './relieff/table.ts';
import { defineSelector, type LabelledRows, type Selector } from './selector.ts';

const parameters = z.strictObject({
  /** Nearest hits and misses of each row. */
  k: z.int().min(1).default(10),
});
type Parameters = z.infer<typeof parameters>;

/**
 * ReliefF: how much farther the nearest rows of the other label (misses) are in a column than those of the same label
 * (hits), on the mean over all rows. Distances are Manhattan over all columns, each divided by its range in the
 * training rows; constant columns count 0. Of rows equally near, the first in the table is nearer.
 *
 * With several labels every row has misses in each other one, which counts by its share of the other rows.
 *
 * Columns with weights of 0 or less say nothing on their own or with their neighbours, but may be kept.
 *
 * @source Robnik-Sikonja and Kononenko 2003, doi:10.1023/A:1025667309714
 */
export const relieff = define('relieff', 'ReliefF: nearest hits and misses', false);

/**
 * ReliefF whose hits and misses come from other subjects. In video the nearest hit of a frame is the frame beside it,
 * which tells who it is and not what it shows.
 *
 * @source Robnik-Sikonja and Kononenko 2003, doi:10.1023/A:1025667309714
 */
export const relieffOtherSubjects = define(
  'relieff:other-subjects',
  'ReliefF: nearest hits and misses of other subjects',
  true,
);

function define(id: string, title: string, otherSubjects: boolean): Selector<Parameters> {
  return defineSelector({
    id,
    version: 1,
    title,
    source: 'Robnik-Sikonja and Kononenko 2003, doi:10.1023/A:1025667309714',
    parameters,
    least: -Infinity,
    weights(rows, { k }) {
      checkLabelledRows(rows);
      return weightsAlone(rows, k, otherSubjects);
    },
    weightsOfFolds(rows, training, { k }) {
      checkLabelledRows(rows);
      return weightsOfFolds(rows, training, k, otherSubjects);
    },
  });
}

/** Training sets that leave out few rows share one table; for those that narrow many ranges that would not pay. */
function weightsOfFolds(
  rows: LabelledRows,
  training: readonly Int32Array[],
  k: number,
  otherSubjects: boolean,
): Float64Array[] {
  const table = relieffTable(rows, k, otherSubjects);
  const several = classCount(rows.y) > 2;
  const shared: number[] = [];
  const results: Float64Array[] = [];
  for (let f = 0; f < training.length; f++) {
    checkTwoClassesOf(rows.y, training[f]);
    const fold = training[f];
    for (let i = 1; i < fold.length; i++) {
      if (fold[i] <= fold[i - 1]) throw new RangeError('the rows of a training set must ascend');
    }
    if (!several && narrowedColumns(table, fold).length * 4 <= rows.x.columns) {
      shared.push(f);
      continue;
    }
    const alone: LabelledRows = {
      x: submatrix(rows.x, fold),
      y: Uint8Array.from(fold, (r) => rows.y[r]),
      subjects: Int32Array.from(fold, (r) => rows.subjects[r]),
    };
    results[f] = weightsAlone(alone, k, otherSubjects);
  }
  const found =
    shared.length > 0
      ? together(
          table,
          shared.map((f) => training[f]),
        )
      : [];
  for (let s = 0; s < shared.length; s++) results[shared[s]] = found[s];
  return results;
}

function weightsAlone(rows: LabelledRows, k: number, otherSubjects: boolean): Float64Array {
  const table = relieffTable(rows, k, otherSubjects);
  const classes = classCount(rows.y);
  return classes > 2 ? relieffOfClasses(table, classes) : together(table, [allRows(rows)])[0];
}

/** The weights of training sets of one table, all query rows here. */
function together(table: RelieffTable, training: readonly Int32Array[]): Float64Array[] {
  const { rows, columns } = table.grid;
  return relieffBlock(table, training, 0, rows).map((sums) => relieffWeights(sums, columns));
}

function allRows({ x }: LabelledRows): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, r) => r);
}
