/** Rows of whole numbers from 0 to `MOST_STEPS`, one behind the other. */
export interface StepRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Int16Array;
}

/** So large may a number be: columns up to 2^16 then add up below 2^31. */
export const MOST_STEPS = 2 ** 14;

/** Writes the distances of the rows from <= i < to from all rows: `(to - from) x rows` numbers. */
export type FillStepDistances = (from: number, to: number, out: Int32Array) => void;
