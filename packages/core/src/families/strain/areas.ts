import { pickLandmarks } from '../../face/landmarks.ts';
import { FACE_OUTLINE, REGION_NAMES, REGIONS, regionMask } from '../../face/regions.ts';
import { polygonMask } from '../../image/polygon.ts';

/** The quarters of the registered face, as they stand in the picture. */
export const QUADRANTS = ['top left', 'top right', 'bottom left', 'bottom right'] as const;

/** The names of the areas that strain is averaged over, in the order of their means: the face, quadrants, regions. */
export const STRAIN_AREAS = ['face', ...QUADRANTS, ...REGION_NAMES] as const;
/** The name of an area over which strain is averaged: the face, a quarter, or a region. */
export type StrainArea = (typeof STRAIN_AREAS)[number];

/** Which pixels belong to which area, as lists, so that a mean touches only its own. */
export interface AreaPixels {
  readonly names: readonly string[];
  readonly pixels: readonly Int32Array[];
}

/** The four quarters of a picture: left and right are the picture's. An odd middle row or column goes right and down. */
export function quadrantsOf(width: number, height: number): AreaPixels {
  const masks = QUADRANTS.map((_, quadrant) => {
    const [right, bottom] = [quadrant % 2, quadrant >> 1];
    return maskWhere(width, height, (x, y) => +(x >= width >> 1) === right && +(y >= height >> 1) === bottom);
  });
  return { names: QUADRANTS, pixels: masks.map(pixelsOf) };
}

/**
 * The areas of a registered face: the whole of it within its outline, the four quadrants of the outline about the middle of
 * its bounding box, and the named regions. Left and right of a quadrant are the picture's.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture that the flow is of: one set for a clip, for frames are
 * registered to it and a region must not move with what is measured in it
 */
export function faceAreas(landmarks: ArrayLike<number>, width: number, height: number): AreaPixels {
  const outline = pickLandmarks(landmarks, FACE_OUTLINE);
  const face = polygonMask(outline, width, height);
  const [xs, ys] = [0, 1].map((axis) => Array.from(outline).filter((_, i) => i % 2 === axis));
  const middleX = (Math.min(...xs) + Math.max(...xs)) / 2;
  const middleY = (Math.min(...ys) + Math.max(...ys)) / 2;
  const quadrants = QUADRANTS.map((_, quadrant) => {
    const [right, bottom] = [quadrant % 2, quadrant >> 1];
    return maskWhere(
      width,
      height,
      (x, y) => face[y * width + x] === 1 && +(x >= middleX) === right && +(y >= middleY) === bottom,
    );
  });
  const regions = REGION_NAMES.map((name) => regionMask(REGIONS[name], landmarks, width, height));
  return { names: STRAIN_AREAS, pixels: [face, ...quadrants, ...regions].map(pixelsOf) };
}

/** The mean of a map over each area, into `out`; NaN for an area without pixels, which has no strain, not a strain of 0. */
export function areaMeans(map: Float32Array, areas: AreaPixels, out: Float64Array): void {
  areas.pixels.forEach((pixels, area) => {
    let sum = 0;
    for (let i = 0; i < pixels.length; i++) sum += map[pixels[i]];
    out[area] = sum / pixels.length;
  });
}

function maskWhere(width: number, height: number, holds: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => +holds(i % width, Math.floor(i / width)));
}

/** The places of the ones of a mask. */
export function pixelsOf(mask: Uint8Array): Int32Array {
  return Int32Array.from(Array.from(mask.keys()).filter((i) => mask[i] === 1));
}
