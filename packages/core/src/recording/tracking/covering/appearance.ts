import { INNER_LIP_CONTOUR, OUTER_LIP_CONTOUR } from '../../../face/landmark-names.ts';
import { eyeDistance, pickLandmarks } from '../../../face/landmarks.ts';
import { REGION_NAMES, REGIONS, type RegionName, type RegionPart } from '../../../face/regions.ts';
import type { RgbImage } from '../../../image/image.ts';

/** A region, or what lies between regions and tells as much: the nose, and the red of the lips. */
export type AppearanceRegion = RegionName | 'nose' | 'lips';

/** A part of a face, and which of the {@link APPEARANCE_POINTS} lie in it: from `from` up to before `to`. */
export interface AppearancePart {
  readonly region: AppearanceRegion;
  readonly side: RegionPart['side'];
  readonly from: number;
  readonly to: number;
}

/**
 * Where a region is looked at: on its outline drawn in towards its middle, at these shares of the way. Where lids and lips open
 * and close only the outline is: what shows between them changes from one thing to another.
 */
const RINGS = [0.95, 0.65, 0.35] as const;
const OUTLINE = [1] as const;
const OPENING: ReadonlySet<RegionName> = new Set(['eyes', 'mouth']);

/** Bridge, sides, tip and wings of the nose. */
const NOSE: readonly number[] = [
  168, 6, 197, 195, 5, 4, 1, 19, 94, 45, 275, 51, 281, 3, 248, 196, 419, 122, 351, 174, 399, 217, 437, 198,
  420, 131, 360, 49, 279, 115, 344, 220, 440, 134, 363, 236, 456,
];

interface PlacedPart extends AppearancePart {
  /** Writes the part's points as x, y pairs from `2 * from` on. */
  readonly place: (landmarks: ArrayLike<number>, out: Float64Array) => void;
}

const PARTS: readonly PlacedPart[] = (() => {
  const parts: PlacedPart[] = [];
  const add = (
    { region, side }: Pick<AppearancePart, 'region' | 'side'>,
    count: number,
    place: (landmarks: ArrayLike<number>, out: Float64Array, at: number) => void,
  ): void => {
    const from = parts.at(-1)?.to ?? 0;
    parts.push({ region, side, from, to: from + count, place: (given, out) => place(given, out, 2 * from) });
  };
  for (const region of REGION_NAMES) {
    const rings = OPENING.has(region) ? OUTLINE : RINGS;
    for (const { side, polygon } of REGIONS[region]) {
      add({ region, side }, rings.length * polygon.length, (landmarks, out, at) =>
        placeRings(landmarks, polygon, rings, out, at),
      );
    }
  }
  add({ region: 'nose', side: 'middle' }, NOSE.length, (landmarks, out, at) => {
    out.set(pickLandmarks(landmarks, NOSE), at);
  });
  // Half-way between the outer and the inner edge: lip, however wide the mouth is open.
  add({ region: 'lips', side: 'middle' }, OUTER_LIP_CONTOUR.length, (landmarks, out, at) => {
    const inner = pickLandmarks(landmarks, INNER_LIP_CONTOUR);
    pickLandmarks(landmarks, OUTER_LIP_CONTOUR).forEach((value, i) => {
      out[at + i] = (value + inner[i]) / 2;
    });
  });
  return parts;
})();

/** An outline about its middle, drawn in to each share of the way. */
function placeRings(
  landmarks: ArrayLike<number>,
  polygon: readonly number[],
  rings: readonly number[],
  out: Float64Array,
  at: number,
): void {
  let x = 0;
  let y = 0;
  for (const index of polygon) {
    x += landmarks[2 * index] / polygon.length;
    y += landmarks[2 * index + 1] / polygon.length;
  }
  let next = at;
  for (const share of rings) {
    for (const index of polygon) {
      out[next++] = x + share * (landmarks[2 * index] - x);
      out[next++] = y + share * (landmarks[2 * index + 1] - y);
    }
  }
}

/** The parts in which covering is looked for, each side of a region by itself. */
export const APPEARANCE_PARTS: readonly AppearancePart[] = PARTS;

/** At so many points a face is looked at. */
export const APPEARANCE_POINTS = PARTS[PARTS.length - 1].to;

/** Luma, red against green, blue against green. */
export const APPEARANCE_CHANNELS = 3;

/**
 * The points as x, y pairs, from landmarks in the same unit. They are fixed to the landmarks, so they go with the skin when it
 * moves: a brow that sinks is still looked at as a brow.
 */
export function appearancePoints(landmarks: ArrayLike<number>): Float64Array {
  const points = new Float64Array(2 * APPEARANCE_POINTS);
  for (const { place } of PARTS) place(landmarks, points);
  return points;
}

/** Half the side of the patch that a point stands for, in eye distances. */
const REACH = 0.03;
/** Samples from a patch's middle to its edge. */
const STEPS = 2;
/**
 * Added to grey levels before their logarithm. On drawn faces a small one makes much of gloss and folds on dark skin: with 48
 * bare faces of light and dark skin come nearest to each other.
 */
const LIFT = 48;

/**
 * What a face looks like, read off the picture at {@link APPEARANCE_POINTS} points: the mean colour of a patch at each, as the
 * logarithm of its luma and of its red and blue over green. In logarithms a lamp that doubles its light adds a constant.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 * @returns channel by channel; 3 x 475 numbers
 */
export function faceAppearance(
  { width, height, data }: RgbImage,
  landmarks: ArrayLike<number>,
): Float64Array {
  const points = appearancePoints(landmarks);
  const step = (REACH * eyeDistance(landmarks)) / STEPS;
  const out = new Float64Array(APPEARANCE_CHANNELS * APPEARANCE_POINTS);
  const side = 2 * STEPS + 1;
  const samples = side ** 2;
  // Where a patch's columns begin in a row, and its rows in the picture.
  const columns = new Int32Array(side);
  const rows = new Int32Array(side);
  for (let i = 0; i < APPEARANCE_POINTS; i++) {
    for (let j = 0; j < side; j++) {
      const x = Math.round(points[2 * i] + (j - STEPS) * step);
      const y = Math.round(points[2 * i + 1] + (j - STEPS) * step);
      columns[j] = 3 * Math.min(Math.max(x, 0), width - 1);
      rows[j] = 3 * width * Math.min(Math.max(y, 0), height - 1);
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let j = 0; j < side; j++) {
      for (let k = 0; k < side; k++) {
        const at = rows[j] + columns[k];
        red += data[at];
        green += data[at + 1];
        blue += data[at + 2];
      }
    }
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    out[i] = Math.log(luma / samples + LIFT);
    out[APPEARANCE_POINTS + i] = Math.log((red / samples + LIFT) / (green / samples + LIFT));
    out[2 * APPEARANCE_POINTS + i] = Math.log((blue / samples + LIFT) / (green / samples + LIFT));
  }
  return out;
}
