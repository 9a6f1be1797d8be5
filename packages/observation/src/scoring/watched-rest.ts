import { type ClipParameters, type Observing, openRowObserver, type PlannedFamily } from '@wince/core';
import { type PassOptions, passOver, type RecordingPart, tellRow } from '../pass/pass.ts';
import { lacksRest } from './at-rest.ts';

/** Seconds of rest, at least, for families that look at every frame: one window of the pulse. */
const LEAST = 10;

/** Families that show a change from rest and look at every frame: single faces do not tell what is usual. */
export function watchedChanges(families: readonly PlannedFamily[]): readonly PlannedFamily[] {
  return families.filter(({ sinceReference, needs }) => sinceReference && needs.includes('every-frame'));
}

/** Where a subject is at rest: the place that was named; else the first seconds, as many as the families need. */
export function placeOfRest(
  families: readonly PlannedFamily[],
  rest: RecordingPart | null | undefined,
  { rest: seconds }: Pick<ClipParameters, 'rest'>,
): { readonly start: number; readonly end: number } {
  const start = rest?.start ?? 0;
  const least = watchedChanges(families).length > 0 ? LEAST : 0;
  return { start, end: rest?.end ?? start + Math.max(seconds, least) };
}

/**
 * What is usual for the subject at rest, for families that look at every frame: the seconds of rest are read once beforehand.
 *
 * @returns values by the names of the families
 * @throws WinceError `needs-rest` where a family has no values at rest
 */
export async function watchedAtRest(
  families: readonly PlannedFamily[],
  observing: Observing,
  {
    rest,
    ...pass
  }: Pick<PassOptions, 'frames' | 'setup' | 'signal'> & { readonly rest: RecordingPart | null | undefined },
): Promise<ReadonlyMap<string, Float32Array>> {
  const own = watchedChanges(families);
  if (own.length === 0) return new Map();
  const observer = openRowObserver(own, observing, { reference: true });
  const place = placeOfRest(own, rest, observing.clips);
  const watch = { ...place, rate: observing.clips.rate, rest: 0, face: true, strain: true, between: true };
  for await (const event of passOver({ ...pass, rests: [place], watches: [watch] }))
    await tellRow(observer, event);
  return new Map(
    observer.values().map((found, i) => {
      const { name } = own[i].record;
      if ('reason' in found) throw lacksRest({ reason: `${name}: ${found.reason}` });
      return [name, Float32Array.from(found.values)] as const;
    }),
  );
}
