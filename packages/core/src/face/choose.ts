import { z } from 'zod';
import type { LocatedFace } from './located-face.ts';

/** Which of several faces is the subject's. */
export const chooseParameters = z.strictObject({
  /** How much size counts: a face's worth is score times (side / largest side) to this power. 0: the score alone. */
  sizeWeight: z.number().min(0).default(1),
  /** Faces smaller than this share of the largest are bystanders, whatever their score. */
  minimumRelativeSize: z.number().min(0).max(1).default(0.3),
});
export type ChooseParameters = z.infer<typeof chooseParameters>;

/**
 * The face that a picture is about: large and surely a face. The worth of a face is
 * `score * (side / largest side) ** sizeWeight`, with `side` that of the detector's box; ties go to the upper, then to the
 * left one, so that the choice does not depend on the order.
 *
 * @returns its index; -1 for no faces
 */
export function chooseFace(
  faces: readonly Pick<LocatedFace, 'score' | 'box'>[],
  { sizeWeight, minimumRelativeSize }: ChooseParameters,
): number {
  const largest = Math.max(0, ...faces.map((face) => face.box.side));
  const order = faces
    .map((face, index) => {
      const size = face.box.side / largest;
      return {
        index,
        box: face.box,
        worth: size < minimumRelativeSize ? -1 : face.score * size ** sizeWeight,
      };
    })
    .sort((a, b) => b.worth - a.worth || a.box.y - b.box.y || a.box.x - b.box.x);
  return order.length === 0 ? -1 : order[0].index;
}
