import type { Rows } from '../row-pairs/rows.ts';

/** The kernel of all pairs of rows of a machine. */
export type PairTable =
  | {
      readonly kind: 'values';
      readonly rows: number;
      /** rows x rows, symmetric */
      readonly values: Float64Array;
    }
  | {
      /** a b of rows that are rounded to whole steps (`stepsOfRows`), in single precision. Exact but for that. */
      readonly kind: 'products';
      readonly x: Rows;
    }
  | {
      /** exp(-gamma |a - b|^2), in single precision. */
      readonly kind: 'gaussian';
      readonly x: Rows;
      readonly gamma: number;
    };

/**
 * Signed multipliers within their bounds, and the slope of the objective along each. A step adds to one multiplier what it takes from
 * another. All have a number a row.
 */
export interface Multipliers {
  readonly signed: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly slope: Float64Array;
}

/** How far steps have come. */
export interface StepsDone {
  readonly steps: number;
  /** Whether no pair violates the conditions by more than the tolerance. */
  readonly optimal: boolean;
}

/** What a solver does with the kernel of all pairs. All forms give the same bits. */
export interface PairSteps {
  readonly rows: number;
  /**
   * Moves the pair that violates the optimality conditions most, by second-order information, to the optimum on its line, until no pair
   * violates them by more than `tolerance`, or `most` steps are done.
   *
   * @param isChecked whether the conditions are looked at once more after `most` steps
   */
  step(at: Multipliers, tolerance: number, most: number, isChecked: boolean): StepsDone;
  /**
   * The same with slopes of single precision, in less than half the time: `slope` is off by their rounding afterwards, and must be made anew. Null for a
   * table of double precision.
   */
  readonly coarse: ((at: Multipliers, tolerance: number, most: number) => StepsDone) | null;
  /** Takes lines of the table, each times its factor, away from the slopes. */
  subtract(which: Int32Array, factors: Float64Array, slope: Float64Array): void;
  /** The kernel of the pairs of some rows, line by line. */
  values(which: Int32Array): Float64Array;
  /** The same for some rows: of use until it is asked for again. */
  part(which: Int32Array): PairSteps;
}

/** Columns whose products are added up in 32 bits. */
export const COLUMNS_AT_ONCE = 128;

/** Where a curvature is not positive (equal rows), as small a one is taken instead. */
export const LEAST_CURVATURE = 1e-12;

/** The squared length of each row. */
export function squaresOf({ rows, columns, data }: Rows): Float64Array {
  const squares = new Float64Array(rows);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) squares[r] += data[at] * data[at];
  }
  return squares;
}
