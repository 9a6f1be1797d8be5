import { z } from 'zod';
import { submatrix } from '../../numbers/matrix.ts';
import { checkTwoClassesOf, classCount } from './labelled-rows.ts';
import { relieffBase } from './relieff/base.ts';
import { openFolds, type SumsOfFold } from './relieff/folds.ts';
import { narrowed } from './relieff/narrowed.ts';
import { packBase, unpackBase } from './relieff/packed-base.ts';
import { relieffOfClasses } from './relieff/several-classes.ts';
import { type RelieffTable, relieffTable, relieffWeights, tableOfParts } from './relieff/table.ts';
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
    weights: (rows, { k }) => weightsAlone(rows, k, otherSubjects),
    weightsOfFolds(rows, training, { k }) {
      const table = relieffTable(rows, k, otherSubjects);
      if (classCount(rows.y) > 2) {
        return training.map((fold) => weightsAlone(rowsOfFold(rows, fold), k, otherSubjects));
      }
      return weightsOf(rows, table, training, () => openFolds(table, [relieffBase(table, 0, rows.x.rows)]));
    },
    inParts: {
      part(rows, { k }, { part, parts }) {
        const table = tableOfParts(rows, k, otherSubjects);
        const from = Math.floor((rows.x.rows * part) / parts);
        return packBase(relieffBase(table, from, Math.floor((rows.x.rows * (part + 1)) / parts)));
      },
      folds(rows, training, { k }, parts) {
        const table = tableOfParts(rows, k, otherSubjects);
        return weightsOf(rows, table, training, () =>
          openFolds(
            table,
            parts.map((packed) => unpackBase(packed, rows.x.columns)),
          ),
        );
      },
    },
  });
}

/**
 * The weights of training sets. Those that leave out few rows share one table; for those that narrow many ranges that would not pay.
 *
 * @param open the sums of training sets of the table, asked for once
 */
function weightsOf(
  rows: LabelledRows,
  table: RelieffTable,
  training: readonly Int32Array[],
  open: () => SumsOfFold,
): Float64Array[] {
  let sumsOf: SumsOfFold | undefined;
  return training.map((fold) => {
    checkTwoClassesOf(rows.y, fold);
    for (let i = 1; i < fold.length; i++) {
      if (fold[i] <= fold[i - 1]) throw new RangeError('the rows of a training set must ascend');
    }
    const narrow = narrowed(table, fold, rows.x.columns / 4);
    if (!narrow) return weightsAlone(rowsOfFold(rows, fold), table.neighbours, table.otherSubjects);
    sumsOf ??= open();
    return relieffWeights(sumsOf(narrow), rows.x.columns);
  });
}

function rowsOfFold({ x, y, subjects }: LabelledRows, fold: Int32Array): LabelledRows {
  return {
    x: submatrix(x, fold),
    y: Uint8Array.from(fold, (row) => y[row]),
    subjects: Int32Array.from(fold, (row) => subjects[row]),
  };
}

function weightsAlone(rows: LabelledRows, k: number, otherSubjects: boolean): Float64Array {
  const table = relieffTable(rows, k, otherSubjects);
  const classes = classCount(rows.y);
  if (classes > 2) return relieffOfClasses(table, classes);
  return relieffWeights(relieffBase(table, 0, rows.x.rows).sums, rows.x.columns);
}
