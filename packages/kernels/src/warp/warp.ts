/** A picture, where its new pixels come from, and how many there are. */
export interface Warp {
  readonly source: WarpSource;
  /** The new pixel at (x, y) comes from (a x + b y + c, d x + e y + f). */
  readonly map: WarpMap;
  /** What stands outside the picture: its nearest pixel, or one value. */
  readonly border: 'replicate' | number;
  /** Size of the new picture. */
  readonly width: number;
  readonly height: number;
  /** Samples along a side of a new pixel. */
  readonly fine: number;
}

/** Interleaved bytes, rows from the top. */
export interface WarpSource {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** An affine map of the plane. */
export interface WarpMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}
