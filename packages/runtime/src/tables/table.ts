/** A table with a header, whatever kind of file holds it. */
export interface Table {
  /** Names of the columns, in order, no two alike. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

export interface TableRow {
  /** How messages name the row: `line 3` of a text, `row 2` of Parquet. */
  readonly place: string;
  /** One value a column: text, or what Parquet holds. */
  readonly values: readonly unknown[];
}
