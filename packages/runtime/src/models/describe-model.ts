import { thresholdOf } from '@wince/core';
import type { TrainedModel } from './archive.ts';

/** A model in words. */
export interface DescribedModel {
  readonly cell: string;
  readonly positive: string;
  readonly version: string;
  readonly synthetic: boolean;
  readonly score_means: string;
  readonly note: string;
}

/** What a reader must know of a model beside every score. */
export function describeModel({ manifest, fitted }: TrainedModel): DescribedModel {
  return {
    cell: manifest.cell,
    positive: manifest.positive,
    version: manifest.version,
    synthetic: manifest.dataset.synthetic,
    score_means: `a number from 0 to 1; a higher score is closer to ${manifest.positive}; ${thresholdOf(fitted)} or higher is decided as ${manifest.positive}; not a share of pain, not a score of a scale`,
    note: manifest.note,
  };
}
