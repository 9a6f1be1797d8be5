import { COLOUR_SIZE, COLOUR_TO_GREY, GREY_SIZE } from './template.ts';

/** A number for each pixel of the registered colour face, 224 x 224, rows from the top. */
export type FaceMap = Float64Array;

/** A map of zeros. */
export function emptyFaceMap(): FaceMap {
  return new Float64Array(COLOUR_SIZE * COLOUR_SIZE);
}

/**
 * Adds a map of the 128 x 128 grey face to one of the colour face: each grey pixel is spread over the colour pixels that lie under it, by
 * the area that it shares with each, so that the sum stays the same. The grey face lies within the colour face.
 */
export function addGreyMap(grey: Float64Array, map: FaceMap): void {
  const { a, x0, y0 } = COLOUR_TO_GREY;
  const across = sharesOfPixels(a, x0);
  const down = sharesOfPixels(a, y0);
  for (let y = 0; y < GREY_SIZE; y++) {
    for (let x = 0; x < GREY_SIZE; x++) {
      const value = grey[y * GREY_SIZE + x];
      if (value === 0) continue;
      for (const row of down[y]) {
        for (const column of across[x]) {
          map[row.pixel * COLOUR_SIZE + column.pixel] += value * row.share * column.share;
        }
      }
    }
  }
}

interface PixelShare {
  readonly pixel: number;
  readonly share: number;
}

/** For each grey pixel along an axis the colour pixels under it, with the share of it that lies over each. */
function sharesOfPixels(scale: number, shift: number): readonly (readonly PixelShare[])[] {
  return Array.from({ length: GREY_SIZE }, (_, pixel) => {
    const [from, to] = [-0.5, 0.5].map((side) => (pixel + side - shift) / scale);
    const found: PixelShare[] = [];
    for (let colour = Math.floor(from + 0.5); colour - 0.5 < to; colour++) {
      const shared = Math.min(to, colour + 0.5) - Math.max(from, colour - 0.5);
      if (shared > 0)
        found.push({ pixel: Math.min(COLOUR_SIZE - 1, Math.max(0, colour)), share: shared / (to - from) });
    }
    return found;
  });
}

/**
 * Adds the positions of a map that lies evenly over the colour face (a layer of a network) to a map of pixels: each position is spread
 * over the pixels about its middle, ever less up to the middles of its neighbours (bilinearly), so that the sum stays the same.
 *
 * @param positions `height * width` numbers, rows from the top
 */
export function addPositions(
  positions: Float64Array,
  { height, width }: { readonly height: number; readonly width: number },
  map: FaceMap,
): void {
  const rows = tents(height);
  const columns = tents(width);
  positions.forEach((value, at) => {
    if (value === 0) return;
    for (const row of rows[Math.floor(at / width)])
      for (const column of columns[at % width])
        map[row.pixel * COLOUR_SIZE + column.pixel] += value * row.share * column.share;
  });
}

/** For each of some positions along an axis the pixels about it, with shares that sum to 1. */
function tents(count: number): readonly (readonly PixelShare[])[] {
  const step = COLOUR_SIZE / count;
  return Array.from({ length: count }, (_, position) => {
    const middle = (position + 0.5) * step - 0.5;
    const found = Array.from({ length: COLOUR_SIZE }, (_, pixel) => ({
      pixel,
      share: Math.max(0, 1 - Math.abs(pixel - middle) / Math.max(1, step)),
    })).filter(({ share }) => share > 0);
    const sum = found.reduce((total, { share }) => total + share, 0);
    return found.map(({ pixel, share }) => ({ pixel, share: share / sum }));
  });
}
