import { type Abstention, abstentionOf, prevalenceOf, promisedCoverage, thresholdOf } from '@wince/core';
import type { TrainedModel } from './archive.ts';

/** A model in words. */
export interface DescribedModel {
  readonly cell: string;
  readonly positive: string;
  readonly version: string;
  readonly synthetic: boolean;
  readonly score_means: string;
  /** What makes its scores probabilities; null where they are those of the classifier. */
  readonly calibration: string | null;
  /** The share of pain at which its scores hold, as far as they are probabilities; null where the model does not state it. */
  readonly prevalence: number | null;
  /** When it cannot tell; null where each row gets an answer. */
  readonly abstention: {
    readonly method: Abstention['method'];
    readonly level: number;
    readonly promised_coverage: number;
    readonly subjects: { readonly positive: number; readonly negative: number };
  } | null;
  readonly note: string;
}

/** What a reader must know of a model beside every score. */
export function describeModel({ manifest, fitted }: TrainedModel): DescribedModel {
  const calibration = fitted.stages.find(({ stage }) => stage === 'calibrate')?.id ?? null;
  const prevalence = prevalenceOf(fitted)?.value ?? null;
  const abstention = abstentionOf(fitted);
  const { positive } = manifest;
  const kind =
    calibration === null
      ? `a number from 0 to 1; a higher score is closer to ${positive}`
      : `a probability of ${positive}, calibrated by ${calibration}`;
  const at =
    prevalence === null
      ? ''
      : `; it holds where the share of ${positive} is ${Number(prevalence.toFixed(3))}`;
  const no = calibration === null ? 'not a share of pain, not a score of a scale' : 'not a score of a scale';
  return {
    cell: manifest.cell,
    positive,
    version: manifest.version,
    synthetic: manifest.dataset.synthetic,
    score_means: `${kind}${at}; ${thresholdOf(fitted)} or higher is decided as ${positive}; ${no}`,
    calibration,
    prevalence,
    abstention: abstention && {
      ...{ method: abstention.method, level: abstention.level },
      promised_coverage: promisedCoverage(abstention),
      subjects: { positive: abstention.subjects.positive, negative: abstention.subjects.negative },
    },
    note: manifest.note,
  };
}
