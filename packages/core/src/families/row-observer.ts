import { faceLook } from '../face/look.ts';
import type { SoundBlock } from '../recording/sound.ts';
import { openClipKeyFrames } from '../recording/tracking/key-frames/clip-key-frames.ts';
import type { KeyFrame } from '../recording/tracking/key-frames/key-frame.ts';
import { FRAME_FAULTS, type FrameFaultName, type TrackedFrame } from '../recording/tracking/tracked-frame.ts';
import {
  openTrackedTime,
  type TrackedTimeCount,
  trackedTimeParameters,
} from '../recording/tracking/tracked-time.ts';
import type { VideoFrame } from '../recording/video-frame.ts';
import type { FamilyObserver, FamilyValues, LostValues, Observing, PlannedFamily } from './family.ts';
import type { StrainSample } from './strain/series.ts';

/** A frame that stands for its clip. */
export interface ChosenFrame {
  /** Seconds from the beginning of the recording. */
  readonly time: number;
  /** From the most similar of the others; null where it is the only one. See `thumbnailDistance`. */
  readonly distance: number | null;
}

/** How a stretch of a recording was followed. */
export interface FollowedStretch {
  /** Frames that were looked at. */
  readonly frames: number;
  /** From its first frame to the end of its last. */
  readonly seconds: number;
  /** Shares of its time: usable, and under each fault. A moment may have several faults. */
  readonly usable: number;
  readonly faults: ReadonlyMap<FrameFaultName, number>;
  /** Frames that were described. */
  readonly described: number;
  /** The mesh's confidence, on average over described frames; null where there are none. */
  readonly confidence: number | null;
  readonly keyFrames: readonly ChosenFrame[];
  /** The frame with the sharpest of the described faces; null where there is none. */
  readonly sharpest: KeyFrame | null;
}

/** Observes a row of a recording for all its families at once. Calls are made one after the other, in order of time. */
export interface RowObserver {
  frame(frame: VideoFrame): Promise<void>;
  tracked(frame: TrackedFrame): Promise<void>;
  between(frame: VideoFrame): Promise<void>;
  strain(sample: StrainSample): void;
  /** The best frame of a stretch that has ended. */
  described(frame: KeyFrame): Promise<void>;
  sound(block: SoundBlock): Promise<void>;
  /** The sound has ended. */
  heard(): Promise<void>;
  /** Forgets what lies before a time (seconds). How the stretch was followed is not forgotten. */
  forget(before: number): void;
  /** The mesh's confidence at each described frame that is not forgotten. */
  confidences(): readonly number[];
  /** Light, sharpness and apparent age (see `FACE_LOOK`), on average over the described frames that are not forgotten; null where there are none. */
  look(): Float64Array | null;
  /** The values of each family, in their order, or why there are none. */
  values(): readonly (FamilyValues | LostValues)[];
  /**
   * @param rate frames a second that were asked for: the last one lasts so long
   * @param held seconds of the row that the recording holds: what of them has no frames is not usable; an end of null is that of
   *   the last frame
   */
  followed(rate: number, held?: { readonly start: number; readonly end: number | null }): FollowedStretch;
}

/**
 * Observes one row for all families at once: it is told what comes, in order of time, and asked for the values at the end.
 *
 * @param options.reference whether the row stands for what is usual for its subject
 */
export function openRowObserver(
  families: readonly Pick<PlannedFamily, 'open'>[],
  observing: Observing,
  { reference }: { readonly reference: boolean },
): RowObserver {
  const observers = families.map((family) => family.open(observing));
  const seen: Described[] = [];
  const timing = trackedTimeParameters.parse({});
  const { largestGap } = timing;
  const time: TrackedTimeCount = openTrackedTime(timing);
  let frames = 0;
  let first = 0;
  let newest = 0;
  let isTracked = false;
  let sharpest: KeyFrame | null = null;
  let confidence = 0;
  let described = 0;
  const keyFrames = () => {
    const chooser = openClipKeyFrames<{ index: number; time: number; thumbnail: Float32Array }>(
      observing.clips.keyFrames,
    );
    seen.forEach(({ time: at, thumbnail }, index) => {
      chooser.add({ index, time: at, thumbnail });
    });
    return chooser.chosen();
  };
  return {
    async frame(frame) {
      if (frames === 0) first = frame.time;
      frames++;
      newest = frame.time;
      for (const observer of observers) await observer.frame?.(frame);
    },
    async tracked(frame) {
      isTracked = true;
      time.add(frame);
      for (const observer of observers) await observer.tracked?.(frame);
    },
    async between(frame) {
      for (const observer of observers) await observer.between?.(frame);
    },
    strain(sample) {
      for (const observer of observers) observer.strain?.(sample);
    },
    async described(frame) {
      const { face, thumbnail } = frame;
      const own = face.quality.measures.confidence.value;
      for (const observer of observers)
        await observer.face?.({ time: frame.time, registered: face.registered, covering: face.covering });
      const look = faceLook(face, await observing.age?.(face.registered));
      seen.push({ time: frame.time, confidence: own, thumbnail, look });
      confidence += own;
      described++;
      if (!sharpest || sharpnessOf(frame) > sharpnessOf(sharpest)) sharpest = frame;
    },
    async sound(block) {
      for (const observer of observers) await observer.sound?.(block);
    },
    async heard() {
      for (const observer of observers) await observer.heard?.();
    },
    forget(before) {
      while (seen.length > 0 && seen[0].time < before) seen.shift();
      for (const observer of observers) observer.forget(before);
    },
    confidences: () => seen.map((each) => each.confidence),
    look: () =>
      seen.length === 0
        ? null
        : seen[0].look.map((_, i) => seen.reduce((sum, { look }) => sum + look[i], 0) / seen.length),
    values() {
      const chosen = keyFrames().map(({ frame }) => frame.index);
      return observers.map((observer: FamilyObserver) =>
        observer.values({ kind: 'clip', reference, keyFrames: chosen }),
      );
    },
    followed(rate, held) {
      const last = newest + 1 / rate;
      // The frames of a rate need not meet the ends of a row.
      const before = held && frames > 0 && first - held.start > largestGap ? first - held.start : 0;
      const end = held?.end && held.end - last > largestGap ? held.end : last;
      const summed = time.sum(isTracked ? end : undefined);
      const { faults } = summed;
      const seconds = isTracked || frames === 0 ? summed.seconds + before : end - first + before;
      const usable = summed.seconds > 0 ? (summed.share * summed.seconds) / (summed.seconds + before) : 0;
      return {
        ...{ frames, usable, described, sharpest, seconds },
        faults: new Map(
          FRAME_FAULTS.filter((name) => faults[name] > 0).map((name) => [name, faults[name] / seconds]),
        ),
        confidence: described > 0 ? confidence / described : null,
        keyFrames: keyFrames().map(({ frame, distance }) => ({
          time: frame.time,
          distance: Number.isFinite(distance) ? distance : null,
        })),
      };
    },
  };
}

/** What is remembered of a frame that was described. */
interface Described {
  readonly time: number;
  readonly confidence: number;
  readonly thumbnail: Float32Array;
  readonly look: Float64Array;
}

function sharpnessOf({ face }: KeyFrame): number {
  return face.quality.measures.sharpness.value;
}
