import type { ScoredRows } from '../predictions.ts';
import { shiftPrevalence } from './prior-shift.ts';

/** Rows whose scores are held to be probabilities of the positive label at some prevalence. All arrays have one entry a row. */
export interface ProbabilityRows extends Pick<ScoredRows, 'truth' | 'score' | 'subject' | 'subjects'> {
  /** Makes the share of positive rows the prevalence at which the scores hold; 1 for each row where none is named. */
  readonly weight: Float64Array;
  /** The share of positive rows, as they are. */
  readonly share: number;
  /** The prevalence that was named; null where scores hold at that of the training rows. */
  readonly named: number | null;
}

/** Rows with the weights that a named prevalence asks for. Rows of one label have no such weights: all weigh 1. */
export function probabilityRows(rows: ScoredRows, named: number | null): ProbabilityRows {
  const { truth, score, subject, subjects } = rows;
  const share = truth.reduce((sum, label) => sum + label, 0) / truth.length;
  const both = share > 0 && share < 1;
  const [negative, positive] = named === null || !both ? [1, 1] : [(1 - named) / (1 - share), named / share];
  const weight = Float64Array.from(truth, (label) => (label === 1 ? positive : negative));
  return { truth, score, subject, subjects, weight, share, named };
}

/** The probability of each row at the share of positive rows that the table itself has. */
export function ownProbabilities({ score, share, named }: ProbabilityRows): Float64Array {
  if (named === null || !(share > 0 && share < 1)) return score;
  return score.map((each) => shiftPrevalence(each, named, share));
}
