import type { RgbImage } from '@wince/core';
import { turnImage } from '@wince/media';
import { type HeifPicture, type HeifStep, readHeif } from './heif.ts';
import { tiffOf } from './tiff.ts';

/**
 * The size of the main picture of a HEIC file, before it is turned.
 *
 * @throws RangeError that says what is wrong
 */
export function heicSize(file: Uint8Array): { readonly width: number; readonly height: number } {
  return readHeif(file);
}

/**
 * Decodes the main picture of a HEIC file, as phones write them: HEVC in one piece or in tiles, turned, mirrored and cropped as the
 * file says. What is derived by other means, depth and further pictures are left out.
 *
 * @returns the picture as an uncompressed TIFF with its colour profile, or as pixels where it has none
 * @throws RangeError that says what is wrong
 */
export async function decodeHeic(file: Uint8Array, maximumPixels: number): Promise<RgbImage | Uint8Array> {
  const picture = readHeif(file);
  const { configuration, coding, colours } = picture;
  if ((coding !== 'hvc1' && coding !== 'hev1') || !configuration)
    throw new RangeError(`its picture is coded as ${coding}, which is not read`);
  const { decodeHevcStills } = await import('./libav/still.ts');
  const tiles = await decodeHevcStills(picture.tiles, { configuration, colours, maximumPixels });
  const image = picture.steps.reduce(changed, joined(picture, tiles));
  return picture.profile ? tiffOf(image, picture.profile) : image;
}

/** Tiles side by side; what of the last ones lies outside of the picture is left out. */
function joined({ width, height, columns }: HeifPicture, tiles: readonly RgbImage[]): RgbImage {
  const [first] = tiles;
  if (tiles.some((tile) => tile.width !== first.width || tile.height !== first.height))
    throw new RangeError('its tiles are not of one size');
  if (columns * first.width < width || Math.ceil(tiles.length / columns) * first.height < height)
    throw new RangeError('its tiles do not cover it');
  const data = new Uint8Array(width * height * 3);
  for (const [i, tile] of tiles.entries()) {
    const [left, top] = [(i % columns) * first.width, Math.floor(i / columns) * first.height];
    const across = Math.min(first.width, width - left);
    if (across <= 0) continue;
    for (let y = 0; y < first.height && top + y < height; y++) {
      const from = 3 * y * first.width;
      data.set(tile.data.subarray(from, from + 3 * across), 3 * ((top + y) * width + left));
    }
  }
  return { width, height, data };
}

function changed(image: RgbImage, step: HeifStep): RgbImage {
  if (step.kind === 'rotate') return turnImage(image, { mirrored: false, rotation: step.clockwise });
  if (step.kind === 'mirror') {
    const flipped = turnImage(image, { mirrored: true, rotation: 0 });
    return step.swaps === 'columns' ? flipped : turnImage(flipped, { mirrored: false, rotation: 180 });
  }
  const { x, y, width, height } = step;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 3 * width), 3 * row * width);
  }
  return { width, height, data };
}
