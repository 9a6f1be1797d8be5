import type { RgbImage } from '@wince/core';

/** Numbers of one tap: [pictures, channels, height, width] or [pictures, length], row-major. */
export interface TapValues {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What a network is called, and the size of the pictures that it takes, in pixels. */
export interface TakingPictures {
  readonly id: string;
  readonly input: { readonly width: number; readonly height: number };
}

/** A network that is ready to run, whatever runs it. Holds memory until it is closed. */
export interface OpenedNetwork {
  readonly card: TakingPictures;
  /** Runs a picture of exactly the network's size. @returns the values of each tap by its name */
  run(image: RgbImage): Promise<ReadonlyMap<string, TapValues>>;
  close(): Promise<void>;
}

/** Opens a network of the catalogue for some of its taps. */
export type OpenNetwork = (network: string, taps: readonly string[]) => Promise<OpenedNetwork>;
