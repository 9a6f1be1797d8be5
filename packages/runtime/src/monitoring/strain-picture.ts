import {
  applySimilarity,
  areaMeans,
  COLOUR_TO_GREY,
  drawLine,
  FACE_OUTLINE,
  faceAreas,
  pickLandmarks,
  REGION_NAMES,
} from '@wince/core';
import { type StrainOfRegion, strainColour } from '@wince/pages';
import type { StrainMoment } from './strain-moments.ts';

/** Pixels of the picture per pixel of the face. */
const ENLARGED = 2;
/** The share of pixels of a map that may lie above the largest colour: a few at its border are always wild. */
const BEYOND = 0.01;

/** The line around the face, within which strain is measured. */
const OUTLINE = [255, 255, 255] as const;

/** The strain that has the last colour: what 99 of 100 pixels of all maps stay under. 0 where there is no strain. */
export function largestStrain(moments: readonly StrainMoment[]): number {
  const all = Float64Array.from(moments.flatMap(({ map }) => [...map]).filter((value) => value > 0)).sort();
  return all.length === 0 ? 0 : all[Math.floor((1 - BEYOND) * (all.length - 1))];
}

/**
 * Strain as a heat map over the registered face, as PNG: the more strain, the less of the face is seen through it. A line around the
 * face shows where it is measured.
 *
 * @param largest the strain of the last colour, the same for all pictures that stand side by side
 */
export async function strainPicture(
  { face, landmarks, map }: StrainMoment,
  largest: number,
): Promise<Uint8Array> {
  const { width, height, data } = face;
  const picture = new Uint8Array(width * height * 3);
  for (let i = 0; i < map.length; i++) {
    const share = largest > 0 && map[i] > 0 ? Math.min(1, map[i] / largest) : 0;
    const colour = strainColour(share);
    const cover = 0.85 * Math.sqrt(share);
    for (let c = 0; c < 3; c++) picture[3 * i + c] = Math.round((1 - cover) * data[i] + cover * colour[c]);
  }
  const { default: sharp } = await import('sharp');
  const { data: enlarged, info } = await sharp(picture, { raw: { width, height, channels: 3 } })
    .resize(width * ENLARGED, height * ENLARGED, { kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const drawn = { width: info.width, height: info.height, data: new Uint8Array(enlarged) };
  const corners = pickLandmarks(inGrey(landmarks), FACE_OUTLINE).map(
    (value) => ENLARGED * (value + 0.5) - 0.5,
  );
  const corner = (i: number) => [corners[2 * i], corners[2 * i + 1]] as const;
  FACE_OUTLINE.forEach((_, i) => {
    drawLine(drawn, corner(i), corner((i + 1) % FACE_OUTLINE.length), 1.5, OUTLINE);
  });
  return sharp(drawn.data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

/** The mean strain of each region of the face at a moment, the largest first; regions without a pixel are left out. */
export function strainOfRegions({ face, landmarks, map }: StrainMoment): readonly StrainOfRegion[] {
  const areas = faceAreas(inGrey(landmarks), face.width, face.height);
  const means = new Float64Array(areas.names.length);
  areaMeans(map, areas, means);
  return REGION_NAMES.map((region) => ({ region, strain: means[areas.names.indexOf(region)] }))
    .filter(({ strain }) => !Number.isNaN(strain))
    .sort((a, b) => b.strain - a.strain);
}

function inGrey(landmarks: ArrayLike<number>): Float64Array {
  return applySimilarity(COLOUR_TO_GREY, landmarks);
}
