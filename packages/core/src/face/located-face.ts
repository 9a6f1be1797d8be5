import { z } from 'zod';
import type { MeshedFace } from './mesh.ts';
import type { TurnedSquare } from './turned-square.ts';

/** How faces are looked for. */
export const locateParameters = z.strictObject({
  /** Boxes below this score are not looked at. */
  minimumCandidateScore: z.number().min(0).max(1).default(0.3),
  /** The score that the detector must reach on the face cut out upright. */
  minimumScore: z.number().min(0).max(1).default(0.6),
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
  /** Runs of the mesh on a face: each starts from the landmarks of the one before. */
  meshPasses: z.int().min(2).default(2),
});
export type LocateParameters = z.infer<typeof locateParameters>;

/** A face in a picture. */
export interface LocatedFace extends MeshedFace {
  /** The detector's score on the face cut out upright, in [0, 1]. */
  readonly score: number;
  /** The detector's box, turned with the face. */
  readonly box: TurnedSquare;
}
