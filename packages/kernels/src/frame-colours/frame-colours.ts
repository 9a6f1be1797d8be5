/** One channel of a stored frame. */
export interface StoredPlane {
  readonly data: Uint8Array;
  /** Where its first value stands in `data`. */
  readonly first: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** Bytes of a value: 1, or 2 with the lower one first. */
  readonly bytes: 1 | 2;
  /** Values from one pixel to the next: more than 1 where channels are interleaved. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** For each new position along one side: the first old position, how many, and their weights. */
export interface SideTaps {
  readonly first: Int32Array;
  readonly count: number;
  readonly weights: Float32Array;
}

/** A channel and how it is resized. A side without taps stays as it is. */
export interface ResizedPlane {
  readonly plane: StoredPlane;
  readonly across: SideTaps | null;
  readonly down: SideTaps | null;
}

/** How values of three channels become R, G and B: each is a sum of shares, and a number. No sum may reach 2^22. */
export interface ColourShares {
  /** What a step of luma adds to each colour. */
  readonly light: number;
  readonly toRed: number;
  readonly greenOfRed: number;
  readonly greenOfBlue: number;
  readonly toBlue: number;
  /** R, G and B where all three channels are 0. */
  readonly base: readonly [red: number, green: number, blue: number];
}

/** A frame that is made of stored channels. */
export interface StoredFrame {
  /** Luma, the blue difference and the red difference; resized they all have the size of the frame. */
  readonly planes: readonly [luma: ResizedPlane, blue: ResizedPlane, red: ResizedPlane];
  readonly width: number;
  readonly height: number;
  readonly shares: ColourShares;
}

/** Gives R, G and B of each pixel, rounded (ties to even) and clipped: three bytes, rows from the top. */
export type FrameColours = (frame: StoredFrame) => Uint8Array;
