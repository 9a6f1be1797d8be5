import { z } from 'zod';
import { submatrix } from '../../numbers/matrix.ts';
import { checkLabelledRows, checkTwoClassesOf, classCount } from './labelled-rows.ts';
import { relieffBlock } from './relieff/folds.ts';
import { narrowedColumns } from './relieff/narrowed.ts';
import { packSums, unpackSums } from './relieff/packed-sums.ts';
import { relieffOfClasses } from './relieff/several-classes.ts';
import {
  addedSums,
  type RelieffSums,
  type RelieffTable,
  relieffTable,
  relieffWeights,
} from './relieff/table.ts';
import { defineSelector, type LabelledRows, type PartOfWork, type Selector } from './selector.ts';

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
    inParts: {
      part(rows, training, { k }, part) {
        checkLabelledRows(rows);
        return packSums(sumsOfFolds(rows, training, k, otherSubjects, part));
      },
      together: (parts, columns) =>
        addedSums(parts.map((packed) => unpackSums(packed, columns))).map((sums) =>
          relieffWeights(sums, columns),
        ),
    },
  });
}

const WHOLE: PartOfWork = { part: 0, parts: 1 };

function weightsOfFolds(
  rows: LabelledRows,
  training: readonly Int32Array[],
  k: number,
  otherSubjects: boolean,
): Float64Array[] {
  if (classCount(rows.y) === 2) {
    return sumsOfFolds(rows, training, k, otherSubjects, WHOLE).map((sums) =>
      relieffWeights(sums, rows.x.columns),
    );
  }
  return training.map((fold) => weightsAlone(rowsOfFold(rows, fold), k, otherSubjects));
}

/**
 * The sums of each training set over a part of its query rows. Training sets that leave out few rows share one table; for those that
 * narrow many ranges that would not pay.
 */
function sumsOfFolds(
  rows: LabelledRows,
  training: readonly Int32Array[],
  k: number,
  otherSubjects: boolean,
  part: PartOfWork,
): RelieffSums[] {
  const table = relieffTable(rows, k, otherSubjects);
  const shared: number[] = [];
  const results: RelieffSums[] = [];
  training.forEach((fold, f) => {
    checkTwoClassesOf(rows.y, fold);
    for (let i = 1; i < fold.length; i++) {
      if (fold[i] <= fold[i - 1]) throw new RangeError('the rows of a training set must ascend');
    }
    if (narrowedColumns(table, fold).length * 4 <= rows.x.columns) {
      shared.push(f);
      return;
    }
    const alone = rowsOfFold(rows, fold);
    [results[f]] = partOfSums(relieffTable(alone, k, otherSubjects), [allRows(alone)], part);
  });
  if (shared.length === 0) return results;
  const found = partOfSums(
    table,
    shared.map((f) => training[f]),
    part,
  );
  shared.forEach((f, at) => {
    results[f] = found[at];
  });
  return results;
}

function partOfSums(
  table: RelieffTable,
  training: readonly Int32Array[],
  { part, parts }: PartOfWork,
): RelieffSums[] {
  const { rows } = table.grid;
  const from = Math.floor((rows * part) / parts);
  return relieffBlock(table, training, from, Math.floor((rows * (part + 1)) / parts));
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
  const [sums] = partOfSums(table, [allRows(rows)], WHOLE);
  return relieffWeights(sums, rows.x.columns);
}

function allRows({ x }: LabelledRows): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, r) => r);
}
