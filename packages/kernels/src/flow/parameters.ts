/** Parameters of dense optical flow by polynomial expansion. They are trusted: whoever reads them from outside checks them. */
export interface FlowParameters {
  /** The size of a level of the pyramid over that of the level below it, below 1. 0.5: each level is half as wide. */
  readonly pyramidScale: number;
  /** Levels above the picture itself. Levels less than `smallest` pixels wide or high are left out. */
  readonly levels: number;
  /** Pixels: no level is less wide or high than this. */
  readonly smallest: number;
  /** Pixels: the side of the window over which neighbours are taken to move alike. Odd, so that it has a middle. */
  readonly window: number;
  /** `box` weighs all pixels of a window alike; `gaussian` with a deviation of 0.3 of half its side. */
  readonly windowKind: 'box' | 'gaussian';
  /** Estimates at each level, each beginning at the last. */
  readonly iterations: number;
  /** Pixels to each side that the polynomial of a pixel is fitted to. */
  readonly neighbourhood: number;
  /** Pixels: the deviation of the Gaussian that weighs the neighbourhood. */
  readonly sigma: number;
}
