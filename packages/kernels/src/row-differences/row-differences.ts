/**
 * A table of whole numbers in double precision, and what its rows differ by. While sums stay below 2^53 they are exact, so that all forms
 * give the same.
 */
export interface RowDifferences {
  readonly rows: number;
  readonly columns: number;
  /** The numbers, row-major, all 0 at first: to be filled before anything is asked for. */
  readonly values: Float64Array;
  /** Writes the Manhattan distances of a row from the first `many` of some rows, over the columns from <= c < to. */
  distances(
    row: number,
    which: Int32Array,
    many: number,
    out: Float64Array,
    from?: number,
    to?: number,
  ): void;
  /**
   * Adds the differences of a row from the first `many` of some rows, each times a whole factor, to a sum for each column from <= c < to.
   * The sums are right once `settle` was called, and must not be written meanwhile.
   */
  add(
    row: number,
    which: Int32Array,
    many: number,
    factor: number,
    sums: Float64Array,
    from?: number,
    to?: number,
  ): void;
  settle(): void;
}
