import type { RgbImage } from '../../image/image.ts';
import { type SkinColour, skinWeight } from './skin-colour.ts';
import { type LabelledPixels, SKIN_REGIONS } from './skin-regions.ts';

/** What a patch looks like in a frame. */
export interface PatchColour {
  /** Mean levels over its skin, 0 to 255; NaN where it has none. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Share of its pixels that are skin, in [0, 1]. */
  readonly skin: number;
  /** Share of its pixels that are too dark or too bright to tell a change, in [0, 1]. */
  readonly clipped: number;
  /** Its pixels. */
  readonly pixels: number;
}

/** Sums of a patch: red, green, blue, weights, clipped pixels, pixels. */
const SUMS = 6;
/** Pixels of skin that a mean is taken of, at least. */
const LEAST_PIXELS = 12;
/** A pixel at or above this level in a channel, or below the other in all, is clipped. */
const TOO_BRIGHT = 252;
const TOO_DARK = 8;

/** The mean colour of each region of skin, in the order of `SKIN_REGIONS`, over all pixels of the frame that are skin. */
export function skinColours(
  image: RgbImage,
  pixels: LabelledPixels,
  skin: SkinColour,
): readonly PatchColour[] {
  const { left, top, width, height, labels } = pixels;
  const sums = new Float64Array(SUMS * SKIN_REGIONS.length);
  for (let y = 0, i = 0; y < height; y++) {
    let at = 3 * ((top + y) * image.width + left);
    for (let x = 0; x < width; x++, i++, at += 3) {
      const label = labels[i];
      if (label === 0) continue;
      const [r, g, b] = [image.data[at], image.data[at + 1], image.data[at + 2]];
      addPixel(sums, label, r, g, b, skinWeight(r, g, b, skin));
    }
  }
  return SKIN_REGIONS.map((_, region) => patchOf(sums, region));
}

/** The places in a picture that a patch of the background is taken of: beside the upper left of the head, and so on. */
export const BACKGROUND_PATCHES = [
  'top left',
  'top right',
  'bottom left',
  'bottom right',
  'background',
] as const;

/** How much larger than the face the part of the picture is that is no background. */
const AROUND_FACE = 1.45;
/**
 * The mean colour of what is not the face: the four quarters of the picture about the middle of the face, outside of an ellipse around it, and
 * all of them together.
 *
 * @param withoutSkin whether what has the colour of the skin is left out, as a neck and a hand have a pulse
 */
export function backgroundColours(
  image: RgbImage,
  pixels: LabelledPixels,
  skin: SkinColour,
  withoutSkin: boolean,
): readonly PatchColour[] {
  const { left, top, width, height } = pixels;
  const [middleX, middleY] = [left + width / 2, top + height / 2];
  const [halfX, halfY] = [(AROUND_FACE * width) / 2, (AROUND_FACE * height) / 2];
  const sums = new Float64Array(SUMS * BACKGROUND_PATCHES.length);
  // Every second pixel of every second row is enough: a control need not be as fine as the skin.
  for (let y = 0; y < image.height; y += 2) {
    const down = ((y - middleY) / halfY) ** 2;
    for (let x = 0; x < image.width; x += 2) {
      if (down + ((x - middleX) / halfX) ** 2 < 1) continue;
      const at = 3 * (y * image.width + x);
      const [r, g, b] = [image.data[at], image.data[at + 1], image.data[at + 2]];
      const quarter = (y < middleY ? 0 : 2) + (x < middleX ? 0 : 1);
      const weight = withoutSkin ? 1 - skinWeight(r, g, b, skin) : 1;
      addPixel(sums, 16 | (1 << quarter), r, g, b, weight);
    }
  }
  return BACKGROUND_PATCHES.map((_, patch) => patchOf(sums, patch));
}

function addPixel(sums: Float64Array, label: number, r: number, g: number, b: number, weight: number): void {
  const clipped = Math.max(r, g, b) >= TOO_BRIGHT || Math.max(r, g, b) < TOO_DARK ? 1 : 0;
  for (let bits = label, at = 0; bits !== 0; bits >>= 1, at += SUMS) {
    if ((bits & 1) === 0) continue;
    sums[at] += weight * r;
    sums[at + 1] += weight * g;
    sums[at + 2] += weight * b;
    sums[at + 3] += weight;
    sums[at + 4] += clipped;
    sums[at + 5] += 1;
  }
}

function patchOf(sums: Float64Array, patch: number): PatchColour {
  const [red, green, blue, weight, clipped, pixels] = sums.subarray(SUMS * patch, SUMS * (patch + 1));
  const has = weight >= LEAST_PIXELS;
  return {
    red: has ? red / weight : Number.NaN,
    green: has ? green / weight : Number.NaN,
    blue: has ? blue / weight : Number.NaN,
    skin: pixels > 0 ? weight / pixels : 0,
    clipped: pixels > 0 ? clipped / pixels : 0,
    pixels,
  };
}
