import { z } from 'zod';
import type { MeshedFace } from './mesh.ts';
import type { TurnedSquare } from './turned-square.ts';

/** How the program searches for faces. */
export const locateParameters = z.strictObject({
  minimumCandidateScore: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('Boxes below this score are ignored.'),
  minimumScore: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('The score that the detector must reach on the face cut out upright.'),
  doubtfulScore: z
    .number()
    .min(0)
    .max(1)
    .default(0.35)
    .describe(
      'A face whose best score is between this and `minimum_score` counts only if no other face was found, the mesh is sure of it, and its landmarks stay in place under small shifts.',
    ),
  nearTie: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe(
      'If the scores of a face and of the same face upside down differ by less than this, the mesh decides between them.',
    ),
  sureScore: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('The score of the detector on the upright face from which on it is sure.'),
  sureConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe(
      'The confidence of the mesh from which on it is sure. If the detector or the mesh is not sure, the mesh runs again.',
    ),
  maximumUnsteadiness: z
    .number()
    .min(0)
    .default(0.08)
    .describe(
      'A doubtful face whose landmarks move further than this under small shifts is a pattern, in eye distances.',
    ),
  maximumFarUnsteadiness: z
    .number()
    .min(0)
    .default(0.04)
    .describe(
      'The same for a face that only the detector of small faces has found: it takes more patterns for faces. 95 % of the faces of infants stay below this.',
    ),
  minimumConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('The confidence of the mesh below which there is no face.'),
  overlap: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('Boxes that share more than this part of their union are one face.'),
  maximumFaces: z.int().min(1).default(8).describe('At most so many boxes, the best first, are followed up.'),
  confirmationSide: z
    .number()
    .min(1.5)
    .default(4)
    .describe('The side of what the detector is shown to confirm a face, in sides of its box.'),
  boxMargin: z
    .number()
    .min(1)
    .default(1.5)
    .describe("The side of what the mesh is shown at first, in sides of the detector's box."),
  landmarkMargin: z
    .number()
    .min(1)
    .default(1.5)
    .describe("The side of what the mesh is shown later, in sides of the landmarks' bounding box."),
  mesh: z
    .enum(['plain', 'attention'])
    .default('plain')
    .describe('`plain`: 468 landmarks in one look; `attention`: lips and eyes are looked at again, closer.'),
  meshPasses: z
    .int()
    .min(2)
    .default(2)
    .describe('Runs of the mesh on a face: each starts from the landmarks of the one before.'),
  minimumTile: z
    .int()
    .min(0)
    .default(256)
    .describe(
      'Pixels: where no face is found, a picture is looked through in tiles, of half and of a quarter of its shorter side, as long as they are not smaller than this. 0: never.',
    ),
});
export type LocateParameters = z.infer<typeof locateParameters>;

/** A face in a picture. */
export interface LocatedFace extends MeshedFace {
  /** The detector's score on the face cut out upright, in [0, 1]. */
  readonly score: number;
  /** The detector's box, turned with the face. */
  readonly box: TurnedSquare;
}

/** How faces are searched for in a picture that may be one of a video. */
export interface SearchParameters extends LocateParameters {
  /**
   * Whether the detector is shown squares in whole steps, as the mesh always is ({@link squareInSteps}): in a video what differs in its
   * last digits from one machine to the next would grow from frame to frame. Default: no.
   */
  readonly inSteps?: boolean;
}
