import type { z } from 'zod';
import type { CatalogueEntry } from '../../catalogue.ts';
import type { PulseBand } from '../band.ts';
import type { Colours } from '../colour-trace.ts';

/** Colours of skin without a gap, at an even rate, and where their pulse is sought. */
export interface PulseInput {
  /** Mean levels of each channel, above 0. */
  readonly colours: Colours;
  /** Samples a second. */
  readonly rate: number;
  /** The weights of channels may be learned from what lies in this band; what lies outside stays in the signal. */
  readonly band: PulseBand;
}

/** The weights of relative red, green and blue in a signal. */
export type Projection = readonly [red: number, green: number, blue: number];

/** A way to make one signal of three channels, in which the pulse of the blood stands out. */
export interface PulseMethod<Parameters = unknown> extends CatalogueEntry {
  readonly title: string;
  readonly source: string;
  readonly parameters: z.ZodType<Parameters>;
  /** Where it joins projections of the channels: the weights of relative red, green and blue in each. */
  readonly projections?: readonly Projection[];
  /**
   * A signal as long as the channels, not band-passed. It has no unit, and **rises where green rises**: where there is less blood
   * in the skin. It does not change when all channels are multiplied by the same number.
   */
  extract(input: PulseInput, parameters: Parameters): Float64Array;
}

/** Declares a method: fixes its type, nothing else. */
export function definePulseMethod<Parameters>(method: PulseMethod<Parameters>): PulseMethod<Parameters> {
  return method;
}
