import { howMany } from '../how-many.ts';
import { type CountedShare, countedShare, type McNemarTest, mcNemarTest } from './counts.ts';
import { type DeLongInterval, type DeLongTest, deLongInterval, deLongTest } from './delong.ts';
import { confusion } from './metrics.ts';
import type { ScoredRows } from './predictions.ts';

/** Shares that are counts of rows. */
export const countedNames = ['accuracy', 'sensitivity', 'specificity', 'precision'] as const;
/** A share that is a count of rows: `accuracy`, ... */
export type CountedName = (typeof countedNames)[number];

/**
 * What papers print beside the bootstrap: intervals that take rows for independent of each other. Where subjects have several rows they are too
 * narrow, and the note says so.
 */
export interface RowsAsIndependent {
  readonly counts: Readonly<Record<CountedName, CountedShare>>;
  readonly delong: DeLongInterval;
  /** Null where each subject has one row. */
  readonly note: string | null;
}

/** The same for two cells over the same rows. */
export interface PairAsIndependent {
  readonly mcnemar: McNemarTest;
  readonly delong: DeLongTest;
  readonly note: string | null;
}

export function rowsAsIndependent(rows: ScoredRows): RowsAsIndependent {
  const {
    true_positives: tp,
    false_positives: fp,
    true_negatives: tn,
    false_negatives: fn,
  } = confusion(rows.truth, rows.decision);
  return {
    counts: {
      accuracy: countedShare(tp + tn, tp + fp + tn + fn),
      sensitivity: countedShare(tp, tp + fn),
      specificity: countedShare(tn, tn + fp),
      precision: countedShare(tp, tp + fp),
    },
    delong: deLongInterval(rows.truth, rows.score),
    note: noteOf(rows),
  };
}

/** @param second the rows of the first in the same order, scored by another cell */
export function pairAsIndependent(first: ScoredRows, second: ScoredRows): PairAsIndependent {
  return {
    mcnemar: mcNemarTest(first.truth, first.decision, second.decision),
    delong: deLongTest(first.truth, first.score, second.score),
    note: noteOf(first),
  };
}

function noteOf({ truth, subjects }: ScoredRows): string | null {
  if (truth.length === subjects.length) return null;
  return `These figures take the ${howMany(truth.length, 'row')} of ${howMany(subjects.length, 'subject')} for independent of each other. Rows of one subject are not: the intervals are too narrow and p too small. Quote those by subject.`;
}
