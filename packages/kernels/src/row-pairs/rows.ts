/** Rows of a table, one behind the other; may be shared between threads. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Writes a number for each pair of a row of `a` and a row of `b`: row i of `a` and row j of `b` at `i * b.rows + j`. */
export type FillPairs = (a: Rows, b: Rows, out: Float64Array) => void;

/** What a pair of rows gives, as a sum over the columns in their order. */
export interface RowPairs {
  /** Manhattan distances. */
  readonly distances: FillPairs;
  readonly products: FillPairs;
}
