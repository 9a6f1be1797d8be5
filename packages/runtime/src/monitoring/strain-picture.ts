import { strainColour } from '@wince/pages';
import type { StrainMoment } from './strain-moments.ts';

/** Pixels of the picture per pixel of the face. */
const ENLARGED = 2;
/** The share of pixels of a map that may lie above the largest colour: a few at its border are always wild. */
const BEYOND = 0.01;

/** The strain that has the last colour: what 99 of 100 pixels of all maps stay under. 0 where there is no strain. */
export function largestStrain(moments: readonly StrainMoment[]): number {
  const all = Float64Array.from(moments.flatMap(({ map }) => [...map]).filter((value) => value > 0)).sort();
  return all.length === 0 ? 0 : all[Math.floor((1 - BEYOND) * (all.length - 1))];
}

/**
 * Strain as a heat map over the registered face, as PNG: the more strain, the less of the face is seen through it.
 *
 * @param largest the strain of the last colour, the same for all pictures that stand side by side
 */
export async function strainPicture({ face, map }: StrainMoment, largest: number): Promise<Uint8Array> {
  const { width, height, data } = face;
  const picture = new Uint8Array(width * height * 3);
  for (let i = 0; i < map.length; i++) {
    const share = largest > 0 && map[i] > 0 ? Math.min(1, map[i] / largest) : 0;
    const colour = strainColour(share);
    const cover = 0.85 * Math.sqrt(share);
    for (let c = 0; c < 3; c++) picture[3 * i + c] = Math.round((1 - cover) * data[i] + cover * colour[c]);
  }
  const { default: sharp } = await import('sharp');
  return sharp(picture, { raw: { width, height, channels: 3 } })
    .resize(width * ENLARGED, height * ENLARGED, { kernel: 'cubic' })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}
