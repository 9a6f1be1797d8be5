import type { FaceMap } from '../face/face-map.ts';
import { REGIONS, type RegionPart, regionMask } from '../face/regions.ts';
import { applySimilarity } from '../face/similarity.ts';
import { COLOUR_SIZE, COLOUR_TO_GREY, GREY_SIZE } from '../face/template.ts';

/** The regions that an explanation tells apart. */
export const EXPLAINED_REGIONS = ['brow', 'eyes', 'nose', 'mouth', 'chin', 'cheeks'] as const;
/** A region that an explanation tells apart; see `ExplainedArea`. */
export type ExplainedRegionName = (typeof EXPLAINED_REGIONS)[number];

/** The nose from its root to its base, between its wings. */
const NOSE: RegionPart = {
  side: 'middle',
  polygon: [168, 193, 188, 174, 217, 129, 98, 97, 2, 326, 327, 358, 437, 399, 412, 417],
};

/**
 * Where the actions of the NFCS show. A brow bulge is a bulging and creasing above and between the brows, so that the forehead belongs to the
 * brow, and the furrow from the wing of the nose to the corner of the mouth to the nose.
 */
const PARTS: Readonly<Record<ExplainedRegionName, readonly RegionPart[]>> = {
  brow: [...REGIONS.forehead, ...REGIONS.brow],
  eyes: REGIONS.eyes,
  nose: [NOSE, ...REGIONS.nasolabial],
  mouth: REGIONS.mouth,
  chin: REGIONS.chin,
  cheeks: REGIONS.cheeks,
};

/** The facial actions of the NFCS that show in each region; none in the cheeks. */
export const ACTIONS_OF_REGION: Readonly<Record<ExplainedRegionName, readonly string[]>> = {
  brow: ['brow bulge'],
  eyes: ['eye squeeze'],
  nose: ['nasolabial furrow'],
  mouth: [
    'open lips',
    'vertical stretch of the mouth',
    'horizontal stretch of the mouth',
    'lip purse',
    'taut tongue',
  ],
  chin: ['chin quiver'],
  cheeks: [],
};

/** A region of a registered face in both of its pictures: 1 for each pixel inside. A pixel is in one region at most. */
export interface ExplainedArea {
  readonly region: ExplainedRegionName;
  /** 224 x 224. */
  readonly colour: Uint8Array;
  /** 128 x 128. */
  readonly grey: Uint8Array;
}

/**
 * The regions of a face in both of its registered pictures, from its landmarks: brow with the forehead, eyes, nose with the nasolabial furrows,
 * mouth and chin, in which the actions of the NFCS show, and cheeks.
 *
 * @param landmarks 468 x, y pairs in pixels of the 224 x 224 picture
 */
export function explainedAreas(landmarks: ArrayLike<number>): readonly ExplainedArea[] {
  const colours = masks(landmarks, COLOUR_SIZE);
  const greys = masks(applySimilarity(COLOUR_TO_GREY, landmarks), GREY_SIZE);
  return EXPLAINED_REGIONS.map((region, i) => ({ region, colour: colours[i], grey: greys[i] }));
}

/** A pixel where polygons overlap belongs to the first region. */
function masks(landmarks: ArrayLike<number>, size: number): readonly Uint8Array[] {
  const taken = new Uint8Array(size * size);
  return EXPLAINED_REGIONS.map((region) => {
    const mask = regionMask(PARTS[region], landmarks, size, size).map((inside, i) =>
      taken[i] === 0 ? inside : 0,
    );
    mask.forEach((inside, i) => {
      if (inside === 1) taken[i] = 1;
    });
    return mask;
  });
}

/** What of a map lies in a region. */
export interface AreaShare {
  readonly region: ExplainedRegionName;
  /** The sum of the map in the region. */
  readonly sum: number;
  /** Of the evidence for the decision in the whole map, the share that lies in the region, in [0, 1]. */
  readonly share: number;
}

/** Which label a decision is for: 1 for the positive one, -1 for the negative one. */
export type DecisionSign = 1 | -1;

/**
 * How the evidence for a decision is divided among regions: values of the map that have the sign of the decision. What lies in no region is the
 * rest; a map without evidence for the decision has shares of 0.
 */
export function sharesOfAreas(
  map: FaceMap,
  areas: readonly ExplainedArea[],
  sign: DecisionSign,
): readonly AreaShare[] {
  const evidence = (value: number) => Math.max(0, sign * value);
  const all = map.reduce((sum, value) => sum + evidence(value), 0);
  return areas.map(({ region, colour }) => {
    let sum = 0;
    let own = 0;
    for (let i = 0; i < map.length; i++) {
      if (colour[i] === 0) continue;
      sum += map[i];
      own += evidence(map[i]);
    }
    return { region, sum, share: all > 0 ? own / all : 0 };
  });
}
