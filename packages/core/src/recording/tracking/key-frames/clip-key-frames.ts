import { z } from 'zod';
import { thumbnailDistance } from './thumbnail.ts';

/** How many key frames a clip gives, and how much they differ. */
export const clipKeyFrameParameters = z.strictObject({
  count: z.int().min(1).default(8).describe('At most so many frames of a clip.'),
  minimumDistance: z
    .number()
    .min(0)
    .default(0.2)
    .describe('Frames nearer to each other than this are the same picture; see `thumbnailDistance`.'),
});
/** How many key frames a clip gives, and how different they are. */
export type ClipKeyFrameParameters = z.infer<typeof clipKeyFrameParameters>;

/** Chooses key frames of one clip, or one period of it, as its usable frames come. */
export interface ClipKeyFrames<Frame> {
  add(frame: Frame): void;
  /** Those chosen up to now, as they came, each with its distance from the nearest other one: infinity where it is the only one. */
  chosen(): readonly { readonly frame: Frame; readonly distance: number }[];
}

/** A chosen frame, and how far it is from the nearest other one. */
interface Held<Frame> {
  readonly frame: Frame;
  nearest: number;
}

/** What frames are compared by; see `faceThumbnail`. */
interface Comparable {
  readonly thumbnail: Float32Array;
}

/**
 * Chooses up to `count` frames that differ most from each other. The first frame is always among them, so a clip with a usable
 * frame has a key frame. A further frame is taken where it is at least `minimumDistance` from all that are held; when
 * `count` are held, only where it is further from all than the two most alike of them are from each other, and the later of
 * these two goes (never the first frame). So the least distance within the set never falls.
 *
 * It is farthest-point sampling for a stream: it holds `count` frames, whatever the length of the clip. The order of frames
 * matters, and nothing else does.
 *
 * @source Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5, for the sampling that this follows as far as a stream allows
 */
export function openClipKeyFrames<Frame extends Comparable>({
  count,
  minimumDistance,
}: ClipKeyFrameParameters): ClipKeyFrames<Frame> {
  let held: Held<Frame>[] = [];

  return {
    add(frame) {
      if (count === 1 && held.length === 1) return;
      const distances = held.map((other) => thumbnailDistance(other.frame.thumbnail, frame.thumbnail));
      const nearest = Math.min(Number.POSITIVE_INFINITY, ...distances);
      if (nearest < minimumDistance) return;
      if (held.length === count) {
        const least = Math.min(...held.map((other) => other.nearest));
        if (!(nearest > least)) return;
        // Of the two most alike the later goes; the first of all is never the later.
        const leaving = held.findLastIndex((other) => other.nearest === least);
        held = held.filter((_, i) => i !== leaving);
      }
      held.push({ frame, nearest: Number.POSITIVE_INFINITY });
      measureNearest(held);
    },
    chosen: () => held.map(({ frame, nearest }) => ({ frame, distance: nearest })),
  };
}

function measureNearest(held: readonly Held<Comparable>[]): void {
  for (const one of held) {
    one.nearest = Number.POSITIVE_INFINITY;
    for (const other of held) {
      if (other === one) continue;
      one.nearest = Math.min(one.nearest, thumbnailDistance(one.frame.thumbnail, other.frame.thumbnail));
    }
  }
}
