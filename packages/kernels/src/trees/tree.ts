/** Rows whose columns are cut into at most 256 bins each. */
export interface BinnedRows {
  readonly rows: number;
  readonly columns: number;
  /** The bin of row r in column c is `bins[c * rows + r]`. */
  readonly bins: Uint8Array;
  /** 0 or 1 a row. */
  readonly labels: Uint8Array;
}

/** What a tree is grown on besides the rows. */
export interface TreeDraws {
  /** How often each row counts; rows with 0 are not in the tree. Whole numbers, below 2^31 in all. */
  readonly counts: Int32Array;
  /** Columns to look at in each node, drawn without replacement; more while none of them varies there. */
  readonly tried: number;
  /** The four words that the columns' random numbers (sfc32) begin with. */
  readonly seed: readonly [number, number, number, number];
}

/** A tree in arrays, one place a node, the root first. */
export interface BinnedTree {
  /** The column that a node asks about; -1 at a leaf. */
  readonly column: Int32Array;
  /** Rows in bins up to this one go left. */
  readonly below: Int32Array;
  /** The next bin that occurs in the node. */
  readonly above: Int32Array;
  /** The left child; the right one follows it. 0 at a leaf. */
  readonly child: Int32Array;
  /** Counts of both labels in the node. */
  readonly negative: Int32Array;
  readonly positive: Int32Array;
}

/** Grows trees on the same rows, one after the other. */
export type GrowTree = (draws: TreeDraws) => BinnedTree;

/** How many bins a column has at most. */
export const MOST_BINS = 256;
