import { z } from 'zod';
import { sigmoid } from '../../numbers/sigmoid.ts';
import type { RegisteredFace } from '../registered-face.ts';
import { COVERABLE_REGIONS, type CoverableRegion, faceCells, regionValues } from './region-cells.ts';
import { causeWeights, coveringWeights } from './weights.ts';

/** Which regions must be seen for a face to be used. */
export const faceCoveringParameters = z.strictObject({
  needed: z
    .union([z.array(z.enum(COVERABLE_REGIONS)), z.literal('any')])
    .default(['mouth', 'brow'])
    .describe(
      'A face of which one of these is covered is not used. `any`: a face is used as long as one region can be seen.',
    ),
  limit: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('A region counts as covered from this likelihood on.'),
});
export type FaceCoveringParameters = z.infer<typeof faceCoveringParameters>;

/** What may be told to lie over a region. `blanket`: any cloth. */
export const COVER_CAUSES = ['soother', 'mask', 'tape', 'hand', 'blanket', 'cap'] as const;
/** What lies over a region of a face. */
export type CoverCause = (typeof COVER_CAUSES)[number];

/** Whether a region of a face can be seen. */
export interface RegionSight {
  readonly seen: boolean;
  /** How likely the region is covered, in [0, 1]: 0.5 where some 1 % of bare faces are called covered. */
  readonly likelihood: number;
  /** What covers it, of a mouth or brow where the picture tells it surely; null where it does not, and where the region is seen. */
  readonly cause: CoverCause | null;
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
    const distances = distancesOf(region, regionValues(cells, region));
    const likelihood = sigmoid(evidenceOf(region, distances));
    const seen = !(likelihood >= limit);
    return { seen, likelihood, cause: seen ? null : causeOf(region, distances) };
  };
  return { mouth: sight('mouth'), eyes: sight('eyes'), brow: sight('brow'), nose: sight('nose') };
}

/** Values are held against those of bare faces, in standard deviations, at most so many. */
const MOST = 4;

function distancesOf(region: CoverableRegion, values: Float64Array): Float64Array {
  const { mean, deviation } = coveringWeights[region];
  return values.map((value, i) => Math.max(-MOST, Math.min(MOST, (value - mean[i]) / deviation[i])));
}

/** The decision value of a region's model: above 0 it is covered. */
function evidenceOf(region: CoverableRegion, distances: Float64Array): number {
  const { intercept, signed, unsigned } = coveringWeights[region];
  return distances.reduce(
    (sum, distance, i) => sum + signed[i] * distance + unsigned[i] * Math.abs(distance),
    intercept,
  );
}

/** The one cause whose model is above 0, which nine of ten faces have of which that was told in cross-validation; null for none or several. */
function causeOf(region: CoverableRegion, distances: Float64Array): CoverCause | null {
  const models: Partial<Record<CoverCause, CauseWeights>> = causeWeights[region];
  const told = COVER_CAUSES.filter((cause) => {
    const model = models[cause];
    return model && model.signed.reduce((sum, weight, i) => sum + weight * distances[i], model.intercept) > 0;
  });
  return told.length === 1 ? told[0] : null;
}

interface CauseWeights {
  readonly intercept: number;
  readonly signed: readonly number[];
}

/** Why a face is not used for what covers it: `covered: mouth`, `covered: mouth (soother)`, one for each needed region that is covered. */
export function coveredReasons(
  covering: FaceCovering,
  { needed }: FaceCoveringParameters,
): readonly string[] {
  if (needed !== 'any') {
    return COVERABLE_REGIONS.filter((region) => needed.includes(region)).flatMap(
      (region) => coveredReason(covering, [region]) ?? [],
    );
  }
  return COVERABLE_REGIONS.some((region) => covering[region].seen)
    ? []
    : [`covered: ${COVERABLE_REGIONS.join(', ')}`];
}

/** Why nothing is measured where each of some regions must be seen: of the first that is covered; null where all are seen. */
export function coveredReason(covering: FaceCovering, regions: readonly CoverableRegion[]): string | null {
  const region = regions.find((each) => !covering[each].seen);
  if (region === undefined) return null;
  const { cause } = covering[region];
  return cause === null ? `covered: ${region}` : `covered: ${region} (${cause})`;
}
