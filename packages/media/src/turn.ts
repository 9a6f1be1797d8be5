import type { RgbImage } from '@wince/core';

/** How stored frames are turned to be shown: mirrored first, then rotated clockwise. */
export interface Turn {
  readonly mirrored: boolean;
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Turns a picture. */
export function turnImage(image: RgbImage, { mirrored, rotation }: Turn): RgbImage {
  if (!mirrored && rotation === 0) return image;
  const { data } = image;
  const [width, height] = rotation % 180 === 0 ? [image.width, image.height] : [image.height, image.width];
  const turned = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const [column, row] = beforeRotation(x, y, image, rotation);
      const from = 3 * (row * image.width + (mirrored ? image.width - 1 - column : column));
      turned[to] = data[from];
      turned[to + 1] = data[from + 1];
      turned[to + 2] = data[from + 2];
    }
  }
  return { width, height, data: turned };
}

function beforeRotation(
  x: number,
  y: number,
  { width, height }: RgbImage,
  rotation: Turn['rotation'],
): readonly [number, number] {
  if (rotation === 90) return [y, height - 1 - x];
  if (rotation === 180) return [width - 1 - x, height - 1 - y];
  if (rotation === 270) return [width - 1 - y, x];
  return [x, y];
}
