import {
  type KeyFrame,
  type Observing,
  openKeyFrameStream,
  openRowObserver,
  type PlannedFamily,
  type TrackedFrame,
  WinceError,
} from '@wince/core';
import type { NoRest } from '../pass/rest.ts';

/** Measures what is usual for the subject at rest, for families that show a change from it. */
export interface RestValues {
  /** Takes each frame of rest. */
  add(frame: TrackedFrame): Promise<void>;
  /** What is usual, by the names of the families; those of a region that was covered are missing. @throws WinceError `needs-rest` where no frame of rest could be described */
  end(): Promise<ReadonlyMap<string, Float32Array>>;
}

/** @param families those whose values are a change */
export function measureAtRest(families: readonly PlannedFamily[], observing: Observing): RestValues {
  const observer = openRowObserver(families, observing, { reference: true });
  const stretches = openKeyFrameStream({
    interval: 1 / observing.clips.described,
    minimumDistance: 0,
    longest: Number.POSITIVE_INFINITY,
  });
  let described = 0;
  const take = async (frame: KeyFrame | undefined): Promise<void> => {
    if (!frame) return;
    described++;
    await observer.described(frame);
  };
  return {
    add: (frame) => take(stretches.next(frame)),
    async end() {
      await take(stretches.end());
      if (families.length === 0) return new Map();
      if (described === 0) throw lacksRest({ reason: 'there is no usable frame at rest to compare with' });
      return new Map(
        observer.values().flatMap((own, i) => {
          const { record, regions } = families[i];
          if (!('reason' in own)) return [[record.name, own.values] as const];
          // A region that is covered at rest is missing from the scores; the others are not.
          if (regions.length > 0) return [];
          throw lacksRest({ reason: `${record.name}: ${own.reason}` });
        }),
      );
    },
  };
}

/** The error of a model that measures against rest where there is none. */
export function lacksRest({ reason }: NoRest): WinceError {
  return new WinceError('needs-rest', `The model compares with the subject at rest: ${reason}.`, {
    hint: 'Name seconds of the video in which the face is visible and at rest.',
  });
}
