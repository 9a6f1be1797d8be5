import type { FaceCovering } from '../../../face/covering/covering.ts';
import { COVERABLE_REGIONS, type CoverableRegion } from '../../../face/covering/region-cells.ts';
import type { AppearanceRegion } from './appearance.ts';
import type { PartMisfit } from './misfit.ts';

/**
 * The regions of the registered face that a part lies in. A furrow runs from the nose to beside the mouth; what lies on forehead or
 * cheeks hides none.
 */
const HIDDEN_BY: Readonly<Record<AppearanceRegion, readonly CoverableRegion[]>> = {
  forehead: [],
  brow: ['brow'],
  eyes: ['eyes'],
  cheeks: [],
  nasolabial: ['nose', 'mouth'],
  mouth: ['mouth'],
  chin: ['mouth'],
  nose: ['nose'],
  lips: ['mouth'],
};

/** The regions that covered parts of a face hide. */
export function hiddenRegions(covered: readonly Pick<PartMisfit, 'region'>[]): ReadonlySet<CoverableRegion> {
  return new Set(covered.flatMap(({ region }) => HIDDEN_BY[region]));
}

/** What can be seen of a face in a video: what the picture shows, less what the subject's own look says is hidden. */
export function withoutHidden(covering: FaceCovering, hidden: ReadonlySet<CoverableRegion>): FaceCovering {
  const sight = (region: CoverableRegion) =>
    hidden.has(region) ? { ...covering[region], seen: false } : covering[region];
  return { mouth: sight('mouth'), eyes: sight('eyes'), brow: sight('brow'), nose: sight('nose') };
}

/** Whether no region is left to be seen. */
export function isAllHidden(hidden: ReadonlySet<CoverableRegion>): boolean {
  return COVERABLE_REGIONS.every((region) => hidden.has(region));
}
