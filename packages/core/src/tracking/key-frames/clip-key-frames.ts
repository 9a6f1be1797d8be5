import { z } from 'zod';
import type { TrackedFrame } from '../tracked-frame.ts';
import { detached, type KeyFrame, type UsableFrame, usableFrame } from './key-frame.ts';
import { thumbnailDistance } from './thumbnail.ts';

export const clipKeyFrameParameters = z.strictObject({
  /** At most so many frames of a clip. */
  count: z.int().min(1).default(8),
  /** Frames nearer to each other than this are the same picture; see `thumbnailDistance`. */
  minimumDistance: z.number().min(0).default(0.2),
});
export type ClipKeyFrameParameters = z.infer<typeof clipKeyFrameParameters>;

/** Chooses key frames of one clip, or one period of it, as its frames come. */
export interface ClipKeyFrames {
  add(frame: TrackedFrame): void;
  /** Those chosen up to now, by time, each with its distance from the nearest other one. */
  chosen(): readonly KeyFrame[];
}

/** A chosen frame, and how far it is from the nearest other one. */
interface Held {
  readonly frame: UsableFrame;
  nearest: number;
}

/**
 * Chooses up to `count` frames that differ most from each other. The first usable frame is always among them, so a clip with a
 * usable frame has a key frame. A further frame is taken where it is at least `minimumDistance` from all that are held; when
 * `count` are held, only where it is further from all than the two most alike of them are from each other, and the later of
 * these two goes (never the first frame). So the least distance within the set never falls.
 *
 * It is farthest-point sampling for a stream: it holds `count` faces, whatever the length of the clip. The order of frames
 * matters, and nothing else does.
 *
 * @source Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5, for the sampling that this follows as far as a stream allows
 */
export function openClipKeyFrames({ count, minimumDistance }: ClipKeyFrameParameters): ClipKeyFrames {
  let held: Held[] = [];

  return {
    add(frame) {
      if (count === 1 && held.length === 1) return;
      const usable = usableFrame(frame);
      if (!usable) return;
      const distances = held.map((other) => thumbnailDistance(other.frame.thumbnail, usable.thumbnail));
      const nearest = Math.min(Number.POSITIVE_INFINITY, ...distances);
      if (nearest < minimumDistance) return;
      if (held.length === count) {
        const least = Math.min(...held.map((other) => other.nearest));
        if (!(nearest > least)) return;
        // Of the two most alike the later goes; the first of all is never the later.
        const leaving = held.findLastIndex((other) => other.nearest === least);
        held = held.filter((_, i) => i !== leaving);
      }
      held.push({ frame: detached(usable), nearest: Number.POSITIVE_INFINITY });
      measureNearest(held);
    },
    chosen: () =>
      held.map(({ frame: { time, track, face }, nearest }) => ({ time, track, face, distance: nearest })),
  };
}

function measureNearest(held: readonly Held[]): void {
  for (const one of held) {
    one.nearest = Number.POSITIVE_INFINITY;
    for (const other of held) {
      if (other === one) continue;
      one.nearest = Math.min(one.nearest, thumbnailDistance(one.frame.thumbnail, other.frame.thumbnail));
    }
  }
}
