import { z } from 'zod';
import { sigmoid } from '../../numbers/sigmoid.ts';
import type { RegisteredFace } from '../registered-face.ts';
import { COVERABLE_REGIONS, type CoverableRegion, faceCells, regionValues } from './region-cells.ts';
import { coveringWeights } from './weights.ts';

/** Which regions must be seen for a face to be used. */
export const faceCoveringParameters = z.strictObject({
  needed: z
    .array(z.enum(COVERABLE_REGIONS))
    .default(['mouth', 'brow'])
    .describe('A face of which one of these is covered is not used.'),
  limit: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('A region counts as covered from this likelihood on.'),
});
export type FaceCoveringParameters = z.infer<typeof faceCoveringParameters>;

/** Whether a region of a face can be seen. */
export interface RegionSight {
  readonly seen: boolean;
  /** How likely the region is covered, in [0, 1]: 0.5 where some 1 % of bare faces are called covered. */
  readonly likelihood: number;
}

/** What of a face can be seen, region by region. */
export type FaceCovering = Readonly<Record<CoverableRegion, RegionSight>>;

/**
 * Tells from one picture which regions of a face something covers: for each, logistic regression on how far the edges and the colours
 * of its cells are from those of bare faces, with their sign and without it. Trained on drawn neonates with and without soothers, masks, tape, tubes, caps,
 * blankets and hands, and on real infants over whose faces the same was drawn (docs/guide/infants.md).
 *
 * @param limit see `faceCoveringParameters`
 */
export function faceCovering(face: Pick<RegisteredFace, 'grey' | 'colour'>, limit: number): FaceCovering {
  const cells = faceCells(face);
  const sight = (region: CoverableRegion): RegionSight => {
    const likelihood = sigmoid(evidenceOf(region, regionValues(cells, region)));
    return { seen: !(likelihood >= limit), likelihood };
  };
  return { mouth: sight('mouth'), eyes: sight('eyes'), brow: sight('brow'), nose: sight('nose') };
}

/** Values are held against those of bare faces, in standard deviations, at most so many. */
const MOST = 4;

/** The decision value of a region's model: above 0 it is covered. */
function evidenceOf(region: CoverableRegion, values: Float64Array): number {
  const { intercept, mean, deviation, signed, unsigned } = coveringWeights[region];
  return values.reduce((sum, value, i) => {
    const distance = (value - mean[i]) / deviation[i];
    const held = Math.max(-MOST, Math.min(MOST, distance));
    return sum + signed[i] * held + unsigned[i] * Math.abs(held);
  }, intercept);
}

/** A sentence for every needed region that is covered: `covered: mouth`. */
export function coveredReasons(
  covering: FaceCovering,
  { needed }: FaceCoveringParameters,
): readonly string[] {
  return COVERABLE_REGIONS.filter((region) => needed.includes(region) && !covering[region].seen).map(
    (region) => `covered: ${region}`,
  );
}
