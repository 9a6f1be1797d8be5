import type { Form } from '../form.ts';

/** Where new pixels of a picture come from. */
export interface SpanSource {
  /** Interleaved bytes, rows from the top. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The new pixel at (x, y) comes from (a x + b y + c, d x + e y + f). */
  readonly map: {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly d: number;
    readonly e: number;
    readonly f: number;
  };
  /** Samples along a side of a new pixel. */
  readonly fine: number;
}

/** Bilinear samples of one picture under one map. */
export interface Spans {
  readonly form: Form;
  /**
   * Fills new pixels of row `y`, from `x` to before `end`, each with the mean of `fine` x `fine` samples. All of these samples lie at
   * 0 or more and below the last row and the last column.
   *
   * @param out interleaved bytes; the pixel at `x` goes to `at`
   */
  fill(y: number, x: number, end: number, out: Uint8Array, at: number): void;
}
