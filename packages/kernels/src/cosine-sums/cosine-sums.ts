/** The weights of a cosine transform whose cosines are as long as a row, or a whole number of times shorter. */
export interface CosineWeights {
  /** Numbers of a row, an even one. */
  readonly bands: number;
  /** How many coefficients there are. */
  readonly count: number;
  /** The first half of the weights of each coefficient, one after the other. The second half is its mirror, of odd coefficients the negative of it. */
  readonly weights: Float64Array;
}

/**
 * The coefficients of rows. All forms give the same bits.
 *
 * @param levels rows of `bands` numbers
 * @param floor what is below counts as this
 * @param out rows of `count` numbers
 */
export type CosineSums = (levels: Float64Array, floor: number, rows: number, out: Float64Array) => void;

/** How a transform is prepared. */
export type OpenCosineSums = (weights: CosineWeights) => CosineSums;
