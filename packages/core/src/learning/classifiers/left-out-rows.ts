import type { Matrix } from '../../numbers/matrix.ts';

/** Rows that many folds learn from, each of them but a few. All arrays have one entry a row of `x`. */
export interface SharedRows {
  /** Feature values as they are: each fold has its own z-scores. Finite. */
  readonly x: Matrix;
  /** 1 for the positive label (pain), 0 for the negative one. */
  readonly y: Uint8Array;
}

/** A fold as what it leaves out of the shared rows. */
export interface LeftOutFold {
  /** Numbers of shared rows that are not trained on. */
  readonly left: Int32Array;
  /** Rows to score, with the columns of the shared rows. */
  readonly scored: Matrix;
}
