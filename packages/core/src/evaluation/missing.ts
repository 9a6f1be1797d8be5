import { quantile } from '../numbers/quantile.ts';
import { wilsonInterval } from './counts.ts';
import { drawSubjects } from './intervals.ts';
import type { MissingRow } from './predictions.ts';
import { byUnits } from './protocol.ts';

/** How many of some labelled samples could not be used. */
export interface UnusableShare {
  /** The label or the subject. */
  readonly of: string;
  readonly unusable: number;
  readonly samples: number;
  /** `unusable` / `samples`, in [0, 1]. */
  readonly share: number;
}

/** The difference between the shares of two labels, the first less the second. */
export interface UnusableDifference {
  readonly labels: readonly [string, string];
  readonly difference: number;
  /** 95 %; with more than two labels, of all their differences together. */
  readonly interval: readonly [number, number];
}

/** How many rows had no usable face, by label and by subject. */
export interface UnusableShares {
  readonly by_label: readonly UnusableShare[];
  readonly by_subject: readonly UnusableShare[];
  /** Of the two labels whose shares differ most; null for one label. */
  readonly difference: UnusableDifference | null;
  /** Whether its interval leaves out 0: faces in pain are harder to find, and leaving them out flatters. */
  readonly labels_differ: boolean;
}

type LabelledRow = Pick<MissingRow, 'subject' | 'truth'>;

/** Bootstrap draws of subjects; the seed is the same for everybody, as in `metrics.json`. */
const DRAWS = 2000;
const SEED = 'wince';

/** Shares of samples without a usable face, by label and by subject, each in the order of their names. */
export function unusableShares(
  used: readonly LabelledRow[],
  missing: readonly LabelledRow[],
): UnusableShares {
  const by_label = sharesBy('truth', used, missing);
  const difference = missing.length === 0 ? null : largestDifference(by_label, used, missing);
  return {
    by_label,
    by_subject: sharesBy('subject', used, missing),
    difference,
    labels_differ: difference !== null && (difference.interval[0] > 0 || difference.interval[1] < 0),
  };
}

function sharesBy(
  key: 'subject' | 'truth',
  used: readonly LabelledRow[],
  missing: readonly LabelledRow[],
): readonly UnusableShare[] {
  const counts = new Map<string, { unusable: number; samples: number }>();
  const count = (name: string, unusable: 0 | 1) => {
    const own = counts.get(name) ?? { unusable: 0, samples: 0 };
    counts.set(name, { unusable: own.unusable + unusable, samples: own.samples + 1 });
  };
  for (const row of used) count(row[key], 0);
  for (const row of missing) count(row[key], 1);
  return [...counts]
    .sort(([a], [b]) => byUnits(a, b))
    .map(([of, { unusable, samples }]) => ({ of, unusable, samples, share: unusable / samples }));
}

/**
 * The labels whose shares differ most, with an interval that holds two things: that rows of one subject belong together (a bootstrap
 * over subjects), and that few rows say little whatever the subjects are (Newcombe's interval). It reaches as far as either.
 *
 * @source Newcombe 1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 */
function largestDifference(
  by_label: readonly UnusableShare[],
  used: readonly LabelledRow[],
  missing: readonly LabelledRow[],
): UnusableDifference | null {
  if (by_label.length < 2) return null;
  const sorted = [...by_label].sort((a, b) => b.share - a.share);
  const [most, least] = [sorted[0], sorted[sorted.length - 1]];
  const pairs = (by_label.length * (by_label.length - 1)) / 2;
  const drawn = drawnInterval(most.of, least.of, used, missing, 0.025 / pairs);
  const counted = newcombeInterval(most, least);
  return {
    labels: [most.of, least.of],
    difference: most.share - least.share,
    interval: [Math.min(drawn[0], counted[0]), Math.max(drawn[1], counted[1])],
  };
}

function newcombeInterval(a: UnusableShare, b: UnusableShare): readonly [number, number] {
  const [lowA, highA] = wilsonInterval(a.unusable, a.samples);
  const [lowB, highB] = wilsonInterval(b.unusable, b.samples);
  const difference = a.share - b.share;
  return [
    difference - Math.hypot(a.share - lowA, highB - b.share),
    difference + Math.hypot(highA - a.share, b.share - lowB),
  ];
}

/** @param tail the share of draws that is left out at either end */
function drawnInterval(
  first: string,
  second: string,
  used: readonly LabelledRow[],
  missing: readonly LabelledRow[],
  tail: number,
): readonly [number, number] {
  const subjects = [...new Set([...used, ...missing].map(({ subject }) => subject))].sort(byUnits);
  const place = new Map(subjects.map((name, s) => [name, s]));
  // Of each subject: unusable and all rows of the first label, then of the second.
  const counts = new Float64Array(4 * subjects.length);
  const count = ({ subject, truth }: LabelledRow, unusable: 0 | 1) => {
    if (truth !== first && truth !== second) return;
    const at = 4 * (place.get(subject) ?? 0) + (truth === first ? 0 : 2);
    counts[at] += unusable;
    counts[at + 1]++;
  };
  for (const row of used) count(row, 0);
  for (const row of missing) count(row, 1);
  const { times } = drawSubjects(subjects, DRAWS, SEED);
  const differences = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    const sums = [0, 0, 0, 0];
    for (let s = 0; s < subjects.length; s++) {
      const n = times[draw * subjects.length + s];
      for (let i = 0; i < 4; i++) sums[i] += n * counts[4 * s + i];
    }
    differences[draw] = sums[0] / sums[1] - sums[2] / sums[3];
  }
  // A draw without rows of one label has no difference.
  const defined = differences.filter((value) => !Number.isNaN(value)).sort();
  return defined.length === 0 ? [-1, 1] : [quantile(defined, tail), quantile(defined, 1 - tail)];
}
