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
  /** Inner products of rows in single precision, summed up in it over `NEAR_COLUMNS` columns at a time: {@link NEAR_ERROR}. */
  readonly nearProducts: FillPairs;
}

/** Columns whose products are summed up in single precision. */
export const NEAR_COLUMNS = 512;

/** Half a unit in the last place of single precision, as a share of the number. */
const ROUNDING = 2 ** -24;

/**
 * By how much a near product may differ from the exact one, as a share of the product of both rows' lengths: each number is rounded once,
 * each product once, and each sum as often as there are columns in it. Holds for rows of a length up to `NEAR_LENGTH`; `NEAR_LEAST` a column is to be
 * added, for numbers near 0.
 */
export const NEAR_ERROR = 1.01 * (NEAR_COLUMNS + 4) * ROUNDING;
export const NEAR_LENGTH = 1e15;
export const NEAR_LEAST = 1e-29;
