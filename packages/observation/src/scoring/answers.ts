import { abstentionOf, holdsLabel, labelSet, promisedCoverage } from '@wince/core';
import type { TrainedModel } from './trained-model.ts';

/** Why a model that abstains gives an answer, or none. */
export interface PredictedAnswer {
  /** The labels that are not ruled out: the model's own words. */
  readonly not_ruled_out: readonly string[];
  /** The share of rows of each label, of new subjects, whose true label is not ruled out. */
  readonly promised_coverage: number;
  readonly reason: string;
}

/** What a set of labels says, and what it promises. @throws Error for a model that does not abstain */
export function answerOf(
  set: number,
  { positive, negative }: TrainedModel['manifest'],
  fitted: TrainedModel['fitted'],
): PredictedAnswer {
  const kept = abstentionOf(fitted);
  if (!kept) throw new Error('a model that answers each row has sets of labels');
  const { level, subjects } = kept;
  const percent = `${Number((100 * level).toFixed(2))} %`;
  const known = `${subjects.positive} calibration subjects with ${positive} and ${subjects.negative} without`;
  const words: Readonly<Record<number, string>> = {
    [labelSet.both]: `neither label is ruled out at ${percent}, by ${known}`,
    [labelSet.neither]: `both labels are ruled out at ${percent}, by ${known}: the row is unlike all of them`,
    [labelSet.positive]: `the absence of ${positive} is ruled out at ${percent}, by ${known}`,
    [labelSet.negative]: `${positive} is ruled out at ${percent}, by ${known}`,
  };
  return {
    not_ruled_out: [...(holdsLabel(set, 1) ? [positive] : []), ...(holdsLabel(set, 0) ? [negative] : [])],
    promised_coverage: promisedCoverage(kept),
    reason: words[set],
  };
}
