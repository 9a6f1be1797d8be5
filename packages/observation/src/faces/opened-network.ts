import type { RgbImage } from '@wince/core';
import type { NetworkCard } from '@wince/networks';

/** Numbers of one tap: [pictures, channels, height, width] or [pictures, length], row-major. */
export interface TapValues {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A network that is ready to run, whatever runs it. Holds memory until it is closed. */
export interface OpenedNetwork {
  readonly card: NetworkCard;
  /** Runs a picture of exactly the network's size. @returns the values of each tap by its name */
  run(image: RgbImage): Promise<ReadonlyMap<string, TapValues>>;
  close(): Promise<void>;
}

/** Opens a network of the catalogue for some of its taps. */
export type OpenNetwork = (network: string, taps: readonly string[]) => Promise<OpenedNetwork>;
