import { agreementOf, layRatings, WinceError } from '@wince/core';
import type { ClipMarks, GivenLabel, RaterPair } from '@wince/workbench';

/**
 * How each two raters agree on what their points mean. The first label of each rater of each item counts: a later one may have been
 * given after the other rater's was seen. Items that could not be seen whole have none.
 *
 * @param labels of one scale, in their order
 * @param subjectOf whose sample it is; samples that are not in the data set any more are left out
 * @param asking who asks: where raters differ is told only of pairs that this rater is one of
 * @returns pairs that have rated at least two items in common
 */
export function agreementOfRaters(
  labels: readonly GivenLabel[],
  subjectOf: ReadonlyMap<string, string>,
  asking: string,
): readonly RaterPair[] {
  const firsts = firstLabels(labels.filter(({ sample }) => subjectOf.has(sample)));
  const raters = [...firsts.keys()].toSorted();
  return raters.flatMap((one, i) =>
    raters.slice(i + 1).flatMap((other) => pairOf(firsts, [one, other], subjectOf, asking)),
  );
}

/** Of each rater the first label of each sample. */
function firstLabels(labels: readonly GivenLabel[]): Map<string, Map<string, GivenLabel>> {
  const firsts = new Map<string, Map<string, GivenLabel>>();
  for (const label of labels) {
    const own = firsts.get(label.who) ?? new Map<string, GivenLabel>();
    firsts.set(label.who, own);
    if (!own.has(label.sample)) own.set(label.sample, label);
  }
  return firsts;
}

function pairOf(
  firsts: ReadonlyMap<string, ReadonlyMap<string, GivenLabel>>,
  raters: readonly [string, string],
  subjectOf: ReadonlyMap<string, string>,
  asking: string,
): readonly RaterPair[] {
  const [first, second] = raters.map((who) => firsts.get(who) ?? new Map<string, GivenLabel>());
  const common = [...first.values()].flatMap(({ sample, word }) => {
    const other = second.get(sample)?.word ?? null;
    return word === null || other === null ? [] : [{ sample, words: [word, other] as [string, string] }];
  });
  const marks = [...first.values()].flatMap(({ sample, marks: own }) => {
    const others = second.get(sample)?.marks ?? null;
    return own && others ? [{ sample, both: [own, others] as [ClipMarks, ClipMarks] }] : [];
  });
  const ratings = common.flatMap(({ sample, words }) =>
    raters.map((rater, i) => ({
      ...{ item: sample, rater, subject: subjectOf.get(sample) ?? sample, value: words[i], place: sample },
    })),
  );
  const differences = common
    .filter(({ words: [one, other] }) => one !== other)
    .map((each) => ({ ...each, points: pointsOf(first.get(each.sample), second.get(each.sample)) }));
  const isAsking = raters.includes(asking);
  try {
    const { pairs, subjects } = agreementOf(layRatings(ratings, { level: 'nominal' }));
    const [{ kappa, agreement, items }] = pairs;
    const plain = (
      found: { value: number | null; ci95: readonly [number, number] | null } | null | undefined,
    ) => ({
      value: found?.value ?? null,
      ci95: found?.ci95 ? ([...found.ci95] as [number, number]) : null,
    });
    return [
      {
        ...{ raters: [...raters], items, subjects },
        ...{ kappa: plain(kappa?.unweighted), agreement: plain(agreement) },
        differences: isAsking ? differences : [],
        marks: isAsking ? marks : [],
      },
    ];
  } catch (error) {
    // Two who have rated nothing in common yet are no pair.
    if (error instanceof WinceError && error.code === 'too-few-ratings') return [];
    throw error;
  }
}

/** The points of two labels, item by item. */
function pointsOf(one?: GivenLabel, other?: GivenLabel): RaterPair['differences'][number]['points'] {
  return Object.entries(one?.items ?? {}).flatMap(([item, value]) => {
    const second = other?.items[item] ?? null;
    return value === null || second === null ? [] : [{ item, values: [value, second] as [number, number] }];
  });
}
