import { addPolygon } from '../image/polygon.ts';
import { pickLandmarks } from './landmarks.ts';

/** The regions of a face that expression is read in. */
export const REGION_NAMES = ['forehead', 'brow', 'eyes', 'cheeks', 'nasolabial', 'mouth', 'chin'] as const;
/** The name of a region of the registered face. */
export type RegionName = (typeof REGION_NAMES)[number];

/** One polygon of a region, as landmarks in order around it. Sides are the subject's. */
export interface RegionPart {
  readonly side: 'right' | 'left' | 'middle';
  readonly polygon: readonly number[];
}

/** The outline of the face as the mesh has it: the middle of the forehead, temples, jaw, chin. */
export const FACE_OUTLINE: readonly number[] = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/**
 * Regions as polygons of landmarks, so that they move with the face.
 *
 * - forehead: from the upper edge of the mesh to the upper edge of the brows
 * - brow: the brows, what lies between them down to the nose root, and below them down to the lids, where a brow bulge
 *   shows
 * - eyes: lids and what is around them, from under the brow to under the lower lid, where a squeeze shows
 * - cheeks: from under the eye to the jaw
 * - nasolabial: the strip from the wing of the nose to beside the corner of the mouth, where the furrow runs
 * - mouth: the lips and a margin about them
 * - chin: from under the mouth to the edge of the jaw
 */
export const REGIONS: Readonly<Record<RegionName, readonly RegionPart[]>> = {
  forehead: [
    {
      side: 'middle',
      polygon: [54, 103, 67, 109, 10, 338, 297, 332, 284, 298, 293, 334, 296, 336, 9, 107, 66, 105, 63, 68],
    },
  ],
  brow: [
    { side: 'right', polygon: [70, 63, 105, 66, 107, 9, 168, 193, 221, 222, 223, 224, 225, 46] },
    { side: 'left', polygon: [300, 293, 334, 296, 336, 9, 168, 417, 441, 442, 443, 444, 445, 276] },
  ],
  eyes: [
    {
      side: 'right',
      polygon: [113, 225, 224, 223, 222, 221, 189, 244, 233, 232, 231, 230, 229, 228, 31, 226],
    },
    {
      side: 'left',
      polygon: [342, 445, 444, 443, 442, 441, 413, 464, 453, 452, 451, 450, 449, 448, 261, 446],
    },
  ],
  cheeks: [
    { side: 'right', polygon: [116, 117, 118, 119, 100, 36, 205, 207, 212, 214, 192, 213, 147, 123] },
    { side: 'left', polygon: [345, 346, 347, 348, 329, 266, 425, 427, 432, 434, 416, 433, 376, 352] },
  ],
  nasolabial: [
    { side: 'right', polygon: [142, 129, 98, 165, 92, 186, 57, 212, 207, 205, 36] },
    { side: 'left', polygon: [371, 358, 327, 391, 322, 410, 287, 432, 427, 425, 266] },
  ],
  mouth: [
    {
      side: 'middle',
      polygon: [
        57, 186, 92, 165, 167, 164, 393, 391, 322, 410, 287, 273, 335, 406, 313, 18, 83, 182, 106, 43,
      ],
    },
  ],
  chin: [
    {
      side: 'middle',
      polygon: [
        43, 106, 182, 83, 18, 313, 406, 335, 273, 422, 430, 394, 379, 378, 400, 377, 152, 148, 176, 149, 150,
        169, 210, 202,
      ],
    },
  ],
};

/**
 * The pixels of a region.
 *
 * @param landmarks 468 x, y pairs in pixels of a picture of `width` x `height`
 * @returns `width * height` bytes, 1 inside and 0 outside
 */
export function regionMask(
  parts: readonly RegionPart[],
  landmarks: ArrayLike<number>,
  width: number,
  height: number,
): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const { polygon } of parts) addPolygon(mask, pickLandmarks(landmarks, polygon), width, height);
  return mask;
}
