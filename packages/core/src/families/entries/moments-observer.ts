import type { FamilyObserver, FamilyValues, LostValues, ObservedStretch, Observing } from '../family.ts';
import type { Moment } from '../moment.ts';

/** What a family gave of the moments of a stretch, in order of time. */
export interface DescribedMoments {
  /** Seconds, one for each moment. */
  readonly times: readonly number[];
  readonly values: readonly Float32Array[];
  /** Those that stand for the stretch: its key frames where moments are faces, all where they are strain. */
  readonly chosen: readonly Float32Array[];
}

/** Observes the moments that a family describes, and gives what `summary` makes of them. */
export function observeMoments(
  moment: Moment,
  { describe }: Observing,
  summary: (moments: DescribedMoments, stretch: ObservedStretch) => FamilyValues | LostValues,
): FamilyObserver {
  const times: number[] = [];
  const values: Float32Array[] = [];
  const forget = (before: number): void => {
    const first = times.findIndex((time) => time >= before);
    const gone = first < 0 ? times.length : first;
    times.splice(0, gone);
    values.splice(0, gone);
  };
  if (moment.of === 'strain') {
    return {
      strain(sample) {
        times.push(sample.time);
        values.push(moment.describe(sample));
      },
      forget,
      values: (stretch) => summary({ times, values, chosen: values }, stretch),
    };
  }
  return {
    async face({ time, registered }) {
      const own = await describe(moment, registered);
      times.push(time);
      values.push(own);
    },
    forget,
    values: (stretch) =>
      summary({ times, values, chosen: stretch.keyFrames.map((place) => values[place]) }, stretch),
  };
}
