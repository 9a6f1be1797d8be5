import { z } from 'zod';
import type { RegisteredFace } from '../../../face/registered-face.ts';
import type { RgbImage } from '../../../image/image.ts';
import { faceAppearance } from './appearance.ts';
import { type FaceLook, lookOf } from './look.ts';
import { lookMisfits, type PartMisfit } from './misfit.ts';

/** When a part of the face counts as covered. Times are seconds. */
export const coveringParameters = z.strictObject({
  limit: z
    .number()
    .positive()
    .default(2.5)
    .describe('A part of the face whose misfit is above this is covered; see `lookMisfits`.'),
  references: z
    .int()
    .min(1)
    .default(10)
    .describe('Reference frames that a look needs before anything is held against it.'),
  every: z
    .number()
    .positive()
    .default(0.2)
    .describe('Seconds from one reference frame to the next, at first.'),
  memory: z
    .int()
    .min(4)
    .default(48)
    .describe(
      'At most so many reference frames are kept; then every other is dropped, and they are taken half as often.',
    ),
  relearn: z
    .number()
    .positive()
    .default(120)
    .describe(
      'Seconds: a face covered for so long without a break gets a new look, from then on. What stays there becomes part of it.',
    ),
});
export type CoveringParameters = z.infer<typeof coveringParameters>;

/** Finds what covers the face of one track. Its memory is bounded, and a verdict depends on the frames before it alone. */
export interface CoveringWatch {
  /**
   * The covered parts of a frame's face; undefined while there is no look to hold it against.
   *
   * @param landmarks 468 x, y pairs in pixels of the picture
   * @param registered the same in the registered face
   * @param good whether the frame is without fault otherwise; only such a frame becomes a reference
   * @param time seconds, rising
   */
  next(
    image: RgbImage,
    landmarks: ArrayLike<number>,
    registered: Pick<RegisteredFace, 'landmarks'>,
    good: boolean,
    time: number,
  ): readonly PartMisfit[] | undefined;
  /** The look as it is now; undefined while there is none. */
  look(): FaceLook | undefined;
}

/**
 * Opens a watch. It learns the subject's own look from frames that are good otherwise and not covered, spread over the whole
 * recording, and holds each frame against what it knows up to then.
 *
 * @param given a look from reference intervals, used as it is: then nothing is learned
 */
export function openCoveringWatch(parameters: CoveringParameters, given?: FaceLook): CoveringWatch {
  const { limit, references, memory, relearn } = parameters;
  let look = given;
  let kept: Float64Array[] = [];
  let every = parameters.every;
  let newest = Number.NEGATIVE_INFINITY;
  let coveredSince: number | undefined;

  function learn(appearance: Float64Array, time: number): void {
    // A little less, so that frames at a rate of 1 / every are all taken.
    if (time - newest < every * (1 - 1e-6)) return;
    newest = time;
    kept.push(appearance);
    if (kept.length > memory) {
      kept = kept.filter((_, i) => i % 2 === 0);
      every *= 2;
    }
    if (kept.length >= references) look = lookOf(kept);
  }

  return {
    next(image, landmarks, registered, good, time) {
      const appearance = faceAppearance(image, landmarks);
      const covered =
        look &&
        lookMisfits(appearance, registered.landmarks, look).filter(({ misfit }) => !(misfit <= limit));
      if (given) return covered;
      if (covered && covered.length > 0) {
        coveredSince ??= time;
        if (time - coveredSince < relearn) return covered;
        kept = [];
        every = parameters.every;
        look = undefined;
        coveredSince = undefined;
      } else {
        coveredSince = undefined;
        if (good) learn(appearance, time);
      }
      return covered;
    },
    look: () => look,
  };
}
