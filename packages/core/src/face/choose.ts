import { z } from 'zod';
import type { LocatedFace } from './located-face.ts';

/**
 * Which face is the subject's where there are several: `only` takes none, since nobody has said which; `largest` takes the one of
 * most worth; `near` the one nearest to a place, in pixels of the picture as it is shown, or, where both numbers are up to 1, in
 * shares of its width and height; `index` the so-manieth from the left, from 1.
 */
export const whichFace = z.union([
  z.enum(['only', 'largest']),
  z.strictObject({
    near: z
      .tuple([z.number().min(0), z.number().min(0)])
      .describe(
        'The face nearest to this place: x and y in pixels, or in shares of width and height where both are up to 1.',
      ),
  }),
  z.strictObject({ index: z.int().min(1).describe('The number of the face from the left, from 1.') }),
]);
export type WhichFace = z.infer<typeof whichFace>;

/** Which of several faces is the subject's. */
export const chooseParameters = z.strictObject({
  which: whichFace
    .default('only')
    .describe(
      'The face that counts if there are several. `only`: no face counts; `largest`: the largest one that is surely a face.',
    ),
  sizeWeight: z
    .number()
    .min(0)
    .default(1)
    .describe(
      "How much size counts: a face's worth is score times (side / largest side) to this power. 0: the score alone.",
    ),
  minimumRelativeSize: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('Faces smaller than this share of the largest are bystanders, whatever their score.'),
});
export type ChooseParameters = z.infer<typeof chooseParameters>;

/** The picture in which faces were found. */
export interface ChosenIn {
  readonly width: number;
  readonly height: number;
  /** Pixels across as it is shown, where it was made smaller. */
  readonly shownWidth?: number;
}

type Candidate = Pick<LocatedFace, 'score' | 'box'>;

/**
 * The face that a picture is about. Where nothing is said, it is large and surely a face: the worth of a face is
 * `score * (side / largest side) ** sizeWeight`, with `side` that of the detector's box; ties go to the upper, then to the
 * left one, so that the choice does not depend on the order.
 *
 * @param picture in which they were found: places count in it
 * @returns its index; -1 for no faces, or fewer than were counted on
 */
export function chooseFace(
  faces: readonly Candidate[],
  parameters: ChooseParameters,
  picture: ChosenIn,
): number {
  const { which } = parameters;
  if (typeof which === 'string') return worthiest(faces, parameters);
  const order = faces.map((face, index) => ({ index, box: face.box }));
  if ('index' in which) {
    order.sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y);
    return order.at(which.index - 1)?.index ?? -1;
  }
  const [x, y] = placeIn(which.near, picture);
  const away = ({ box }: (typeof order)[number]) => Math.hypot(box.x - x, box.y - y);
  order.sort((a, b) => away(a) - away(b) || a.box.y - b.box.y || a.box.x - b.box.x);
  return order.at(0)?.index ?? -1;
}

function worthiest(
  faces: readonly Candidate[],
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
  return order.at(0)?.index ?? -1;
}

function placeIn(
  [x, y]: readonly [number, number],
  { width, height, shownWidth = width }: ChosenIn,
): readonly [number, number] {
  if (x <= 1 && y <= 1) return [x * width, y * height];
  const scale = width / shownWidth;
  return [x * scale, y * scale];
}

/** How many faces count beside a chosen one, with it: those that are not much smaller. */
export function countFaces(
  faces: readonly Pick<LocatedFace, 'box'>[],
  chosen: Pick<LocatedFace, 'box'>,
  { minimumRelativeSize }: ChooseParameters,
): number {
  const least = minimumRelativeSize * chosen.box.side;
  return faces.filter((face) => face === chosen || face.box.side >= least).length;
}
