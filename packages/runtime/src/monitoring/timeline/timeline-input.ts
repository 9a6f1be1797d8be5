import type { StrainReference, Stretch } from '@wince/core';
import type { PredictResult } from '../../model/predict.ts';
import type { WrittenVideo } from '../annotation/annotated-video.ts';
import type { VideoPrediction } from '../video-prediction.ts';

/** A time that the data set names: `baseline`, `lance`, `recovery`. */
export interface Period extends Stretch {
  readonly name: string;
}

/** A heat map of strain over the registered face, as PNG. */
export interface StrainHeatMap {
  readonly time: number;
  readonly strain: number;
  readonly png: Uint8Array;
}

/** What a timeline page is made of. */
export interface TimelineInput {
  readonly prediction: VideoPrediction;
  readonly model: PredictResult['model'];
  /** What the model was trained on, in words; see `predict`. */
  readonly trained: { readonly subjects: number; readonly rows: number; readonly dataset: string | null };
  readonly periods: readonly Period[];
  /** Null leaves every face out (`--no-faces`). */
  readonly heatMaps: {
    readonly reference: StrainReference;
    /** The strain of the last colour. */
    readonly largest: number;
    readonly pictures: readonly StrainHeatMap[];
  } | null;
  /** The annotated video that was written beside the page; null where there is none. */
  readonly written: WrittenVideo | null;
}
