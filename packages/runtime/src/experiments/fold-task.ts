import type { Cell, FittedCell } from '@wince/core';

/** One family over the rows of the run, with a hash that tells its content apart from any other. */
export interface HashedFamily {
  readonly name: string;
  readonly columns: readonly string[];
  /** `rows x columns` float32, row-major, in memory that all workers share. */
  readonly values: Float32Array<SharedArrayBuffer>;
  /** SHA-256 of name and values. */
  readonly hash: string;
}

/** What every fold of a run needs: sent to a worker once, when it starts. */
export interface RunTables {
  readonly families: readonly HashedFamily[];
  /** 1 positive, 0 negative; what stands at rows that are neither is not read. */
  readonly y: Uint8Array;
  readonly subjects: Int32Array;
  readonly subjectNames: readonly string[];
  readonly seed: number;
}

/** The rows of one fold: numbers of samples in the run's tables. */
export interface FoldRows {
  readonly id: string;
  readonly training: Int32Array;
  /** Rows that are scored and count. */
  readonly test: Int32Array;
  /** Rows of the test subjects that are scored and shown, and count nowhere (the middle band). */
  readonly shown: Int32Array;
}

/** Work for one worker: the cells of one feature set and selection, over some of the folds. */
export interface FoldTask {
  readonly cells: readonly Cell[];
  readonly folds: readonly FoldRows[];
}

/** What one cell gave in one fold. */
export interface FoldResult {
  readonly cell: string;
  readonly fold: string;
  readonly rows: readonly number[];
  readonly raw: readonly number[];
  readonly score: readonly number[];
  readonly decision: readonly number[];
  readonly threshold: number;
  readonly tuned: FittedCell['tuned'];
  readonly selected: readonly { readonly feature: string; readonly weight: number | null }[];
}
