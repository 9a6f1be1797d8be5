import {
  type Abstention,
  abstentionOf,
  fusionOf,
  outsideOf,
  prevalenceOf,
  promisedCoverage,
  thresholdOf,
} from '@wince/core';
import type { TrainedModel } from '@wince/observation';

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
  /** How the scores of modalities become one; null where they are not fused. */
  readonly fusion: {
    readonly by: 'early' | 'mean' | 'stack';
    /** How much each counts: of their sum 1 in a mean, coefficients of the log-odds in a stack, null where columns are joined. */
    readonly modalities: readonly { readonly name: string; readonly weight: number | null }[];
  } | null;
  /** Which rows it calls outside what it was trained on, by how many training subjects; null where it does not tell. */
  readonly outside: {
    readonly subjects: number;
    /** The share of new subjects of the same kind that are called outside by chance. */
    readonly share: number;
    /** What is compared: the features; light and sharpness, and the apparent age, where they are known. */
    readonly looks_at: readonly string[];
  } | null;
  readonly note: string;
}

function describeFusion({ manifest, fitted }: TrainedModel): DescribedModel['fusion'] {
  if (manifest.modalities.length === 0) return null;
  const fused = fusionOf(fitted);
  if (!fused)
    return { by: 'early', modalities: manifest.modalities.map(({ name }) => ({ name, weight: null })) };
  const { by, weights, modalities } = fused;
  const all = by === 'mean' ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
  return { by, modalities: modalities.map(({ name }, m) => ({ name, weight: weights[m] / all })) };
}

/** What a reader must know of a model beside every score. */
export function describeModel({ manifest, fitted }: TrainedModel): DescribedModel {
  const calibration = fitted.stages.find(({ stage }) => stage === 'calibrate')?.id ?? null;
  const prevalence = prevalenceOf(fitted)?.value ?? null;
  const abstention = abstentionOf(fitted);
  const outside = outsideOf(fitted);
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
    fusion: describeFusion({ manifest, fitted }),
    outside: outside && {
      ...{ subjects: outside.subjects, share: outside.share },
      looks_at: [
        'features',
        ...(outside.look ? ['light and sharpness'] : []),
        ...(outside.age ? ['apparent age'] : []),
      ],
    },
    note: manifest.note,
  };
}
