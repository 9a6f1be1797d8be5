import { coveredReason } from '../../face/covering/covering.ts';
import type { FamilyObserver, FamilyValues, LostValues, ObservedStretch, Observing } from '../family.ts';
import type { Moment } from '../moment.ts';

/** What a family gave of the moments of a stretch, in order of time; those in which a region that it needs is covered are left out. */
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
  /** In the place of values the reason why a moment has none: key frames are counted by moments. */
  const values: (Float32Array | string)[] = [];
  const forget = (before: number): void => {
    const first = times.findIndex((time) => time >= before);
    const gone = first < 0 ? times.length : first;
    times.splice(0, gone);
    values.splice(0, gone);
  };
  const described = (chosen: readonly (Float32Array | string)[]): DescribedMoments => ({
    times: times.filter((_, i) => typeof values[i] !== 'string'),
    values: values.filter(isThere),
    chosen: chosen.filter(isThere),
  });
  if (moment.of === 'strain') {
    return {
      strain(sample) {
        times.push(sample.time);
        values.push(moment.describe(sample));
      },
      forget,
      values: (stretch) => summary(described(values), stretch),
    };
  }
  return {
    async face({ time, registered, covering }) {
      const own = coveredReason(covering, moment.regions) ?? (await describe(moment, registered));
      times.push(time);
      values.push(own);
    },
    forget,
    values(stretch) {
      const chosen = stretch.keyFrames.map((place) => values[place]);
      const moments = described(chosen);
      const covered = [...chosen, ...values].find((own) => typeof own === 'string');
      if (covered === undefined) return summary(moments, stretch);
      const given = moments.values.length > 0 ? summary(moments, stretch) : { reason: covered };
      // Where too little is left, what covers the rest is the reason.
      return 'reason' in given ? { reason: covered } : given;
    },
  };
}

function isThere(own: Float32Array | string): own is Float32Array {
  return typeof own !== 'string';
}
