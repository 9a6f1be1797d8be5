import type { MonitoredVideo, RegionName, StrainReference, Stretch } from '@wince/core';

/** A time that the data set names: `baseline`, `lance`, `recovery`. */
export interface NamedPeriod extends Stretch {
  readonly name: string;
}

/** The mean strain of a region of the face. */
export interface StrainOfRegion {
  readonly region: RegionName;
  readonly strain: number;
}

/** A heat map of strain over the registered face, as PNG. */
export interface StrainHeatMap {
  readonly time: number;
  /** The mean of the face. */
  readonly strain: number;
  /** The largest first. */
  readonly regions: readonly StrainOfRegion[];
  /** Stands in the page as it is: encode it from pixels. */
  readonly png: Uint8Array;
}

/** What a timeline page is made of. */
export interface TimelineInput {
  readonly prediction: {
    readonly file: string;
    readonly video: MonitoredVideo;
    /** Why the end of the video is missing; null where it was read to its end. */
    readonly partial: string | null;
  };
  readonly model: {
    readonly cell: string;
    readonly positive: string;
    readonly version: string;
    readonly synthetic: boolean;
    readonly score_means: string;
    readonly note: string;
  };
  /** What the model was trained on, in words; see `predict`. */
  readonly trained: { readonly subjects: number; readonly rows: number; readonly dataset: string | null };
  readonly periods: readonly NamedPeriod[];
  /** Null leaves every face out (`--no-faces`). */
  readonly heatMaps: {
    readonly reference: StrainReference;
    /** The strain of the last colour. */
    readonly largest: number;
    readonly pictures: readonly StrainHeatMap[];
  } | null;
  /** The annotated video that was written beside the page; null where there is none. */
  readonly written: {
    readonly path: string;
    /** Why the recording's sound is left out; null where it was copied. */
    readonly soundLeftOut: string | null;
  } | null;
}
