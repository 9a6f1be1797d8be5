import { pickLandmarks } from '../../face/landmarks.ts';
import { FACE_OUTLINE, REGIONS } from '../../face/regions.ts';
import { addPolygon } from '../../image/polygon.ts';

/** The patches of skin whose colour is followed, in the order of all tables. Sides are the subject's. */
export const SKIN_REGIONS = ['forehead', 'right cheek', 'left cheek', 'nose', 'chin', 'face'] as const;
/** The name of a patch of skin. */
export type SkinRegion = (typeof SKIN_REGIONS)[number];

/** From the root of the nose along its sides to the wings, and under the tip. */
const NOSE: readonly number[] = [
  168, 193, 245, 188, 174, 217, 198, 49, 129, 98, 97, 2, 326, 327, 358, 279, 420, 437, 399, 412, 465, 417,
];

const CHEEK = { right: REGIONS.cheeks[0].polygon, left: REGIONS.cheeks[1].polygon } as const;

const POLYGONS: Readonly<Record<SkinRegion, readonly number[]>> = {
  forehead: REGIONS.forehead[0].polygon,
  'right cheek': CHEEK.right,
  'left cheek': CHEEK.left,
  nose: NOSE,
  chin: REGIONS.chin[0].polygon,
  face: FACE_OUTLINE,
};

/** What is never skin: lids and eyes, and the lips. */
const NOT_SKIN: readonly (readonly number[])[] = [
  ...REGIONS.eyes.map(({ polygon }) => polygon),
  REGIONS.mouth[0].polygon,
];

/** The regions of skin at each pixel of a rectangle of a picture. */
export interface LabelledPixels {
  /** The left upper corner in the picture, and the size; a size of 0 where the face lies outside of it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Row by row, a bit for each of `SKIN_REGIONS`: 1 for the first, 2 for the next. */
  readonly labels: Uint8Array;
}

/**
 * Which pixels of a picture belong to which region, by the landmarks of the face in it.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 */
export function labelSkin(
  landmarks: ArrayLike<number>,
  picture: { readonly width: number; readonly height: number },
): LabelledPixels {
  const outline = pickLandmarks(landmarks, FACE_OUTLINE);
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i]);
    right = Math.max(right, outline[i]);
    top = Math.min(top, outline[i + 1]);
    bottom = Math.max(bottom, outline[i + 1]);
  }
  [left, top] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  const width = Math.max(0, Math.min(picture.width, Math.ceil(right) + 1) - left);
  const height = Math.max(0, Math.min(picture.height, Math.ceil(bottom) + 1) - top);
  const labels = new Uint8Array(width * height);
  const mask = new Uint8Array(width * height);
  const within = (polygon: readonly number[]) => {
    mask.fill(0);
    const corners = pickLandmarks(landmarks, polygon);
    for (let i = 0; i < corners.length; i += 2) {
      corners[i] -= left;
      corners[i + 1] -= top;
    }
    addPolygon(mask, corners, width, height);
    return mask;
  };
  SKIN_REGIONS.forEach((region, r) => {
    const inside = within(POLYGONS[region]);
    for (let i = 0; i < labels.length; i++) labels[i] |= inside[i] << r;
  });
  for (const polygon of NOT_SKIN) {
    const inside = within(polygon);
    for (let i = 0; i < labels.length; i++) if (inside[i] === 1) labels[i] = 0;
  }
  return { left, top, width, height, labels };
}
