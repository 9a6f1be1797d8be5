import { randomFrom } from '../../numbers/random.ts';
import type { LabelledRows } from './selector.ts';

/** Rows for tests: subjects with their own offset, both labels in each, and a label that moves every other column. */
export function drawRows(
  seed: string,
  { subjects = 6, each = 6, columns = 5, effect = 1 } = {},
): LabelledRows & { x: { data: Float64Array } } {
  const random = randomFrom('drawn rows', seed);
  const rows = subjects * each;
  const y = Uint8Array.from({ length: rows }, (_, r) => r % 2);
  const subject = Int32Array.from({ length: rows }, (_, r) => Math.floor(r / each));
  const offsets = Float64Array.from({ length: subjects * columns }, () => random.normal() / 2);
  const data = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const moved = c % 2 === 0 ? effect * y[r] : 0;
      data[r * columns + c] = random.normal() + offsets[subject[r] * columns + c] + moved;
    }
  }
  return { x: { rows, columns, data }, y, subjects: subject };
}

/** The given rows of a table, in the given order. */
export function takeRows<Rows extends LabelledRows>(rows: Rows, which: ArrayLike<number>) {
  const { columns, data } = rows.x;
  const taken = new Float64Array(which.length * columns);
  for (let r = 0; r < which.length; r++) {
    taken.set(data.subarray(which[r] * columns, (which[r] + 1) * columns), r * columns);
  }
  return {
    x: { rows: which.length, columns, data: taken },
    y: Uint8Array.from(which, (r) => rows.y[r]),
    subjects: Int32Array.from(which, (r) => rows.subjects[r]),
  };
}

/** The given columns of a table, in the given order. */
export function takeColumns(rows: LabelledRows, which: readonly number[]) {
  const { rows: n, columns, data } = rows.x;
  const taken = new Float64Array(n * which.length);
  for (let r = 0; r < n; r++)
    which.forEach((c, i) => {
      taken[r * which.length + i] = data[r * columns + c];
    });
  return { x: { rows: n, columns: which.length, data: taken }, y: rows.y, subjects: rows.subjects };
}

/** Row numbers with one subject left out, for each subject. */
export function leaveOneSubjectOut(subjects: Int32Array): Int32Array[] {
  const all = Int32Array.from(subjects.keys());
  return [...new Set(subjects)].map((subject) => all.filter((r) => subjects[r] !== subject));
}
