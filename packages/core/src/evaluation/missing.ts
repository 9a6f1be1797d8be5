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

/** How many rows had no usable face, by label and by subject. */
export interface UnusableShares {
  readonly by_label: readonly UnusableShare[];
  readonly by_subject: readonly UnusableShare[];
  /** Whether the shares of the labels differ at all: faces in pain are harder to find, and leaving them out flatters. */
  readonly labels_differ: boolean;
}

/** Shares of samples without a usable face, by label and by subject, each in the order of their names. */
export function unusableShares(
  used: readonly Pick<MissingRow, 'subject' | 'truth'>[],
  missing: readonly Pick<MissingRow, 'subject' | 'truth'>[],
): UnusableShares {
  const by_label = sharesBy('truth', used, missing);
  const [first, ...others] = by_label;
  return {
    by_label,
    by_subject: sharesBy('subject', used, missing),
    // Compared as products of whole numbers: shares of equal size need not be equal as floating-point numbers.
    labels_differ: others.some((other) => other.unusable * first.samples !== first.unusable * other.samples),
  };
}

function sharesBy(
  key: 'subject' | 'truth',
  used: readonly Pick<MissingRow, 'subject' | 'truth'>[],
  missing: readonly Pick<MissingRow, 'subject' | 'truth'>[],
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
