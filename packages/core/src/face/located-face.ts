import { z } from 'zod';
import type { MeshedFace } from './mesh.ts';
import type { TurnedSquare } from './turned-square.ts';

/** How faces are looked for. */
export const locateParameters = z.strictObject({
  /** Boxes below this score are not looked at. */
  minimumCandidateScore: z.number().min(0).max(1).default(0.3),
  /** The score that the detector must reach on the face cut out upright. */
  minimumScore: z.number().min(0).max(1).default(0.6),
  /**
   * A face whose best score lies between this and `minimumScore` counts where nothing else was found, the mesh is sure of it, and
   * its landmarks hold under small shifts.
   */
  doubtfulScore: z.number().min(0).max(1).default(0.35),
  /** A face and the same face upside down whose scores are nearer to each other than this are told apart by the mesh. */
  nearTie: z.number().min(0).max(1).default(0.2),
  /** The score of the detector on the upright face from which on it is sure. */
  sureScore: z.number().min(0).max(1).default(0.8),
  /** The confidence of the mesh from which on it is sure; where either of the two is not, the mesh is asked again. */
  sureConfidence: z.number().min(0).max(1).default(0.9),
  /** A doubtful face whose landmarks move further than this under small shifts is a pattern, in eye distances. */
  maximumUnsteadiness: z.number().min(0).default(0.08),
  /**
   * The same for a face that only the detector of small faces has shown: it takes more patterns for faces. Of infants' faces 95 % stay
   * below this.
   */
  maximumFarUnsteadiness: z.number().min(0).default(0.04),
  /** The confidence of the mesh below which there is no face. */
  minimumConfidence: z.number().min(0).max(1).default(0.5),
  /** Boxes that share more than this part of their union are one face. */
  overlap: z.number().min(0).max(1).default(0.3),
  /** At most so many boxes, the best first, are followed up. */
  maximumFaces: z.int().min(1).default(8),
  /** The side of what the detector is shown to confirm a face, in sides of its box. */
  confirmationSide: z.number().min(1.5).default(4),
  /** The side of what the mesh is shown at first, in sides of the detector's box. */
  boxMargin: z.number().min(1).default(1.5),
  /** The side of what the mesh is shown later, in sides of the landmarks' bounding box. */
  landmarkMargin: z.number().min(1).default(1.5),
  /** `plain`: 468 landmarks in one look; `attention`: lips and eyes are looked at again, closer. */
  mesh: z.enum(['plain', 'attention']).default('plain'),
  /** Runs of the mesh on a face: each starts from the landmarks of the one before. */
  meshPasses: z.int().min(2).default(2),
  /**
   * Pixels: where no face is found, a picture is looked through in tiles, of half and of a quarter of its shorter side, as long as
   * they are not smaller than this. 0: never.
   */
  minimumTile: z.int().min(0).default(256),
});
export type LocateParameters = z.infer<typeof locateParameters>;

/** A face in a picture. */
export interface LocatedFace extends MeshedFace {
  /** The detector's score on the face cut out upright, in [0, 1]. */
  readonly score: number;
  /** The detector's box, turned with the face. */
  readonly box: TurnedSquare;
}
