import type { FaceTraces } from '../skin/face-traces.ts';
import { SKIN_REGIONS, type SkinRegion } from '../skin/skin-regions.ts';

/** How fit a region of skin is in a window. */
export interface RegionQuality {
  readonly region: SkinRegion;
  /** Mean strain a second over the region; null where none was measured. */
  readonly strain: number | null;
  /** Mean share of its pixels that are skin, in [0, 1]. */
  readonly skin: number;
  /** Mean share of its pixels that are too dark or too bright, in [0, 1]. */
  readonly clipped: number;
  /** All of them in one number in [0, 1]: 1 is skin at rest in good light. */
  readonly quality: number;
  /** Whether the pulse is looked for in it. */
  readonly kept: boolean;
}

/** Strain a second at which a region is worth half: a calm face has some 0.1, a cry 0.5 and more. */
const HALF_STRAIN = 0.25;
/** Least share of skin, and largest share of clipped pixels, of a region that is kept. */
const LEAST_SKIN = 0.3;
const MOST_CLIPPED = 0.4;
/** Regions that are kept, the fittest first; others only where they are nearly as fit as the last of them. */
const KEPT = 3;
const NEARLY = 0.95;

/**
 * How fit each region is between two times, and which are kept: those with the least deformation, the most skin and the best
 * light. The colours themselves have no say in it, so that the choice does not raise the quality of noise.
 */
export function regionQualities(
  { times, skin, strain }: FaceTraces,
  start: number,
  end: number,
): readonly RegionQuality[] {
  const inside = Array.from(times.keys()).filter((i) => times[i] >= start && times[i] < end);
  const moves = strain.filter(({ time }) => time >= start && time < end);
  const found = SKIN_REGIONS.map((region, r) => {
    const own = skin[r];
    const share = meanOver(inside, own.skin) ?? 0;
    const clipped = meanOver(inside, own.clipped) ?? 0;
    const measured = moves.map(({ regions }) => regions[r]).filter(Number.isFinite);
    const strained =
      measured.length > 0 ? measured.reduce((sum, value) => sum + value, 0) / measured.length : null;
    const quality = (share * (1 - clipped)) / (1 + (strained ?? 0) / HALF_STRAIN);
    return { region, strain: strained, skin: share, clipped, quality };
  });
  const fit = found.filter(({ skin: share, clipped }) => share >= LEAST_SKIN && clipped <= MOST_CLIPPED);
  const least =
    NEARLY * (fit.map(({ quality }) => quality).sort((a, b) => b - a)[Math.min(KEPT, fit.length) - 1] ?? 0);
  return found.map((each) => ({
    ...each,
    kept: fit.some(({ region }) => region === each.region) && each.quality >= least,
  }));
}

function meanOver(places: readonly number[], values: Float64Array): number | null {
  const known = places.map((i) => values[i]).filter(Number.isFinite);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
