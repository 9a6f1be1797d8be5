/** Whole blocks of a picture's pixels, all of them within the picture. */
export interface Blocks {
  /** Interleaved bytes, rows from the top. */
  readonly data: Uint8Array;
  /** Pixels in a row of the picture. */
  readonly width: number;
  readonly channels: 1 | 3;
  /** The first pixel of the first block. */
  readonly left: number;
  readonly top: number;
  /** Pixels along a block's side: at least 1, below 2900, so that sums stay below 2^31. */
  readonly block: number;
  /** How many blocks there are. */
  readonly columns: number;
  readonly rows: number;
}

/** Where means go: the first one's first byte, and bytes from one row of blocks to the next. */
export interface BlockPlace {
  readonly at: number;
  readonly line: number;
}

/** Writes the rounded mean of each channel of each block into `out`. */
export type FillBlockMeans = (blocks: Blocks, out: Uint8Array, place: BlockPlace) => void;
