import { COLOUR_SIZE, type RegisteredFace } from '@wince/core';

/** Pixels of a side of a thumbnail. */
const SIDE = 112;

/** A registered face as a small JPEG, made of its pixels alone: nothing of a recording's metadata can be in it. */
export async function thumbnailOf({ colour }: RegisteredFace): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(colour.data, { raw: { width: COLOUR_SIZE, height: COLOUR_SIZE, channels: 3 } })
    .resize(SIDE, SIDE)
    .jpeg({ quality: 70 })
    .toBuffer();
}
