import type { CoverableRegion, ErrorCode, FittedCell, Numbers } from '@wince/core';

/** One family over the rows of a run. */
export interface TableOfFamily {
  readonly name: string;
  readonly columns: readonly string[];
  /** `rows x columns`, row-major. */
  readonly values: Numbers;
  /** 1 for each row that has values. */
  readonly present: Uint8Array;
}

/** What every fold of a run needs. */
export interface FoldTables {
  readonly families: readonly TableOfFamily[];
  /** 1 positive, 0 negative; what stands at rows that are neither is not read. */
  readonly y: Uint8Array;
  readonly subjects: Int32Array;
  readonly subjectNames: readonly string[];
  readonly seed: number;
  /** The share of raters who call each row positive; NaN where nobody has rated it. Only where the experiment names raters. */
  readonly soft?: Float64Array;
}

/** The rows of one fold: numbers of samples in the run's tables. */
export interface FoldRows {
  readonly id: string;
  /** The rows that it does not train on, ascending: with many folds these are few beside the others. */
  readonly without: Int32Array;
  /** Rows that are scored and count. */
  readonly test: Int32Array;
  /** Rows of the test subjects that are scored and shown, and count nowhere (the middle band). */
  readonly shown: Int32Array;
}

/** The rows that a fold trains on, ascending. @param rows how many the run has */
export function trainingRows({ without }: Pick<FoldRows, 'without'>, rows: number): Int32Array {
  return rowsWithout(without, rows);
}

/** The rows of a table that are not among the given ones; both ascend. @param rows how many there are */
export function rowsWithout(without: Int32Array, rows: number): Int32Array {
  const others = new Int32Array(rows - without.length);
  for (let row = 0, at = 0, left = 0; row < rows; row++) {
    if (left < without.length && without[left] === row) left++;
    else others[at++] = row;
  }
  return others;
}

/** What a cell makes of rows of a fold when a region of each face is hidden from it. */
export interface HiddenScores {
  readonly region: CoverableRegion;
  readonly rows: readonly number[];
  readonly raw: readonly number[];
  readonly score: readonly number[];
  readonly decision: readonly number[];
}

/** What a cell makes of rows of a fold when one of its modalities is taken away. */
export interface TakenScores {
  readonly taken: string;
  readonly rows: readonly number[];
  readonly raw: readonly number[];
  readonly score: readonly number[];
  readonly decision: readonly number[];
}

/** What one cell gave in one fold. */
export interface FoldResult {
  readonly cell: string;
  readonly fold: string;
  readonly rows: readonly number[];
  readonly raw: readonly number[];
  readonly score: readonly number[];
  readonly decision: readonly number[];
  /** The labels that are not ruled out for each row, as `labelSet` has them; null where the cell does not abstain. */
  readonly labels: readonly number[] | null;
  readonly threshold: number;
  readonly tuned: FittedCell['tuned'];
  readonly selected: readonly { readonly feature: string; readonly weight: number | null }[];
  /** For cells whose families are of regions: the rows that count once for each region, without it. Empty for all others. */
  readonly hidden: readonly HiddenScores[];
  /** For cells that fuse modalities: the rows that count once for each, without it. Empty for all others. */
  readonly taken: readonly TakenScores[];
}

/** That one cell could not be fitted in one fold, and why. */
export interface FoldFailure {
  readonly cell: string;
  readonly fold: string;
  readonly failed: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
}

/** What became of one cell in one fold. */
export type FoldOutcome = FoldResult | FoldFailure;

export function isFailure(outcome: FoldOutcome): outcome is FoldFailure {
  return 'failed' in outcome;
}

export function isResult(outcome: FoldOutcome): outcome is FoldResult {
  return !isFailure(outcome);
}
