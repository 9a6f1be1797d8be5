import {
  type FamilyNeed,
  type FamilyValues,
  type LostValues,
  type PlannedFamily,
  SIGNALS,
  type SignalName,
  type SignalState,
  type SignalStates,
} from '@wince/core';
import type { ObservedRow, RowFinding } from './extraction.ts';

/** Why what families need is missing from a row. */
export type LostNeeds = ReadonlyMap<
  FamilyNeed,
  { readonly status: Exclude<RowFinding['status'], 'used'>; readonly reason: string }
>;

/** Which of the statuses tells most, where every family is lost. */
const TELLING = ['unreadable', 'no-face', 'poor-quality', 'no-features'] as const;

/**
 * What became of a row: it is lost only where each of its families is.
 *
 * @param values of a family that has all that it needs, or why it has none
 */
export function observedRow(
  families: readonly Pick<PlannedFamily, 'needs' | 'record' | 'regions'>[],
  lost: LostNeeds,
  values: (family: number) => FamilyValues | LostValues,
  {
    notes = [],
    ...found
  }: Pick<RowFinding, 'sha256' | 'confidence' | 'shape' | 'look' | 'clip'> & {
    /** What is to be known of a file although it is used. */
    readonly notes?: readonly string[];
  },
): ObservedRow {
  const own = families.map(({ needs }, i) => {
    const missing = needs.map((need) => lost.get(need)).find((state) => state !== undefined);
    if (missing) return missing;
    const given = values(i);
    return 'reason' in given ? { status: 'no-features' as const, reason: given.reason } : given;
  });
  const states = own.flatMap((family) => ('status' in family ? [family] : []));
  const used = states.length < families.length;
  const [status] = TELLING.filter((each) => states.some((state) => state.status === each));
  const partial = found.clip?.partial;
  const reasons = used
    ? [
        ...(partial ? [`partial: ${partial}`] : []),
        ...notes,
        ...missingFamilies(families, (i) => {
          const family = own[i];
          return 'status' in family ? family.reason : null;
        }),
      ]
    : [states.find((state) => state.status === status)?.reason ?? ''];
  return {
    finding: {
      ...found,
      status: used ? 'used' : (status ?? 'no-features'),
      reason: reasons.join('; '),
      signals: signalsOf(families, lost),
      lost: own.map((family) => ('status' in family ? family.reason : null)),
    },
    values: own.map((family) => ('status' in family ? null : family)),
  };
}

/** What became of each signal, for families with these needs. */
export function signalsOf(families: readonly Pick<PlannedFamily, 'needs'>[], lost: LostNeeds): SignalStates {
  const needed = new Set(families.flatMap(({ needs }) => needs));
  const state = (signal: SignalName): SignalState => {
    if (!needed.has(signal)) return { status: 'not needed', reason: '' };
    const reason = lost.get(signal)?.reason;
    return reason === undefined ? { status: 'used', reason: '' } : { status: 'lost', reason };
  };
  const [face, frames, sound] = SIGNALS.map(state);
  return { face, frames, sound };
}

/**
 * What a used row lacks, in words: `no FAMILY: REASON`. What covers a region is told once, not for each family that looks at it.
 *
 * @param whyLost why a family has no values; null where it has
 */
export function missingFamilies(
  families: readonly Pick<PlannedFamily, 'record' | 'regions'>[],
  whyLost: (family: number) => string | null,
): readonly string[] {
  const reasons = families.flatMap(({ record, regions }, i) => {
    const reason = whyLost(i);
    if (reason === null) return [];
    return [regions.length > 0 && reason.startsWith('covered: ') ? reason : `no ${record.name}: ${reason}`];
  });
  return [...new Set(reasons)];
}
