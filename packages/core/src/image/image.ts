/** A colour picture: 8 bits a channel, three interleaved channels R, G, B, rows from the top. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes. */
  readonly data: Uint8Array;
}

/** A grey picture: 8 bits a pixel, rows from the top. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  /** `width * height` bytes. */
  readonly data: Uint8Array;
}

/** Luma of ITU-R BT.601 with OpenCV's fixed-point rounding: 0.299 R + 0.587 G + 0.114 B. */
export function toGrey(image: RgbImage): GreyImage {
  const { width, height, data } = image;
  const grey = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    grey[i] = (data[j] * 9798 + data[j + 1] * 19235 + data[j + 2] * 3735 + 16384) >> 15;
  }
  return { width, height, data: grey };
}
