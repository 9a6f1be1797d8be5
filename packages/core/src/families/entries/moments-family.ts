import type { FamilyObserver, FamilyValues, LostValues, ObservedStretch, Observing } from '../family.ts';
import type { Moment } from '../moment.ts';
import { meanOverFrames, usualOverFrames } from '../over-time/over-frames.ts';
import { type DescribedMoments, observeMoments } from './moments-observer.ts';

/**
 * A family of moments as a row shows it: of a picture the numbers of its face, of a clip their mean over the key frames (over all
 * moments where they are strain). A reference row shows what is usual: the median over all moments, and beside it the median
 * absolute deviation.
 */
export function observeMean(moment: Moment, observing: Observing): FamilyObserver {
  return observeMoments(moment, observing, (moments, stretch) => {
    if (stretch.kind === 'picture') return { values: moments.values[0], spread: null };
    return stretch.reference ? usual(moments) : mean(moments.chosen);
  });
}

/** The mean over all moments, from which the subject's own reference is taken later; of a reference row the median. */
export function observeChange(moment: Moment, observing: Observing): FamilyObserver {
  return observeMoments(moment, observing, (moments: DescribedMoments, stretch: ObservedStretch) =>
    stretch.reference ? usual(moments) : mean(moments.values),
  );
}

function usual({ values }: DescribedMoments): FamilyValues | LostValues {
  const width = values[0]?.length ?? 0;
  const [median, spread] = [new Float32Array(width), new Float32Array(width)];
  if (width > 0) usualOverFrames(values, median, spread);
  return orLost(median, spread);
}

function mean(moments: readonly Float32Array[]): FamilyValues | LostValues {
  const values = new Float32Array(moments[0]?.length ?? 0);
  if (values.length > 0) meanOverFrames(moments, values);
  return orLost(values, null);
}

function orLost(values: Float32Array, spread: Float32Array | null): FamilyValues | LostValues {
  const lost = values.length === 0 || values.some(Number.isNaN);
  return lost
    ? { reason: 'the features could not be computed for any frame of the clip' }
    : { values, spread };
}
