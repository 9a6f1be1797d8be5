/**
 * Interleaved 8-bit samples, rows from the top: what the colour and the grey functions of this folder share.
 * Pixel centres lie at whole numbers: the top-left pixel is at (0, 0) and covers -0.5 to 0.5.
 */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for colour. */
  readonly channels: 1 | 3;
  /** `width * height * channels` bytes. */
  readonly data: Uint8Array;
}

/** Gives 3-channel samples their form, without a copy. */
export function rgbSamples(image: { width: number; height: number; data: Uint8Array }): Samples {
  return { width: image.width, height: image.height, channels: 3, data: image.data };
}

/** Gives 1-channel samples their form, without a copy. */
export function greySamples(image: { width: number; height: number; data: Uint8Array }): Samples {
  return { width: image.width, height: image.height, channels: 1, data: image.data };
}

/** @throws RangeError when a size is no positive whole number. */
export function checkSize(width: number, height: number): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(`a picture cannot be ${width} x ${height} pixels`);
  }
}
