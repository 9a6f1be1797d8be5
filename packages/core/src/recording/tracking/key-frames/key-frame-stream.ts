import { z } from 'zod';
import type { TrackedFrame } from '../tracked-frame.ts';
import { detached, type KeyFrame, type UsableFrame, usableFace, usableFrame } from './key-frame.ts';
import { thumbnailDistance } from './thumbnail.ts';

/** How often a stream gives a key frame, and how much it differs from the one before. */
export const keyFrameStreamParameters = z.strictObject({
  /** Seconds: at most one key frame in each stretch of this length, counted from the first frame. */
  interval: z.number().positive().default(1),
  /** A frame nearer than this to the last key frame is the same picture; see `thumbnailDistance`. */
  minimumDistance: z.number().min(0).default(0.2),
  /** Seconds: after this long without one, a key frame is given even where it is the same picture. */
  longest: z.number().positive().default(5),
});
/** How often a stream gives a key frame. */
export type KeyFrameStreamParameters = z.infer<typeof keyFrameStreamParameters>;

/** Gives key frames of a stream. It holds one frame at a time, and what it gives holds none. */
export interface KeyFrameStream {
  /** The key frame of the stretch that this frame has ended, where it has one. */
  next(frame: TrackedFrame): KeyFrame | undefined;
  /** The key frame of the last stretch, at the end of the stream. */
  end(): KeyFrame | undefined;
}

/** The best frame of a stretch. */
interface Best {
  readonly frame: UsableFrame;
  readonly worth: number;
}

/**
 * Of each stretch of a stream the best usable frame, by the mesh's confidence times sharpness, the earlier of equals; left out
 * where it shows what the last key frame showed. The first key frame of a track is always given: another face is another picture.
 */
export function openKeyFrameStream(parameters: KeyFrameStreamParameters): KeyFrameStream {
  const { interval, minimumDistance, longest } = parameters;
  let begin: number | undefined;
  let stretch = 0;
  let best: Best | undefined;
  let last:
    | { readonly time: number; readonly track: number | null; readonly thumbnail: Float32Array }
    | undefined;

  function close(): KeyFrame | undefined {
    if (!best) return undefined;
    const { frame } = best;
    const { time, track, thumbnail } = frame;
    best = undefined;
    const distance =
      last && last.track === track ? thumbnailDistance(last.thumbnail, thumbnail) : Number.POSITIVE_INFINITY;
    if (last && distance < minimumDistance && time - last.time < longest) return undefined;
    last = { time, track, thumbnail };
    return { time, track, face: detached(frame).face, thumbnail, distance };
  }

  return {
    next(frame) {
      begin ??= frame.time;
      const now = Math.floor((frame.time - begin) / interval);
      const ended = now > stretch ? close() : undefined;
      stretch = now;
      const face = usableFace(frame);
      if (face) {
        const { confidence, sharpness } = face.quality.measures;
        const worth = confidence.value * sharpness.value;
        if (!best || worth > best.worth) {
          const usable = usableFrame(frame);
          if (usable) best = { frame: usable, worth };
        }
      }
      return ended;
    },
    end: close,
  };
}
