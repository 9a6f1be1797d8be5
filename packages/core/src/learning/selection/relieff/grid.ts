import { MOST_STEPS, openRowDifferences, type RowDifferences } from '@wince/kernels';
import type { Matrix } from '../../../numbers/matrix.ts';

/**
 * Steps of the grid in one range. Whole numbers below 2^53 add up exactly in float64 in any order, so sums of up to
 * 2^19 differences of at most one range (2^34 steps) are the same whoever adds them and in whatever order. One step is
 * 6e-11 of a column's range.
 */
export const STEPS = 2 ** 34;

/** A table in which every column runs from 0 to `STEPS` over its range, in whole steps; constant columns are 0. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Whole numbers, row-major. */
  readonly values: Float64Array;
  /** The least and greatest value of each column in the table. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** What rows differ by, in steps: exact. */
  readonly differences: RowDifferences;
  /** The same table in coarser steps. */
  coarse(): CoarseGrid;
}

/** A grid of coarser steps, in whole numbers of 16 bits. */
export interface CoarseGrid {
  readonly rows: number;
  readonly columns: number;
  readonly data: Int16Array;
  /** Steps of the grid in one of its steps. */
  readonly step: number;
}

/** Puts a table on the grid of its own ranges. */
export function toGrid(x: Matrix): Grid {
  const { rows, columns, data } = x;
  const differences = openRowDifferences(rows, columns);
  const { values } = differences;
  const lowest = new Float64Array(columns).fill(Infinity);
  const highest = new Float64Array(columns).fill(-Infinity);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) {
      const value = data[at];
      if (value < lowest[c]) lowest[c] = value;
      if (value > highest[c]) highest[c] = value;
    }
  }
  const scale = lowest.map((low, c) => stepsPerUnit(low, highest[c]));
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) values[at] = Math.round((data[at] - lowest[c]) * scale[c]);
  }
  let known: CoarseGrid | undefined;
  return {
    ...{ rows, columns, values, lowest, highest, differences },
    coarse() {
      known ??= coarser(values, rows, columns);
      return known;
    },
  };
}

/** Steps of 2^-14 of a range; of many columns larger ones, so that sums stay below 2^31. */
function coarser(values: Float64Array, rows: number, columns: number): CoarseGrid {
  let step = STEPS / MOST_STEPS;
  while ((STEPS / step) * columns >= 2 ** 31) step *= 2;
  const data = new Int16Array(values.length);
  const share = 1 / step;
  for (let i = 0; i < values.length; i++) data[i] = values[i] * share;
  return { rows, columns, data, step };
}

/** How many steps one unit of a column is; 0 for a column without a range. */
export function stepsPerUnit(lowest: number, highest: number): number {
  return highest > lowest ? STEPS / (highest - lowest) : 0;
}
