import { type Matrix, matrix, submatrix, takenRows, zerosLike } from '../../numbers/matrix.ts';
import { noteSource } from '../../numbers/source-rows.ts';
import type { LabelledRows } from '../selection/selector.ts';

/** Where the columns of one family stand in a joined table: from `start` up to, but not including, `end`. */
export interface FamilyColumns {
  readonly family: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The joined table of a feature set, with the names behind its numbers: the columns of its families side by side, in the
 * order of `families`, one row a sample. What a cell is fitted on.
 */
export interface JoinedRows extends LabelledRows {
  readonly families: readonly FamilyColumns[];
  /** `subjectNames[subjects[row]]`: seeds and folds come from names, so that they do not depend on what else is in the table. */
  readonly subjectNames: readonly string[];
  /** Light and sharpness of each face, a row of NaN where they are not known: seen by nothing but what tells which rows are unlike these. */
  readonly look?: Matrix;
}

/** Some rows of a table, in the given order, as a table of its own. @param which row numbers */
export function takeRows<Rows extends LabelledRows & { readonly look?: Matrix }>(
  rows: Rows,
  which: Int32Array,
): Rows {
  const x: Matrix = takenRows(rows.x, which, (copy) => noteSource(copy, rows.x, which));
  return {
    ...rows,
    x,
    y: Uint8Array.from(which, (row) => rows.y[row]),
    subjects: Int32Array.from(which, (row) => rows.subjects[row]),
    ...(rows.soft ? { soft: takeSoft(rows.soft, which) } : {}),
    ...(rows.look ? { look: submatrix(rows.look, which) } : {}),
  };
}

function takeSoft(soft: Float64Array, which: Int32Array): Float64Array {
  return Float64Array.from(which, (row) => soft[row]);
}

/** Some columns of a table, from `start` up to, but not including, `end`. */
export function columnRange(x: Matrix, start: number, end: number): Matrix {
  const data = zerosLike(x.data, x.rows * (end - start));
  for (let r = 0; r < x.rows; r++) {
    data.set(x.data.subarray(r * x.columns + start, r * x.columns + end), r * (end - start));
  }
  return matrix(x.rows, end - start, data);
}

/** The names of the subjects that rows belong to, each once, in the order of their UTF-16 units. */
export function namesOfSubjects({ subjects, subjectNames }: JoinedRows): readonly string[] {
  return [...new Set(subjects)].map((subject) => subjectNames[subject]).sort();
}
