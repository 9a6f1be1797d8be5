import type { z } from 'zod';
import type { CatalogueEntry } from '../../catalogue.ts';
import type { Matrix } from '../../numbers/matrix.ts';

/** Rows with what a supervised stage may know of them. All arrays have one entry a row of `x`. */
export interface LabelledRows {
  /** Feature values, not scaled. */
  readonly x: Matrix;
  /** 1 for the positive label (pain), 0 for the negative one. Selectors also take several classes, from 0 up. */
  readonly y: Uint8Array;
  /** The subject of each row, as any whole number that is the subject's own. */
  readonly subjects: Int32Array;
  /**
   * What several raters say of each row: the share who call it positive, in [0, 1]; NaN where nobody has rated it. Classifiers learn from
   * it in the place of `y`, and nothing else does. Default: they learn from `y`.
   */
  readonly soft?: Float64Array;
}

/** Ranks the columns of a table by how well they tell the labels apart, from training rows alone. */
export interface Selector<Parameters = unknown> extends CatalogueEntry {
  readonly title: string;
  readonly source: string;
  readonly parameters: z.ZodType<Parameters>;
  /** Columns with a weight at or below this are never kept; -Infinity where every column may be. */
  readonly least: number;
  /** Whether every column weighs the same, so that nothing is gained by weighing apart from the fits. */
  readonly isConstant?: true;
  /** One weight a column, larger is better, for the given training rows. @throws WinceError on NaN or one class. */
  weights(rows: LabelledRows, parameters: Parameters): Float64Array;
  /**
   * The weights of many training sets of the same table at once, where folds can share work. Must give, bit for
   * bit, what `weights` gives on each.
   */
  weightsOfFolds?(
    rows: LabelledRows,
    training: readonly Int32Array[],
    parameters: Parameters,
  ): Float64Array[];
  /** The work of `weightsOfFolds` in parts, which may be done anywhere and in any order. */
  readonly inParts?: SelectorInParts<Parameters>;
}

/** Which part of the work: the one with number `part`, from 0, of `parts`. */
export interface PartOfWork {
  readonly part: number;
  readonly parts: number;
}

/** Weights of many training sets of one table in parts: first what no training set changes, in parts, then training sets apart. */
export interface SelectorInParts<Parameters> {
  /** What one part gives, as plain numbers. @throws WinceError for rows that `weightsOfFolds` refuses */
  part(rows: LabelledRows, parameters: Parameters, part: PartOfWork): Float64Array;
  /**
   * The weights of some training sets: bit for bit the result of `weightsOfFolds`.
   *
   * @param parts what `part` gave, each part once, in any order
   */
  folds(
    rows: LabelledRows,
    training: readonly Int32Array[],
    parameters: Parameters,
    parts: readonly Float64Array[],
  ): Float64Array[];
}

/** Declares a selector: fixes its type, nothing else. */
export function defineSelector<Parameters>(selector: Selector<Parameters>): Selector<Parameters> {
  return selector;
}
